"""Whether a pupil is expected to reach the sickness return: what is known before somebody says so."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from accounts.roles import Permission
from attendance.codes import ILLNESS
from attendance.line_rules import BY_SESSIONS, SESSIONS_A_DAY
from attendance.models import Mark
from attendance.queries.register_links import pupil_page_url
from schools.access import Rights, get_pupil_for
from schools.calendar import academic_year_start
from schools.models import Pupil
from schools.queries.dated_values import values_of
from schools.wording import count_words

SICKNESS_DAYS, SICKNESS_UNIT = KEYS = ("absence.sickness_days", "absence.sickness_unit")


@dataclass(frozen=True)
class IllnessSoFar:
    """The sessions of illness since the year began, the days that they make, and how many make a return."""

    since: date
    days: int
    limit: int
    sessions: list[tuple[date, int, int]]


@dataclass(frozen=True)
class ExpectationPage:
    """A pupil before somebody expects the return: the days of illness so far, and how many make it."""

    name: str
    limit_words: str
    so_far: str
    pupil_url: str


def expectation_page(rights: Rights, pupil_id: int, *, on: date) -> ExpectationPage:
    """What the page says of a pupil within reach: four statements; 404 otherwise."""
    pupil = get_pupil_for(rights, Permission.CASE_WRITE, pupil_id)
    so_far = illness_so_far(pupil, on=on)
    return ExpectationPage(
        name=f"{pupil.known_forename} {pupil.known_surname}",
        limit_words=count_words(so_far.limit, "day"),
        so_far=count_words(so_far.days, "day"),
        pupil_url=pupil_page_url(rights.school.slug, pupil.pk),
    )


def illness_so_far(pupil: Pupil, *, on: date) -> IllnessSoFar:
    """A pupil's illness since the school year began, counted as the school counts it: two statements."""
    since = academic_year_start(on)
    marks = Mark.objects.filter(pupil=pupil, date__range=(since, on), code=ILLNESS).order_by(
        "date", "session"
    )
    sessions = list(marks.values_list("date", "session", "code"))
    values = values_of(pupil.school, KEYS, on=on)
    by_sessions = values[SICKNESS_UNIT] == BY_SESSIONS
    days = len(sessions) // SESSIONS_A_DAY if by_sessions else len({day for day, _, _ in sessions})
    return IllnessSoFar(since, days, values[SICKNESS_DAYS], sessions)
