"""Who is absent and since when, in SQL beside the same rule in plain Python, over many histories at once."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random

import pytest

from accounts.roles import Permission
from attendance.codes import OTHER_AGE
from attendance.models import Mark, MarkSource
from attendance.queries.first_day.absences import ABSENCES, KNOWN_TODAY, absence_values
from schools.access import rights_of
from schools.models import Pupil, RollEntry, School, SchoolDay
from schools.queries.reach import reaches
from schools.queries.rows import rows_of
from schools.queries.school_days import school_day_now
from tests.factories import MarkFactory, RegisterFactory
from tests.world import NOW, TODAY, World, add_pupils

NINE, HALF_NINE = NOW, NOW + timedelta(minutes=40)
NOON, TWO = NOW.replace(hour=12, minute=30), NOW.replace(hour=14)
PRESENT, LATE, ILL, HOLIDAY, OTHER, AFTER, N, CLOSED = 10, 20, 104, 200, 201, 210, 220, 314
# Blank, present, away with leave, away without, arrived after the close, not possible.
CODES = (None, None, PRESENT, LATE, ILL, HOLIDAY, OTHER, AFTER, N, N, CLOSED)
Half = tuple[date, int]


@dataclass(frozen=True)
class Absent:
    """What the statement tells of one pupil."""

    latest: int
    session: int
    began: Half
    days: int


def told(world: World, at: datetime) -> dict[int, Absent]:
    """The rows of the one statement at a moment of today."""
    found = rights_of(world.okafor, "marlowe-park", on=TODAY)
    assert found is not None
    tables, parameters = reaches(found, seen=Permission.FIRST_DAY_WORK)
    values = parameters | absence_values(found.school, school_day_now(found.school, at))
    rows = rows_of(
        f"{tables}{KNOWN_TODAY}{ABSENCES}"
        "SELECT pupil_id, latest, session, began_on, began_session, days FROM absences",
        values,
    )
    return {pupil: Absent(latest, half, (on, first), days) for pupil, latest, half, on, first, days in rows}


def expected(marks: dict[Half, int], days: list[date], admitted_on: date, at: datetime) -> Absent | None:
    """The rule in words of Python: the last session of which something is known, then back to its beginning.

    The registers of the marks are submitted, so that an N is known at once.
    """
    closed = {half: at >= at.replace(hour=hour, minute=15) for half, hour in ((1, 9), (2, 13))}
    known = [(TODAY, half) for half in (1, 2) if closed[half] or (TODAY, half) in marks]
    if not known:
        return None
    last = known[-1]
    halves = [(day, half) for day in days if day >= admitted_on for half in (1, 2)]
    run: list[Half] = []
    for half in reversed([half for half in halves if half <= last]):
        code = marks.get(half)
        if code is None and half[0] == TODAY and not closed[half[1]]:
            continue
        if code in (None, HOLIDAY, OTHER, N):
            run.append(half)
        elif code != CLOSED:
            break
        elif half == last:
            return None
    if not run or run[0] != last:
        return None
    began = run[-1]
    return Absent(marks.get(last) or 0, last[1], began, sum(began[0] <= day <= TODAY for day in days))


def write(school: School, pupil: Pupil, marks: dict[Half, int], registers: dict[Half, int]) -> list[Mark]:
    return [
        MarkFactory.build(
            pupil=pupil,
            school=school,
            date=on,
            session=half,
            code=code,
            minutes_late=5 if code == LATE else None,
            register_id=registers[on, half],
        )
        for (on, half), code in marks.items()
    ]


@pytest.mark.parametrize("at", [NINE, HALF_NINE, NOON, TWO], ids=["08:49", "09:29", "12:30", "14:00"])
def test_an_absence_begins_where_it_began_whatever_came_before(world: World, at: datetime) -> None:
    draw = Random(at.hour)
    days = list(
        SchoolDay.objects.filter(school=world.marlowe, date__lte=TODAY).values_list("date", flat=True)
    )
    halves = [
        (day, half) for day in days[-6:] for half in (1, 2) if at.hour >= 13 or (day, half) != (TODAY, 2)
    ]
    registers = {
        (on, half): RegisterFactory.create(
            group=world.class_8hw, date=on, session=half, submitted_at=NOW, submitted_by=world.lane
        ).pk
        for on, half in halves
    }
    pupils = add_pupils(world.class_8hw, 120)
    rows, model = [], {}
    for pupil in pupils:
        marks = {half: code for half in halves if (code := draw.choice(CODES)) is not None}
        admitted_on = draw.choice([days[0], days[-3]])
        RollEntry.objects.filter(pupil=pupil).update(admitted_on=admitted_on)
        marks = {half: code for half, code in marks.items() if half[0] >= admitted_on}
        rows += write(world.marlowe, pupil, marks, registers)
        model[pupil.pk] = expected(marks, days[-6:], admitted_on, at)
    Mark.objects.bulk_create(rows)
    found = told(world, at)
    assert {pupil: found.get(pupil) for pupil in model} == model
    assert len({absent.began for absent in model.values() if absent}) > 3


def test_what_the_office_wrote_ahead_for_the_afternoon_explains_no_morning(world: World) -> None:
    amir = world.pupils[0]
    taken = RegisterFactory.create(
        group=world.class_8hw, date=TODAY, submitted_at=NOW, submitted_by=world.lane
    )
    MarkFactory.create(pupil=amir, date=TODAY, code=N, register=taken)
    MarkFactory.create(pupil=amir, date=TODAY, session=2, code=ILL, source=MarkSource.OFFICE, set_at=NOW)
    assert told(world, HALF_NINE)[amir.pk] == Absent(N, 1, (TODAY, 1), 1)
    assert told(world, TWO)[amir.pk] == Absent(N, 1, (TODAY, 1), 1)


def test_a_word_of_the_afternoon_says_where_the_pupil_is(world: World) -> None:
    amir = world.pupils[0]
    MarkFactory.create(pupil=amir, date=TODAY, code=N)
    MarkFactory.create(pupil=amir, date=TODAY, session=2, code=ILL, source=MarkSource.OFFICE, set_at=TWO)
    assert amir.pk not in told(world, TWO)


@pytest.mark.parametrize("morning", [N, None])
def test_a_sixth_former_who_never_came_stays_listed_in_a_free_afternoon(
    world: World, morning: int | None
) -> None:
    amir = world.pupils[0]
    if morning:
        MarkFactory.create(pupil=amir, date=TODAY, code=morning)
    MarkFactory.create(pupil=amir, date=TODAY, session=2, code=OTHER_AGE, source=MarkSource.OFFICE)
    assert told(world, TWO)[amir.pk] == Absent(morning or 0, 1, (TODAY, 1), 1)


def test_an_n_of_a_register_that_is_still_open_is_not_known_yet(world: World) -> None:
    amir = world.pupils[0]
    MarkFactory.create(
        pupil=amir, date=TODAY, code=N, register=RegisterFactory.create(group=world.class_8hw, date=TODAY)
    )
    assert told(world, NOW) == {}
    assert told(world, HALF_NINE)[amir.pk].latest == N
