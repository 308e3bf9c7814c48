"""What was tried to reach families, and which families were reached."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Exists, OuterRef
from django.http import Http404
from django.utils import timezone

from accounts.roles import Permission
from attendance.codes import code_of
from attendance.models import ContactAttempt, Outcome, Way
from attendance.queries.first_day.contact_sql import SPOKEN
from schools.access import Rights, pupils_visible_to
from schools.models import Pupil
from schools.professionals import is_professional
from schools.queries.reach import reaches
from schools.queries.rows import rows_of
from schools.wording import short_day_words, time_words

CONTACTED = f"""
SELECT DISTINCT ON (t.pupil_id) t.pupil_id, p.known_forename || ' ' || p.known_surname, t.made_at,
       u.full_name
FROM attendance_contactattempt t
JOIN seen ON seen.id = t.pupil_id
JOIN schools_pupil p ON p.id = t.pupil_id
JOIN accounts_user u ON u.id = t.made_by_id
WHERE t.school_id = %(school)s AND t.date = %(on)s AND {SPOKEN}
ORDER BY t.pupil_id, t.made_at DESC
"""


@dataclass(frozen=True)
class AttemptLine:
    """One try: when, how, whom, what came of it, and by whom.

    `who` and `number` are empty for a reader who may not see contacts. `letter` is the code that the family's
    words suggest; `reached`: somebody spoke on that day or after it, and it stands; `struck` says who struck
    it out, and why.
    """

    attempt_id: int
    pupil_id: int
    on: date
    made_at: datetime
    when: str
    what: str
    who: str
    number: str
    words: str
    letter: str
    by: str
    by_id: int
    reached: bool
    struck: str


@dataclass(frozen=True)
class Contacted:
    """A family that was reached about an absence: for a tutor, so without words, adult or reason."""

    pupil_id: int
    name: str
    when: str
    by: str


def attempts_of(rights: Rights, pupil_ids: Collection[int], *, on: date | None = None) -> list[AttemptLine]:
    """The tries for pupils within reach, of one day or of all, oldest first: one statement.

    Pupils out of reach are left out. Names and numbers of adults need the right to contacts besides.
    """
    rows = (
        ContactAttempt.objects.filter(
            school=rights.school,
            pupil__in=pupils_visible_to(rights, Permission.FIRST_DAY_WORK).filter(pk__in=pupil_ids),
        )
        .annotate(
            sees_contacts=_reached(rights, Permission.CONTACTS_VIEW),
            sees_protected=_reached(rights, Permission.PROTECTED_FACTS_VIEW),
        )
        .select_related("made_by", "struck_by")
        .order_by("made_at", "pk")
    )
    if on is not None:
        rows = rows.filter(date=on)
    return [
        _line(
            row,
            names=row.sees_contacts and (row.sees_protected or not is_professional(row.relationship)),
        )
        for row in rows
    ]


def _reached(rights: Rights, permission: Permission) -> Exists:
    """Whether a right reaches the pupil of a try."""
    return Exists(pupils_visible_to(rights, permission).filter(pk=OuterRef("pupil")))


def dead_numbers(pupil: Pupil) -> set[str]:
    """The numbers that did not work when they were last tried for this pupil: one statement."""
    rows = (
        ContactAttempt.objects.filter(pupil=pupil, struck_at=None)
        .exclude(number="")
        .order_by("made_at", "pk")
    )
    last = dict(rows.values_list("number", "outcome"))
    return {number for number, outcome in last.items() if outcome == Outcome.NOT_WORKING}


def _line(row: ContactAttempt, *, names: bool) -> AttemptLine:
    made_at = timezone.localtime(row.made_at)
    when = time_words(made_at)
    if made_at.date() != row.date:
        when = f"{short_day_words(made_at.date())} {when}"
    return AttemptLine(
        attempt_id=row.pk,
        pupil_id=row.pupil_id,
        on=row.date,
        made_at=made_at,
        when=when,
        what=_what(row),
        who=_who(row) if names else "",
        number=row.number if names else "",
        words=row.words,
        letter=code_of(row.proposed_code).letter if row.proposed_code is not None else "",
        by=row.made_by.full_name,
        by_id=row.made_by_id,
        reached=row.outcome == Outcome.SPOKE and row.struck_at is None and made_at.date() >= row.date,
        struck=f"Struck out by {row.struck_by.full_name}: {row.struck_why}" if row.struck_by else "",
    )


def _what(row: ContactAttempt) -> str:
    """How, and what came of it: "Call: no answer", "The family rang"."""
    if row.from_family:
        return "The family answered a message" if row.way == Way.MESSAGE else "The family rang"
    return f"{row.get_way_display()}: {str(row.get_outcome_display()).lower()}"


def _who(row: ContactAttempt) -> str:
    return f"{row.name} ({row.relationship.lower()})" if row.relationship else row.name


def attempt_for(rights: Rights, attempt_id: int) -> ContactAttempt:
    """One try about a pupil within reach; 404 otherwise, as if there were none."""
    row = (
        ContactAttempt.objects.filter(
            school=rights.school,
            pk=attempt_id,
            pupil__in=pupils_visible_to(rights, Permission.FIRST_DAY_WORK),
        )
        .select_related("pupil", "made_by", "struck_by")
        .first()
    )
    if row is None:
        raise Http404
    return row


def families_contacted(rights: Rights, *, on: date) -> list[Contacted]:
    """The families reached about an absence of a day, of the pupils whose register this person may read.

    One statement. It tells a tutor that contact was made, when and by whom; never with whom, or of what.
    """
    tables, values = reaches(rights, seen=Permission.REGISTER_VIEW)
    rows = rows_of(tables + CONTACTED, values | {"school": rights.school.pk, "on": on})
    return [
        Contacted(pupil, name, time_words(timezone.localtime(made_at)), by)
        for pupil, name, made_at, by in sorted(rows, key=lambda row: row[2])
    ]
