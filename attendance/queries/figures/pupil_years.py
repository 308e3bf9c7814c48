"""Each pupil's year up to a school week, that week alone and the weeks before it, from the weekly tallies."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from accounts.roles import Permission
from attendance.metrics import Tally
from attendance.queries.figures.pupils import FIGURES
from attendance.queries.figures.sums import Days
from attendance.queries.figures.year_tables import year_tables, year_values
from schools.access import Rights
from schools.calendar import academic_year_start, monday_of
from schools.models import School
from schools.queries.pupil_joins import ON_ROLL, REGISTRATION, YEAR_GROUP
from schools.queries.reach import Parameters, reaches
from schools.queries.rows import rows_of

TO_SUNDAY = timedelta(days=6)
# The school weeks that end with that of the last school day up to a day, the newest first.
WEEKS = """
SELECT d.monday, min(d.date), max(d.date)
FROM (SELECT l.week_number FROM schools_schoolday l
      WHERE l.school_id = %(school)s AND l.date <= %(up_to)s ORDER BY l.date DESC LIMIT 1) last
JOIN schools_schoolday d ON d.school_id = %(school)s
     AND d.week_number BETWEEN last.week_number - %(back)s AND last.week_number
GROUP BY d.monday ORDER BY d.monday DESC
"""
# The figures of the week and of the weeks before it are nothing for who had no session in them.
_PAST = ", ".join(f"coalesce(k.{name}, 0)" for name in (*FIGURES, *(f"back_{name}" for name in FIGURES)))
ROWS = f"""
SELECT y.pupil_id, {", ".join(f"y.{name}" for name in FIGURES)}, y.illness, {_PAST},
       t.sessions
FROM years y
JOIN schools_rollentry e ON e.pupil_id = y.pupil_id AND e.school_id = %(school)s
     AND e.admitted_on <= %(on)s AND (e.left_on IS NULL OR e.left_on >= %(on)s)
JOIN to_come t ON t.pupil_id = y.pupil_id
LEFT JOIN recent k ON k.pupil_id = y.pupil_id
"""
NAMES = f"""
SELECT p.id, p.known_forename || ' ' || p.known_surname, coalesce(g.name, ''), y.year_group,
       CASE WHEN p.id = ANY(%(moved)s) THEN ARRAY(
         SELECT ARRAY[sum(sum(w.possible)) OVER weeks, sum(sum(w.authorised + w.unauthorised)) OVER weeks]
         FROM schools_rollentry r JOIN attendance_weektally w ON w.roll_entry_id = r.id
         WHERE r.pupil_id = p.id AND w.monday >= %(year_starts)s AND w.monday < %(monday)s
         GROUP BY w.monday WINDOW weeks AS (ORDER BY w.monday) ORDER BY w.monday) END
FROM schools_pupil p {ON_ROLL} {REGISTRATION} {YEAR_GROUP}
WHERE p.id = ANY(%(named)s)
"""


@dataclass(frozen=True, slots=True)
class Weeks:
    """A school week with those before it. `mondays` are of the week and of its forerunners, newest first.

    `on` is the day that asks: pupils on roll then are looked at, and the year goes on from then.
    """

    on: date
    monday: date
    first_on: date
    last_on: date
    mondays: tuple[date, ...]

    @property
    def year(self) -> Days:
        """The school year up to the end of the week."""
        return Days(academic_year_start(self.last_on), self.monday + TO_SUNDAY)

    @property
    def is_going_on(self) -> bool:
        """Whether the week is that of the day that asks."""
        return monday_of(self.on) == self.monday

    @property
    def until_on(self) -> date:
        """The last day that counts: today in the week itself, else the week's last school day."""
        return self.on if self.is_going_on else self.last_on

    @property
    def left_from(self) -> date:
        """From when the year's sessions are still to come: today in the week itself, else the week after."""
        return self.on if self.is_going_on else self.monday + TO_SUNDAY + timedelta(days=1)


@dataclass(frozen=True, slots=True)
class PupilYear:
    """A pupil's year up to a week, in sessions: all of it, that week alone, and the weeks just before it.

    `illness` is part of the authorised absence. `to_come` are the sessions that the year still has: those
    without any mark from today on in the week that is going on, and all after the week, while on roll.
    """

    pupil_id: int
    now: Tally
    week: Tally
    weeks_before: Tally
    illness: int
    to_come: int

    @property
    def before(self) -> Tally:
        """The year as it stood at the end of the week before."""
        return self.now - self.week


@dataclass(frozen=True, slots=True)
class NamedPupil:
    """A pupil's name, class and year group; how the year stood at each earlier week's end, where asked.

    `past` are possible and missed sessions of the year up to each of those weeks, oldest first.
    """

    name: str
    group: str
    year: int | None
    past: tuple[tuple[int, int], ...] = ()


def weeks_up_to(school: School, up_to: date, *, on: date, back: int) -> Weeks | None:
    """The school week of the last school day up to a day, with `back` weeks before it: one statement.

    None where the school has not met yet.
    """
    found = rows_of(WEEKS, {"school": school.pk, "up_to": up_to, "back": back})
    if not found:
        return None
    monday, first_on, last_on = found[0]
    return Weeks(on, monday, first_on, last_on, tuple(row[0] for row in found))


def years_within(rights: Rights, weeks: Weeks) -> list[PupilYear]:
    """The years of the pupils on roll whose figures a person may see: one statement."""
    tables, values = reaches(rights, seen=Permission.FIGURES_VIEW)
    statement = f"{tables}, {year_tables('SELECT id FROM seen')} {ROWS}"
    return _years(rights.school, statement, weeks, values)


def years_of(school: School, weeks: Weeks) -> list[PupilYear]:
    """The years of all pupils on roll, whoever asks: one statement."""
    return _years(school, f"WITH {year_tables()} {ROWS}", weeks, {})


def named(weeks: Weeks, pupils: Collection[int], *, moved: Collection[int] = ()) -> dict[int, NamedPupil]:
    """Names of pupils on roll, and the past weeks of those who moved: one statement."""
    values = {
        "on": weeks.on,
        "named": list(pupils),
        "moved": list(moved),
        "year_starts": weeks.year.from_on,
        "monday": weeks.mondays[1] if len(weeks.mondays) > 1 else weeks.monday,
    }
    return {
        pupil_id: NamedPupil(name, group, year, tuple((int(each[0]), int(each[1])) for each in past or ()))
        for pupil_id, name, group, year, past in rows_of(NAMES, values)
    }


def _years(school: School, statement: str, weeks: Weeks, values: Parameters) -> list[PupilYear]:
    asked = year_values(school.pk, weeks.year, weeks.mondays, left_from=weeks.left_from, monday=weeks.monday)
    # Days of last year in the week of 1 September are not of this year, which begins with the week.
    begins = weeks.monday < weeks.year.from_on
    return [_year(row, begins=begins) for row in rows_of(statement, values | asked | {"on": weeks.on})]


def _year(row: Sequence[int], *, begins: bool) -> PupilYear:
    pupil_id, *figures = row
    now = Tally(*figures[:6])
    return PupilYear(
        pupil_id=pupil_id,
        now=now,
        week=now if begins else Tally(*figures[7:13]),
        weeks_before=Tally(*figures[13:19]),
        illness=figures[6],
        to_come=figures[19],
    )
