"""A line that holds no more is over, by time or better attendance, or withdrawn: something was put right.

Whoever acted on one that was withdrawn is told, once.
"""

from datetime import date, timedelta

import pytest

from attendance.lines import LineKind
from attendance.models import CrossedLine, LineState, LineTold
from attendance.queries.lines.held import schools_to_look_at
from schools.calendar import Session
from schools.models import DatedValue, Pupil, RollEntry, SchoolDay
from tests.integration.attendance.line_steps import (
    acted,
    line_of,
    looked_again,
    mark_all,
    put_right,
    school_days,
    states,
    swept,
)
from tests.world import NOW, TODAY, TOMORROW, YESTERDAY, World

STANDING, OVER, WITHDRAWN = LineState.STANDING, LineState.OVER, LineState.WITHDRAWN
LATER = NOW + timedelta(minutes=20)


@pytest.fixture
def days(world: World) -> list[date]:
    """The school days up to today."""
    return school_days(world.marlowe)


@pytest.fixture
def amir(world: World, days: list[date]) -> Pupil:
    """Amir, who attended every session until five weeks ago."""
    mark_all(world.pupils[0], "/", days[-90:-25])
    return world.pupils[0]


@pytest.fixture
def noticed(world: World, amir: Pupil, days: list[date]) -> CrossedLine:
    """Ten sessions of O in the last five days, found by the sweep, of which Ms Okafor wrote to the family."""
    mark_all(amir, "O", days[-5:])
    swept(world)
    acted(world, line_of(amir, LineKind.NOTICE))
    return line_of(amir, LineKind.NOTICE)


def test_a_code_that_becomes_illness_withdraws_the_notice_and_tells_whoever_acted(
    world: World, amir: Pupil, noticed: CrossedLine, days: list[date]
) -> None:
    acted(world, noticed, "Rang home")

    put_right(world, amir, "I", days[-3], Session.PM)
    outcome = looked_again(world, at=LATER)

    assert (outcome.withdrawn, outcome.ended) == (1, 0)
    line = line_of(amir, LineKind.NOTICE)
    assert (line.state, line.ended_on, line.ended_at, line.count) == (WITHDRAWN, TODAY, LATER, 10)
    assert [(told.line, told.person, told.at) for told in LineTold.objects.all()] == [
        (line, world.okafor, LATER)
    ]


def test_nobody_is_told_twice_or_of_what_they_did_not_act_on(
    world: World, amir: Pupil, noticed: CrossedLine, days: list[date]
) -> None:
    mark_all(world.pupils[1], "O", days[-5:])
    swept(world)
    for pupil in world.pupils[:2]:
        put_right(world, pupil, "I", days[-3])

    assert looked_again(world, at=LATER).withdrawn == 2
    looked_again(world, at=LATER)
    swept(world, at=LATER)

    assert [told.line for told in LineTold.objects.all()] == [noticed]


def test_weeks_that_pass_end_the_notice_and_nobody_is_told(
    world: World, amir: Pupil, noticed: CrossedLine
) -> None:
    swept(world, date(2027, 5, 23))
    assert states(amir) == {"notice": STANDING}

    assert swept(world, date(2027, 5, 24)).ended == 1
    assert states(amir) == {"notice": OVER}
    assert not LineTold.objects.exists()


def test_better_attendance_on_the_same_day_ends_persistent_absence(world: World, days: list[date]) -> None:
    """10 of 100 is found by the night; the morning's register makes it 10 of 101."""
    zoe = world.pupils[1]
    mark_all(zoe, "/////////I", days[-51:-1])
    swept(world)
    acted(world, line_of(zoe, LineKind.PERSISTENT))

    mark_all(zoe, "/ ", [TODAY])

    assert looked_again(world, at=LATER).ended == 1
    assert states(zoe) == {"persistent": OVER}
    assert not LineTold.objects.exists()


def test_a_line_that_a_morning_reached_is_over_when_the_afternoon_is_attended(
    world: World, days: list[date]
) -> None:
    """9 of 99, then 10 of 100 in the morning and 10 of 101 in the afternoon of the same day."""
    zoe = world.pupils[1]
    mark_all(zoe, "/", days[-51:-6])
    mark_all(zoe, "I", days[-6:-2])
    mark_all(zoe, "I ", days[-2:])
    assert looked_again(world).found == 1
    acted(world, line_of(zoe, LineKind.PERSISTENT))

    mark_all(zoe, " /", [TODAY])
    looked_again(world, at=LATER)

    assert states(zoe) == {"persistent": OVER}
    assert not LineTold.objects.exists()


def test_a_morning_that_is_put_right_on_its_day_withdraws_the_line(world: World, days: list[date]) -> None:
    zoe = world.pupils[1]
    mark_all(zoe, "/", days[-51:-6])
    mark_all(zoe, "I", days[-6:-2])
    mark_all(zoe, "I ", days[-2:])
    looked_again(world)

    put_right(world, zoe, "L", TODAY, Session.AM)
    looked_again(world, at=LATER)

    assert states(zoe) == {"persistent": WITHDRAWN}


def test_a_leaver_is_over_the_line(world: World, amir: Pupil, days: list[date]) -> None:
    mark_all(amir, "O", days[-6:-1])
    swept(world)
    acted(world, line_of(amir, LineKind.NOTICE))
    RollEntry.objects.filter(pupil=amir).update(left_on=YESTERDAY, is_history=True)

    assert looked_again(world, at=LATER).ended == 1

    assert states(amir) == {"notice": OVER}
    assert not LineTold.objects.exists()


def test_a_pupil_who_had_left_before_the_sessions_crossed_no_line(
    world: World, amir: Pupil, noticed: CrossedLine, days: list[date]
) -> None:
    RollEntry.objects.filter(pupil=amir).update(left_on=days[-6], is_history=True)

    assert looked_again(world, at=LATER).withdrawn == 1

    assert states(amir) == {"notice": WITHDRAWN}
    assert LineTold.objects.get().line == noticed


def test_a_pupil_who_was_never_here_crossed_no_line(world: World, amir: Pupil, noticed: CrossedLine) -> None:
    RollEntry.objects.filter(pupil=amir).update(admitted_on=TOMORROW)

    assert looked_again(world, at=LATER).withdrawn == 1
    assert LineTold.objects.get().line == noticed


def test_a_day_that_was_a_closure_withdraws_what_rested_on_it(
    world: World, amir: Pupil, noticed: CrossedLine, days: list[date]
) -> None:
    SchoolDay.objects.filter(school=world.marlowe, date=days[-4]).delete()

    assert looked_again(world, at=LATER).withdrawn == 1


def test_a_birthday_that_was_wrong_withdraws_a_line_of_compulsory_school_age(
    world: World, amir: Pupil, noticed: CrossedLine
) -> None:
    amir.born_on = date(2009, 9, 1)
    amir.save()

    assert looked_again(world, at=LATER).withdrawn == 1


def test_a_lower_limit_finds_a_line_and_its_end_withdraws_it(
    world: World, amir: Pupil, days: list[date]
) -> None:
    mark_all(amir, "O", days[-4:])
    assert looked_again(world).found == 0

    lower = DatedValue.objects.create(
        school=world.marlowe, key="notice.sessions", value=8, valid_from=TODAY, source="The council"
    )
    assert looked_again(world, at=LATER).found == 1
    lower.delete()
    assert looked_again(world, at=LATER).withdrawn == 1


def test_a_higher_limit_from_tomorrow_leaves_today_as_it_was(
    world: World, amir: Pupil, days: list[date]
) -> None:
    """The council asked at 8 until yesterday and asks at 10 from today on: nothing was put right."""
    mark_all(amir, "O", days[-5:-1])
    DatedValue.objects.create(
        school=world.marlowe,
        key="notice.sessions",
        value=8,
        valid_from=days[0],
        valid_to=TODAY,
        source="The council",
    )
    assert swept(world, YESTERDAY).found == 1

    assert swept(world, TODAY).ended == 1
    assert states(amir) == {"notice": OVER}


def test_a_limit_that_changes_today_after_the_nights_sweep_withdraws_nothing(
    world: World, amir: Pupil, days: list[date]
) -> None:
    """The council asked at 8 until yesterday; that it asks at 10 from today on is entered in the morning."""
    mark_all(amir, "O", days[-5:-1])
    lower = DatedValue.objects.create(
        school=world.marlowe, key="notice.sessions", value=8, valid_from=days[0], source="The council"
    )
    swept(world)
    acted(world, line_of(amir, LineKind.NOTICE))

    lower.valid_to = TODAY
    lower.save()
    outcome = looked_again(world, at=LATER)

    assert (outcome.ended, outcome.withdrawn) == (1, 0)
    assert not LineTold.objects.exists()


def test_the_same_line_crossed_again_is_a_new_row(
    world: World, amir: Pupil, noticed: CrossedLine, days: list[date]
) -> None:
    put_right(world, amir, "I", days[-1])
    looked_again(world, at=LATER)
    put_right(world, amir, "G", days[-1])

    assert looked_again(world, at=LATER + timedelta(minutes=1)).found == 1

    rows = CrossedLine.objects.filter(pupil=amir).order_by("found_at")
    assert [row.state for row in rows] == [WITHDRAWN, STANDING]


@pytest.fixture
def expected(world: World, amir: Pupil) -> CrossedLine:
    """Ms Okafor expects that Amir will be ill for fifteen days."""
    return CrossedLine.objects.create(
        school=world.marlowe,
        pupil=amir,
        kind=LineKind.SICKNESS_EXPECTED,
        found_on=TODAY,
        found_at=NOW,
        found_by=world.okafor,
        held_on=TODAY,
        count=0,
        limit=15,
        from_on=TODAY,
        until_on=TODAY,
        reached_on=TODAY,
        words="An operation after half term",
    )


def test_what_a_person_expects_stands_through_sweeps(
    world: World, amir: Pupil, expected: CrossedLine
) -> None:
    swept(world)
    swept(world, TOMORROW)

    assert states(amir) == {"expected": STANDING}


def test_what_a_person_expects_is_over_when_the_line_is_reached(
    world: World, amir: Pupil, expected: CrossedLine, days: list[date]
) -> None:
    mark_all(amir, "I ", days[-15:])

    looked_again(world)

    assert states(amir) == {"expected": OVER, "sickness": STANDING, "persistent": STANDING}


def test_what_a_person_expects_ends_with_the_school_year(
    world: World, amir: Pupil, expected: CrossedLine
) -> None:
    swept(world, date(2027, 9, 1))

    assert states(amir) == {"expected": OVER}


def test_a_look_takes_away_what_was_noted_and_looks_at_those_alone(
    world: World, amir: Pupil, days: list[date]
) -> None:
    looked_again(world)
    assert world.marlowe not in schools_to_look_at()
    mark_all(amir, "O", days[-5:])
    mark_all(world.pupils[2], "/", days[-1:])
    assert world.marlowe in schools_to_look_at()

    outcome = looked_again(world)

    assert (outcome.found, outcome.looked_at) == (1, 2)
    assert world.marlowe not in schools_to_look_at()
    assert looked_again(world).looked_at == 0
