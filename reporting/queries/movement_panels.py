"""Movement of the week on the first page of the day: how many, who, and the course of the year."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

from django.urls import reverse

from accounts.roles import Permission
from attendance.bands import Move
from attendance.queries.figures.movement import Listed, Movement, Standing, movement_within
from attendance.queries.figures.persistent_course import Fortnight, PersistentCourse, persistent_course
from attendance.queries.figures.pupil_years import NamedPupil, PupilYear
from attendance.queries.sweeps import unread_movement
from reporting.charts.drawing import Drawing
from reporting.charts.lines import NOW, THEN, Series, course
from reporting.queries.movement_lines import rule_words, short_names, weeks_words
from schools.access import Rights
from schools.wording import count_words

MOST_NAMES: dict[Listed, int] = {Move.NEW: 3, Move.BACK: 2, Move.WORSE: 2, Move.BETTER: 2, Standing.NEAR: 2}

# Long lists, which a first page counts alone.
AT_THE_FOOT: dict[Listed, str] = {Standing.FALLING: "Falling", Standing.TARGET: "Target group"}


@dataclass(frozen=True)
class PanelLine:
    """A list of the week: how many, with the sign of a movement, and the first of them by name.

    `again` says how many of those who came over the line were over it before.
    """

    count: str
    tone: str
    title: str
    again: str
    names: str
    url: str


@dataclass(frozen=True)
class MovementPanel:
    """The panel of a first page: its chart, None before the first marks, and the lists that are not empty.

    `day` is the day that it is for: the next one has another chart. `is_new`: the week was swept, and the
    person has not put its movement away yet.
    """

    day: date
    words: str
    rule: str
    chart: Drawing | None
    lines: list[PanelLine]
    links: list[tuple[str, str]]
    url: str
    is_new: bool


def movement_panel(rights: Rights, *, on: date, with_course: bool) -> MovementPanel | None:
    """Persistent absence this week for the pupils in a person's reach: six statements.

    `with_course` is left out when a page that is open renews itself: two years of weeks for a chart that the
    page has already.

    The week is that of the last school day before today, so that on a Monday morning it is the week that has
    just ended. None for who sees no pupil's figures, and before a school's first day.
    """
    if not rights.reaches_people(Permission.FIGURES_VIEW):
        return None
    found = movement_within(rights, up_to=on - timedelta(days=1), on=on)
    if found is None:
        return None
    names = found.names(year for each in MOST_NAMES for year in found.listed[each])
    url = reverse("movement", args=[rights.school.slug])
    return MovementPanel(
        day=on,
        words=weeks_words(found),
        rule=rule_words(found),
        chart=_chart(rights, found) if with_course else None,
        lines=[_line(found, each, names, url) for each in MOST_NAMES if found.listed[each]],
        links=[
            (f"{words} {len(found.listed[each])}", f"{url}#{each.value}")
            for each, words in AT_THE_FOOT.items()
            if found.listed[each]
        ],
        url=url,
        is_new=unread_movement(rights) is not None,
    )


def _chart(rights: Rights, found: Movement) -> Drawing | None:
    weeks = found.weeks
    fortnights = persistent_course(
        rights, monday=weeks.monday, last_on=weeks.last_on, is_below=found.values.is_below
    )
    return course_chart(fortnights, of_school=rights.has_for_school(Permission.FIGURES_VIEW))


def course_chart(fortnights: PersistentCourse, *, of_school: bool) -> Drawing | None:
    """The part of pupils persistently absent at the end of each fortnight, this year beside the last."""
    days = fortnights.this_year
    then = "Last year" if of_school else "Same pupils last year"
    series = [
        Series("This year", NOW, _rates(days)),
        Series(then, THEN, _rates(fortnights.last_year[: len(days)])),
    ]
    title = "Pupils persistently absent, by fortnight"
    return course("persistent", title, series, [each.last_on for each in days])


def list_title(found: Movement, listed: Listed) -> str:
    """The heading of a list, with the school's values: "3 sessions or fewer left of the whole year"."""
    if isinstance(listed, Move):
        return listed.words
    highest, lowest = found.values.target
    left = count_words(found.values.near_sessions, "session")
    return {
        Standing.NEAR: f"{left} or fewer left of the whole year",
        Standing.FALLING: "Falling this week, before any line",
        Standing.TARGET: f"Target group, {lowest}% to {highest}%",
    }[listed]


def again_words(found: Movement, listed: Listed, known: dict[int, NamedPupil]) -> str:
    """How many of those who came over the line were over it before, this year: "10 of them again"."""
    if listed != Move.NEW:
        return ""
    again = sum(
        found.was_over(known[year.pupil_id]) for year in found.listed[listed] if year.pupil_id in known
    )
    return f"{again} of them again" if again else ""


def signed(listed: Listed, count: int) -> tuple[str, str]:
    """A count with its sign and tone: more persistent absence is "+6" and "due", less is "−2" and "good"."""
    if not count or not isinstance(listed, Move):
        return str(count), ""
    is_worse = listed in (Move.NEW, Move.WORSE)
    return (f"+{count}", "due") if is_worse else (f"−{count}", "good")


def _line(found: Movement, listed: Listed, names: dict[int, NamedPupil], url: str) -> PanelLine:
    years: list[PupilYear] = found.listed[listed]
    count, tone = signed(listed, len(years))
    known = [(year, names[year.pupil_id]) for year in years if year.pupil_id in names]
    return PanelLine(
        count=count,
        tone=tone,
        title=list_title(found, listed),
        again=again_words(found, listed, names),
        names=short_names(found, known, most=MOST_NAMES[listed], of=listed),
        url=f"{url}#{listed.value}",
    )


def _rates(fortnights: list[Fortnight]) -> list[Fraction]:
    return [each.rate for each in fortnights]
