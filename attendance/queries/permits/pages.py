"""One permit, and one trip, as their pages show them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.http import Http404
from django.urls import reverse
from django.utils import timezone

from attendance.codes import Code, code_of
from attendance.models import CodePermit, Trip
from attendance.permit_times import when_words
from attendance.queries.permits.in_force import covers
from attendance.queries.register_links import register_url
from schools.calendar import Session
from schools.models import Parent, School
from schools.queries.rows import rows_of
from schools.wording import count_words, date_words, short_day_words, time_words

MOST_OTHERS = 20

# The sessions of a permit that hold a mark, with the register on which it stands.
MARKED = f"""
SELECT m.date, m.session, m.code, (
  SELECT g.id FROM schools_groupmember gm JOIN schools_group g ON g.id = gm.group_id
  WHERE gm.pupil_id = m.pupil_id AND g.kind = 'registration' AND gm.from_on <= m.date
    AND (gm.until_on IS NULL OR gm.until_on >= m.date) LIMIT 1)
FROM attendance_codepermit p
JOIN attendance_mark m ON m.pupil_id = p.pupil_id AND {covers("m.date", "m.session")}
WHERE p.id = %(permit)s ORDER BY m.date, m.session
"""


@dataclass(frozen=True)
class OtherMark:
    """A session of a permit that is marked otherwise, and the register that says so."""

    words: str
    letter: str
    css: str
    url: str


@dataclass(frozen=True)
class PermitPage:
    """A permit with its facts, its history and the marks on its sessions."""

    permit: CodePermit
    code: Code | None
    name: str
    pupil_url: str
    facts: list[tuple[str, str]]
    history: list[tuple[str, str]]
    marked_words: str
    others: list[OtherMark]
    others_more: int
    trip: Trip | None
    state: str
    may_end: bool


def get_permit(school: School, permit_id: int) -> CodePermit:
    """A permit of the school, with its pupil, people and trip; 404 otherwise."""
    rows = CodePermit.objects.select_related("pupil", "granted_by", "ended_by", "trip", "agreed_with")
    found = rows.filter(school=school, pk=permit_id).first()
    if found is None:
        raise Http404
    return found


def permit_page(school: School, permit: CodePermit, *, on: date) -> PermitPage:
    """What the page of a permit shows: one statement."""
    code = code_of(permit.code) if permit.code is not None else None
    marks = rows_of(MARKED, {"permit": permit.pk}) if code else []
    others = [row for row in marks if row[2] != permit.code]
    return PermitPage(
        permit=permit,
        code=code,
        name=permit.pupil.known_name,
        pupil_url=reverse("pupil", args=[school.slug, permit.pupil_id]),
        facts=_facts(permit, code),
        history=_history(permit),
        marked_words=_marked_words(code, len(marks) - len(others)),
        others=[_other(school, *row) for row in others[-MOST_OTHERS:]],
        others_more=max(0, len(others) - MOST_OTHERS),
        trip=permit.trip,
        state=_state(permit, on),
        may_end=permit.ended_at is None and permit.ends_on >= on,
    )


def _state(permit: CodePermit, on: date) -> str:
    if permit.ended_at is not None:
        return "Ended"
    if permit.ends_on < on:
        return "Over"
    return "Coming" if permit.starts_on > on else "In force"


def _marked_words(code: Code | None, count: int) -> str:
    if code is None:
        return "It sets no mark: the teacher marks the pupil as on any day"
    return (
        f"{count_words(count, 'session')} marked {code.letter} so far" if count else "No session marked yet"
    )


def _facts(permit: CodePermit, code: Code | None) -> list[tuple[str, str]]:
    parent: Parent | None = permit.agreed_with
    found = (
        ("Code", f"{code.letter}, {code.title}" if code else "None: only a note"),
        ("When", when_words(permit)),
        ("Note on the register", permit.note),
        ("Place", permit.provider),
        ("Licence or exemption", permit.licence),
        ("Agreed with", str(parent) if parent else ""),
        ("Asked or agreed on", date_words(permit.agreed_on) if permit.agreed_on else ""),
        ("Decided by", permit.agreed_by),
        ("Review", date_words(permit.review_on) if permit.review_on else ""),
        ("Reason", permit.reason),
    )
    return [(label, words) for label, words in found if words]


def _history(permit: CodePermit) -> list[tuple[str, str]]:
    granted = timezone.localtime(permit.granted_at)
    lines = [
        (f"Granted by {permit.granted_by.full_name}", f"{date_words(granted.date())}, {time_words(granted)}")
    ]
    if permit.ended_at is not None and permit.ended_by is not None:
        ended = timezone.localtime(permit.ended_at)
        when = f"{date_words(ended.date())}, {time_words(ended)}"
        lines.append((f"Ended by {permit.ended_by.full_name}: {permit.ended_reason}", when))
    return lines


def _other(school: School, on: date, session: int, number: int, group_id: int | None) -> OtherMark:
    code, half = code_of(number), Session(session)
    url = register_url(school.slug, on, group_id, half) if group_id else ""
    return OtherMark(f"{short_day_words(on)} {half.name}", code.letter, code.code_class.css, url)
