"""Whether a pupil is expected to reach the sickness return: what is known before somebody says so."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from accounts.roles import Permission
from attendance.line_rules import LINE_KEYS, LineDays, LineValues, PupilMarks, sickness_line
from attendance.queries.lines.marks import marks_of
from attendance.queries.register_links import pupil_page_url
from schools.access import Rights, get_pupil_for
from schools.calendar import academic_year_start
from schools.models import Pupil
from schools.queries.dated_values import values_of
from schools.wording import count_words
from schools.year_groups import is_compulsory_school_age


@dataclass(frozen=True)
class IllnessSoFar:
    """The sessions of illness since the year began, the days that they make, and how many make a return."""

    since: date
    days: int
    limit: int
    sessions: list[tuple[date, int, int]]


@dataclass(frozen=True)
class ExpectationPage:
    """A pupil before somebody expects the return: how many days of illness there are, and make it."""

    name: str
    so_far: str
    pupil_url: str


def expectation_page(rights: Rights, pupil_id: int, *, on: date) -> ExpectationPage:
    """What the page says of a pupil within reach: four statements; 404 otherwise."""
    pupil = get_pupil_for(rights, Permission.CASE_WRITE, pupil_id)
    return ExpectationPage(
        name=pupil.known_name,
        so_far=_so_far(pupil, on),
        pupil_url=pupil_page_url(rights.school.slug, pupil.pk),
    )


def _so_far(pupil: Pupil, on: date) -> str:
    if not is_compulsory_school_age(pupil.born_on, on):
        return f"{pupil.known_name} is not of compulsory school age today, so no sickness return is made."
    so_far = illness_so_far(pupil, on=on)
    return (
        f"{pupil.known_name} has {count_words(so_far.days, 'day')} with illness this school year. "
        f"The return is made at {count_words(so_far.limit, 'day')}."
    )


def illness_so_far(pupil: Pupil, *, on: date) -> IllnessSoFar:
    """A pupil's illness since the school year began, counted as the line counts it: two statements.

    No day of it before compulsory school age, when no return is made.
    """
    values = LineValues.of(values_of(pupil.school, LINE_KEYS, on=on))
    since = academic_year_start(on)
    marks = marks_of(pupil.school, {pupil.pk: since}, until=on).get(pupil.pk, [])
    # With a limit of one day the line rests on all the illness that there is so far.
    of_one_day = replace(values, sickness_days=1)
    found = sickness_line(PupilMarks(pupil.born_on, marks), of_one_day, LineDays.of(values, [], on))
    sessions = list(found.sessions) if found else []
    return IllnessSoFar(since, found.count if found else 0, values.sickness_days, sessions)
