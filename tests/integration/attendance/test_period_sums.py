"""Sessions of any days: whole weeks come from tallies, cut weeks from marks, and the parts make the whole."""

from datetime import date, timedelta

import pytest

from attendance.codes import find_code
from attendance.figure_bases import Basis
from attendance.metrics import Tally, total
from attendance.models import WeekTally
from attendance.queries.figures.sums import Days
from schools.models import Pupil, School, SchoolDay
from tests.factories import MarkFactory
from tests.pupil_sums import pupil_sums
from tests.world import TODAY, World

AUTUMN = date(2026, 9, 1)
LETTERS = ("/", "\\", "L", "I", "O", "/", "N", "U", "C", "#")


def mark_days(pupil: Pupil, school: School, *, since: date, until: date) -> dict[date, list[str]]:
    """Two marks a school day, of a turning list of letters."""
    placed: dict[date, list[str]] = {}
    days = SchoolDay.objects.filter(school=school, date__range=(since, until)).order_by("date")
    for place, day in enumerate(days):
        for session in (1, 2):
            letter = LETTERS[(3 * place + session) % len(LETTERS)]
            letter = {"/": "/", "\\": "\\"}.get(letter, letter)
            code = find_code(letter, day.date)
            assert code is not None
            MarkFactory.create(pupil=pupil, date=day.date, session=session, code=code.number)
            placed.setdefault(day.date, []).append(letter)
    return placed


def counted(placed: dict[date, list[str]], since: date, until: date) -> Tally:
    """The tally of the letters of some days, by the pure rule."""
    return total(
        Tally.of({letter: 1}, on=day)
        for day, letters in placed.items()
        if since <= day <= until
        for letter in letters
    )


def summed(world: World, since: date, until: date, basis: Basis = Basis.ALL) -> Tally:
    """What the statement says of the first pupil."""
    amir = world.pupils[0]
    found = pupil_sums(world.marlowe, Days(since, until), basis=basis, only=[amir.pk])
    return found.get(amir.pk, Tally())


@pytest.fixture
def placed(world: World) -> dict[date, list[str]]:
    """Marks of the first pupil from the first day of autumn until today."""
    return mark_days(world.pupils[0], world.marlowe, since=AUTUMN, until=TODAY)


@pytest.mark.parametrize(
    ("since", "until"),
    [
        (AUTUMN, TODAY),
        (date(2026, 9, 9), date(2026, 9, 10)),
        (date(2026, 10, 21), date(2026, 11, 4)),
        (date(2026, 12, 18), date(2027, 1, 5)),
        (date(2026, 10, 24), date(2026, 11, 1)),
    ],
    ids=["the year", "two days", "across a half term", "across the turn of the year", "a holiday"],
)
def test_the_sessions_of_any_days_are_those_of_their_marks(
    world: World, placed: dict[date, list[str]], since: date, until: date
) -> None:
    assert summed(world, since, until) == counted(placed, since, until)


def test_splitting_a_period_changes_no_sum(world: World, placed: dict[date, list[str]]) -> None:
    whole = summed(world, AUTUMN, TODAY)
    for day in range(1, 40):
        cut = AUTUMN + timedelta(days=day * 4)
        assert summed(world, AUTUMN, cut) + summed(world, cut + timedelta(days=1), TODAY) == whole


def test_whole_weeks_are_read_from_the_tallies(world: World, placed: dict[date, list[str]]) -> None:
    assert WeekTally.objects.filter(roll_entry__pupil=world.pupils[0], monday=date(2026, 11, 2)).exists()
    assert summed(world, date(2026, 11, 2), date(2026, 11, 6)) == counted(
        placed, date(2026, 11, 2), date(2026, 11, 6)
    )


def test_the_dfe_leaves_out_who_was_four_or_sixteen_on_31_august(
    world: World, placed: dict[date, list[str]]
) -> None:
    amir = world.pupils[0]
    for born_on, counts in (
        (date(2010, 8, 31), False),
        (date(2010, 9, 1), True),
        (date(2021, 8, 31), True),
        (date(2021, 9, 1), False),
    ):
        Pupil.objects.filter(pk=amir.pk).update(born_on=born_on)
        assert bool(summed(world, AUTUMN, TODAY, Basis.DFE).possible) is counts, born_on


def test_the_dfe_leaves_out_the_second_half_of_summer_of_those_who_were_fifteen(world: World) -> None:
    amir = world.pupils[0]
    placed = mark_days(amir, world.marlowe, since=date(2027, 5, 20), until=date(2027, 6, 18))
    for born_on, until in ((date(2011, 8, 31), date(2027, 5, 28)), (date(2011, 9, 1), date(2027, 6, 18))):
        Pupil.objects.filter(pk=amir.pk).update(born_on=born_on)
        assert summed(world, AUTUMN, date(2027, 6, 18), Basis.DFE) == counted(placed, AUTUMN, until)
