"""Who may open a child's file: the leads, the team, single shares, and who is kept out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Q
from django.http import Http404

from accounts.roles import Permission
from safeguarding.door import Purpose, opened_file
from safeguarding.models import Audience, AudienceChange, ConcernPupil, Entry, FileGrant, GrantKind
from safeguarding.tickets import Seat
from schools.access import Rights
from schools.models import Pupil
from schools.queries.people import Colleague, colleagues_with

TEAM = (GrantKind.READ, GrantKind.WORK, GrantKind.EMERGENCY, GrantKind.ESCALATED)
MOST_RECORDS = 50


@dataclass(frozen=True, slots=True)
class GrantLine:
    """One word about one person: from when until when, why, by whom, and how it ended."""

    grant_id: UUID
    person_id: int
    person: str
    job_title: str
    kind: GrantKind
    record_id: UUID | None
    record: str
    from_at: datetime
    until_at: datetime | None
    review_on: date | None
    reason: str
    by: str
    ended_at: datetime | None
    ended_by: str
    why_ended: str
    is_live: bool
    waits_for_review: bool


@dataclass(frozen=True, slots=True)
class RecordLine:
    """A concern or an entry: its number, its day, and who of the child's team reads it."""

    record_id: UUID
    number: int
    happened_at: datetime
    is_concern: bool
    audience: Audience


@dataclass(frozen=True, slots=True)
class ReachPage:
    """Who may open one child's file. `leads` read all of it, unless they are kept out."""

    pupil_id: int
    name: str
    leads: list[Colleague]
    grants: list[GrantLine]
    records: list[RecordLine]

    @property
    def team(self) -> list[GrantLine]:
        """Who reads the file by name now."""
        return [line for line in self.grants if line.is_live and line.kind in TEAM]

    @property
    def shares(self) -> list[GrantLine]:
        """Who reads a single concern or entry now."""
        return [line for line in self.grants if line.is_live and line.kind == GrantKind.SHARE]

    @property
    def excluded(self) -> list[GrantLine]:
        """Who never opens the file."""
        return [line for line in self.grants if line.is_live and line.kind == GrantKind.EXCLUDED]

    @property
    def only(self) -> list[GrantLine]:
        """The few who alone may open the file; empty without a restriction."""
        return [line for line in self.grants if line.is_live and line.kind == GrantKind.ONLY]

    @property
    def past(self) -> list[GrantLine]:
        """What is over and waits for nobody, the newest first."""
        return [line for line in reversed(self.grants) if not line.is_live and not line.waits_for_review]

    @property
    def to_review(self) -> list[GrantLine]:
        """What somebody must look at again: openings in an emergency, and grants whose day has come."""
        return [line for line in self.grants if line.waits_for_review]

    @property
    def newest(self) -> list[RecordLine]:
        """The newest concerns and entries, as far as the page lists them."""
        return self.records[:MOST_RECORDS]

    @property
    def held_back(self) -> list[RecordLine]:
        """What the child's team does not read."""
        return [line for line in self.records if line.audience != Audience.TEAM]


def reach_page(rights: Rights, seat: Seat, pupil_id: int, *, at: datetime) -> ReachPage:
    """Open who may open a child's file; 404 for everybody but a lead who opens all of it.

    Nine statements, however many people and entries there are.
    """
    leads = list(colleagues_with(rights.school, Permission.SAFEGUARDING_GRANT, on=rights.on).values())
    with opened_file(seat, school_id=rights.school.pk, pupil_id=pupil_id, purpose=Purpose.REACH) as file:
        if not file.is_whole:
            raise Http404
        name = Pupil.objects.get(pk=pupil_id).known_name
        records = read_records(pupil_id)
        grants = read_grants(pupil_id, records, at=at)
    return ReachPage(pupil_id, name, leads, grants, records)


def of_child(pupil_id: int) -> Q:
    """Rows of a child and of the duplicates that were merged into it."""
    return Q(pupil=pupil_id) | Q(pupil__merged_into=pupil_id)


def read_grants(pupil_id: int, records: Iterable[RecordLine] = (), *, at: datetime) -> list[GrantLine]:
    """Every word about who may open a file, the oldest first; inside the door, one statement."""
    numbers = {line.record_id: line for line in records}
    rows = FileGrant.objects.filter(of_child(pupil_id)).select_related("person", "by", "end__by")
    return [_grant_line(row, numbers, at) for row in rows]


def _grant_line(row: FileGrant, records: dict[UUID, RecordLine], at: datetime) -> GrantLine:
    end = getattr(row, "end", None)
    over = end is not None or (row.until_at is not None and row.until_at <= at)
    record = records.get(row.record) if row.record else None
    is_due = row.review_on is not None and row.review_on <= at.date()
    waits = row.kind == GrantKind.EMERGENCY or (is_due and (not over or row.kind == GrantKind.ESCALATED))
    return GrantLine(
        grant_id=row.pk,
        person_id=row.person_id,
        person=row.person.full_name,
        job_title=row.person.job_title,
        kind=GrantKind(row.kind),
        record_id=row.record,
        record=record_words(record) if record else "",
        from_at=row.from_at,
        until_at=row.until_at,
        review_on=row.review_on,
        reason=row.reason,
        by=row.by.full_name if row.by else "Daymark",
        ended_at=end.at if end else row.until_at if over else None,
        ended_by=end.by.full_name if end else "",
        why_ended=end.reason if end else "",
        is_live=not over,
        waits_for_review=end is None and waits,
    )


def record_words(line: RecordLine) -> str:
    """How a concern or an entry is called: "ref 40"."""
    return f"ref {line.number}"


def read_records(pupil_id: int) -> list[RecordLine]:
    """The concerns and entries of a file with who reads each, the newest first; inside the door, three
    statements.
    """
    changes = AudienceChange.objects.filter(of_child(pupil_id)).order_by("at", "pk")
    newest = {change.record: Audience(change.audience) for change in changes}
    concerns = ConcernPupil.objects.filter(of_child(pupil_id)).select_related("concern")
    found = {
        row.concern_id: RecordLine(
            row.concern_id,
            row.concern.number,
            row.concern.happened_at,
            True,
            newest.get(row.concern_id, Audience.TEAM),
        )
        for row in concerns
    } | {
        row.pk: RecordLine(row.pk, row.number, row.happened_at, False, newest.get(row.pk, Audience.TEAM))
        for row in Entry.objects.filter(of_child(pupil_id))
    }
    return sorted(found.values(), key=lambda line: (line.happened_at, line.number), reverse=True)
