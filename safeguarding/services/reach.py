"""Who may open a child's file: named, kept out, restricted to a few, shared one entry, and ended.

Exclusions win over every role, and so does a restriction to a few; yet no file is left without a lead.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.http import Http404
from django.utils import timezone

from accounts.roles import Permission
from safeguarding.door import Purpose, opened_file
from safeguarding.models import Audience, AudienceChange, FileGrant, FileGrantEnd, GrantKind
from safeguarding.queries.reach import GrantLine, RecordLine, read_grants, read_records
from safeguarding.reach_rules import leads_left
from safeguarding.tickets import Seat
from schools.access import Rights
from schools.queries.people import colleagues_with

LONGEST = timedelta(days=366)
# Two leads who keep each other out at once would leave a file to nobody: one waits for the other.
ONE_AT_A_TIME = "SELECT pg_advisory_xact_lock(hashtextextended('safeguarding_filegrant', %s))"
NO_LEAD_LEFT = "At least one safeguarding lead must still be able to open the file"


@dataclass(frozen=True, slots=True)
class ReachWord:
    """What is said of one person: until which day it holds, when it is looked at again, and why."""

    person_id: int
    reason: str
    until_on: date | None = None
    review_on: date | None = None


@dataclass(frozen=True, slots=True)
class _Reach:
    """One child's reach while it is changed."""

    pupil_id: int
    leads: frozenset[int]
    grants: list[GrantLine]
    records: list[RecordLine]

    def live(self, kind: GrantKind) -> list[GrantLine]:
        return [line for line in self.grants if line.is_live and line.kind == kind]

    def people(self, kind: GrantKind) -> frozenset[int]:
        return frozenset(line.person_id for line in self.live(kind))


@transaction.atomic
def name_person(
    *, rights: Rights, seat: Seat, pupil_id: int, word: ReachWord, writes: bool, at: datetime
) -> None:
    """Let a person read a child's file, or write in it as well, until a day or until it is looked at again.

    ValidationError for somebody whose role never reads or writes such files, for somebody who is kept out,
    and for days that have passed, are in the wrong order or over a year ahead.
    """
    _check_days(word, at)
    permission = Permission.SAFEGUARDING_WRITE if writes else Permission.SAFEGUARDING_READ
    with _changing(rights, seat, pupil_id, permission, word.person_id, at=at) as reach:
        if word.person_id in reach.leads:
            raise ValidationError({"person": "They are a safeguarding lead, and open the file already"})
        if word.person_id in reach.people(GrantKind.EXCLUDED):
            raise ValidationError({"person": "They are kept out of this file. End that first"})
        _write(rights, pupil_id, GrantKind.WORK if writes else GrantKind.READ, word, at=at)


@transaction.atomic
def exclude_person(*, rights: Rights, seat: Seat, pupil_id: int, word: ReachWord, at: datetime) -> None:
    """Keep a person out of a child's file, whatever their role: a relative, or somebody who is named in it.

    ValidationError where no safeguarding lead would be left, and for who is kept out already.
    """
    with _changing(rights, seat, pupil_id, Permission.SAFEGUARDING_READ, word.person_id, at=at) as reach:
        excluded = reach.people(GrantKind.EXCLUDED)
        if word.person_id in excluded:
            raise ValidationError({"person": "They are kept out already"})
        _check_leads(reach, excluded | {word.person_id}, reach.people(GrantKind.ONLY))
        _write(rights, pupil_id, GrantKind.EXCLUDED, word, at=at)


@transaction.atomic
def restrict_file(
    *, rights: Rights, seat: Seat, pupil_id: int, people: Collection[int], reason: str, at: datetime
) -> None:
    """Let these few alone open a child's file, over every role and grant; nobody else until that ends.

    Who is no lead must be named as well. ValidationError where no lead is among the few.
    """
    with _changing(rights, seat, pupil_id, Permission.SAFEGUARDING_READ, *people, at=at) as reach:
        before = reach.people(GrantKind.ONLY)
        _check_leads(reach, reach.people(GrantKind.EXCLUDED), before | set(people))
        for person_id in sorted(set(people) - before):
            _write(rights, pupil_id, GrantKind.ONLY, ReachWord(person_id, reason), at=at)


@transaction.atomic
def share_record(
    *, rights: Rights, seat: Seat, pupil_id: int, record_id: UUID, word: ReachWord, at: datetime
) -> None:
    """Let a person read one concern or entry of a child's file, and nothing else of it.

    404 for a record that does not stand in the file; ValidationError as for a grant of the whole file.
    """
    _check_days(word, at, needs_end=False)
    with _changing(rights, seat, pupil_id, Permission.SAFEGUARDING_READ, word.person_id, at=at) as reach:
        _find_record(reach, record_id)
        if word.person_id in reach.people(GrantKind.EXCLUDED):
            raise ValidationError({"person": "They are kept out of this file. End that first"})
        _write(rights, pupil_id, GrantKind.SHARE, word, record_id=record_id, at=at)


@transaction.atomic
def set_audience(
    *, rights: Rights, seat: Seat, pupil_id: int, record_id: UUID, audience: Audience, at: datetime
) -> None:
    """Say who of the child's team reads a concern or an entry from now on; 404 for one of another file."""
    with _changing(rights, seat, pupil_id, at=at) as reach:
        record = _find_record(reach, record_id)
        if record.audience != audience:
            AudienceChange(
                record=record_id, pupil_id=pupil_id, audience=audience, by=rights.user, at=at
            ).save(force_insert=True)


@transaction.atomic
def end_grant(
    *, rights: Rights, seat: Seat, pupil_id: int, grant_id: UUID, reason: str, at: datetime
) -> None:
    """End a word about a person, or say that an opening in an emergency was looked at, and why.

    404 for one of another file; ValidationError for one that is over, for a word about oneself that
    somebody else must end, and where no lead would be left to open the file.
    """
    with _changing(rights, seat, pupil_id, at=at) as reach:
        line = next((line for line in reach.grants if line.grant_id == grant_id), None)
        if line is None:
            raise Http404
        if not line.is_live and not line.waits_for_review:
            raise ValidationError("This is over already")
        if line.person_id == rights.user.pk and line.kind not in (
            *(GrantKind.READ, GrantKind.WORK, GrantKind.SHARE),
        ):
            raise ValidationError("This is about you: another safeguarding lead must do it")
        if line.kind == GrantKind.ONLY:
            others = [other for other in reach.live(GrantKind.ONLY) if other.grant_id != grant_id]
            only = frozenset(other.person_id for other in others)
            _check_leads(reach, reach.people(GrantKind.EXCLUDED), only)
        FileGrantEnd(grant_id=grant_id, reason=reason, by=rights.user, at=at).save(force_insert=True)


@contextmanager
def _changing(
    rights: Rights,
    seat: Seat,
    pupil_id: int,
    permission: Permission = Permission.SAFEGUARDING_READ,
    *people: int,
    at: datetime,
) -> Iterator[_Reach]:
    """Hold a child's reach, and its file open as a lead; 404 for anybody else."""
    if not rights.has(Permission.SAFEGUARDING_GRANT):
        raise Http404
    colleagues = colleagues_with(rights.school, permission, Permission.SAFEGUARDING_GRANT, on=rights.on)
    able = {number for number, who in colleagues.items() if permission in who.rights}
    if not able.issuperset(people):
        raise ValidationError({"person": "Choose somebody of this school whose role may do this"})
    leads = frozenset(
        number for number, who in colleagues.items() if Permission.SAFEGUARDING_GRANT in who.rights
    )
    with connection.cursor() as cursor:
        cursor.execute(ONE_AT_A_TIME, [pupil_id])
    with opened_file(seat, school_id=rights.school.pk, pupil_id=pupil_id, purpose=Purpose.REACH) as file:
        if not file.is_whole:
            raise Http404
        records = read_records(pupil_id)
        yield _Reach(pupil_id, leads, read_grants(pupil_id, records, at=at), records)


def _check_days(word: ReachWord, at: datetime, *, needs_end: bool = True) -> None:
    last = at.date() + LONGEST
    for field, on in (("until_on", word.until_on), ("review_on", word.review_on)):
        if on is not None and not at.date() <= on <= last:
            raise ValidationError({field: "Give a day from today to a year ahead"})
    if needs_end and word.until_on is None and word.review_on is None:
        raise ValidationError({"review_on": "Give a last day, or a day to look at this again"})


def _check_leads(reach: _Reach, excluded: frozenset[int], only: frozenset[int]) -> None:
    if not leads_left(reach.leads, excluded=excluded, only=only):
        raise ValidationError(NO_LEAD_LEFT)


def _find_record(reach: _Reach, record_id: UUID) -> RecordLine:
    for line in reach.records:
        if line.record_id == record_id:
            return line
    raise Http404


def _write(
    rights: Rights,
    pupil_id: int,
    kind: GrantKind,
    word: ReachWord,
    *,
    record_id: UUID | None = None,
    at: datetime,
) -> None:
    FileGrant(
        school=rights.school,
        pupil_id=pupil_id,
        person_id=word.person_id,
        kind=kind,
        record=record_id,
        from_at=at,
        until_at=_end_of(word.until_on),
        review_on=word.review_on,
        reason=word.reason,
        by=rights.user,
        at=at,
    ).save(force_insert=True)


def _end_of(on: date | None) -> datetime | None:
    """The midnight with which a last day ends."""
    if on is None:
        return None
    return timezone.make_aware(datetime.combine(on + timedelta(days=1), time()))
