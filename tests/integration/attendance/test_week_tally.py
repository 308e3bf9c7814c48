"""The weekly tally: after every change of marks, roll or calendar it equals a fresh count."""

from datetime import date, timedelta
from io import StringIO

import pytest
from django.core.management import call_command

from attendance.codes import CODES, Code, code_of
from attendance.metrics import Tally
from attendance.models import Mark, WeekTally
from attendance.queries.tallies import tally_drift
from attendance.services.tallies import recount
from schools.calendar import Session, monday_of
from schools.models import Pupil, RollEntry, SchoolDay
from schools.queries.known import schools_by_urn
from tests.factories import MarkFactory
from tests.integration.attendance.steps import (
    mark,
    officer_amends,
    officer_saves,
    raw_act,
    run,
    teacher_saves,
)
from tests.world import NOW, TODAY, YESTERDAY, World

MONDAY = monday_of(TODAY)
FIGURES = (
    "possible",
    "attended",
    "authorised",
    "unauthorised",
    "late",
    "late_after_close",
    "minutes",
    "illness",
    "no_reason",
)


def tally(pupil: Pupil, monday: date = MONDAY) -> dict[str, int]:
    """The figures of a pupil's week that are not nought."""
    row = WeekTally.objects.filter(roll_entry__pupil=pupil, monday=monday).values(*FIGURES).first()
    return {name: figure for name, figure in (row or {}).items() if figure}


@pytest.fixture(autouse=True)
def _no_drift_at_the_end(world: World) -> object:
    """Whatever a test does, the tallies equal a count of the marks when it is done."""
    yield
    assert tally_drift(world.marlowe.pk) == []


def test_a_present_mark_is_possible_and_attended(world: World) -> None:
    teacher_saves(world, mark(world.pupils[0], "/"))

    assert tally(world.pupils[0]) == {"possible": 1, "attended": 1}


def test_a_late_mark_is_attended_with_its_minutes(world: World) -> None:
    teacher_saves(world, mark(world.pupils[0], "L", minutes=7))

    assert tally(world.pupils[0]) == {"possible": 1, "attended": 1, "late": 1, "minutes": 7}


def test_a_change_moves_the_session_from_one_class_to_another(world: World) -> None:
    amir = world.pupils[0]
    teacher_saves(world, mark(amir, "N"))
    assert tally(amir) == {"possible": 1, "unauthorised": 1, "no_reason": 1}

    officer_amends(world, amir, "I")

    assert tally(amir) == {"possible": 1, "authorised": 1, "illness": 1}


def test_u_is_unauthorised_and_late_after_close(world: World) -> None:
    amir = world.pupils[0]
    teacher_saves(world, mark(amir, "N"))

    officer_amends(world, amir, "U", minutes=50)

    assert tally(amir) == {"possible": 1, "unauthorised": 1, "late_after_close": 1, "minutes": 50}


def test_clearing_takes_the_session_back(world: World) -> None:
    amir = world.pupils[0]
    teacher_saves(world, mark(amir, "/"))

    teacher_saves(world, mark(amir, "", base=1))

    assert tally(amir) == {}


def test_unmarked_sessions_are_in_no_figure(world: World) -> None:
    amir, zoe, _ = world.pupils

    teacher_saves(world, mark(amir, "/"))

    assert tally(zoe) == {}


@pytest.mark.parametrize("code", CODES, ids=lambda code: f"{code.letter}-{code.number}")
def test_each_edition_counts_as_its_class_says(world: World, code: Code) -> None:
    amir = world.pupils[0]
    MarkFactory.create(pupil=amir, date=TODAY, code=code.number)

    expected = Tally.of_numbers({code.number: 1})
    held = tally(amir)
    assert {name: held.get(name, 0) for name in FIGURES[:6]} == {
        name: getattr(expected, name) for name in FIGURES[:6]
    }


def test_a_whole_week_is_the_tally_of_its_letters(world: World) -> None:
    amir = world.pupils[0]
    letters = "/\\/\\LNIC/U"
    days = [MONDAY + timedelta(days=n // 2) for n in range(10)]
    for n, (on, letter) in enumerate(zip(days, letters, strict=True)):
        officer_saves(
            world,
            mark(amir, {"/": "/\\"[n % 2], "\\": "/\\"[n % 2]}.get(letter, letter)),
            frame=world.frame(on, Session(n % 2 + 1)),
            at=NOW + timedelta(days=7),
        )

    marks = Mark.objects.filter(pupil=amir).values_list("code", flat=True)
    expected = Tally.of_numbers({number: list(marks).count(number) for number in set(marks)})
    held = tally(amir)
    assert [held.get(name, 0) for name in FIGURES[:6]] == [getattr(expected, name) for name in FIGURES[:6]]
    assert held["possible"] == 10


def test_a_mark_on_a_day_without_school_is_not_counted(world: World) -> None:
    MarkFactory.create(pupil=world.pupils[0], date=MONDAY - timedelta(days=1))

    assert tally(world.pupils[0], MONDAY - timedelta(days=7)) == {}


def test_marks_before_the_starting_day_are_not_counted(world: World) -> None:
    amir = world.pupils[0]
    RollEntry.objects.filter(pupil=amir).update(admitted_on=TODAY)

    MarkFactory.create(pupil=amir, date=YESTERDAY)
    MarkFactory.create(pupil=amir, date=TODAY)

    assert tally(amir) == {"possible": 1, "attended": 1}


def test_a_new_starting_day_recounts(world: World) -> None:
    amir = world.pupils[0]
    MarkFactory.create(pupil=amir, date=YESTERDAY)
    MarkFactory.create(pupil=amir, date=TODAY)
    assert tally(amir)["attended"] == 2

    RollEntry.objects.filter(pupil=amir).update(admitted_on=TODAY)

    assert tally(amir) == {"possible": 1, "attended": 1}


def test_leaving_takes_later_marks_out_and_coming_back_counts_them_for_the_new_entry(world: World) -> None:
    amir = world.pupils[0]
    MarkFactory.create(pupil=amir, date=YESTERDAY)
    MarkFactory.create(pupil=amir, date=TODAY)

    RollEntry.objects.filter(pupil=amir).update(left_on=YESTERDAY, ground="a", decided_by=world.adeyemi)
    assert tally(amir) == {"possible": 1, "attended": 1}
    again = RollEntry.objects.create(pupil=amir, school=world.marlowe, admitted_on=TODAY)

    held = dict(WeekTally.objects.filter(roll_entry__pupil=amir).values_list("roll_entry", "attended"))
    assert held == {RollEntry.objects.get(pupil=amir, left_on=YESTERDAY).pk: 1, again.pk: 1}


def test_a_day_taken_out_of_the_calendar_is_taken_out_of_the_tally(world: World) -> None:
    amir = world.pupils[0]
    MarkFactory.create(pupil=amir, date=YESTERDAY)
    MarkFactory.create(pupil=amir, date=TODAY)
    day = SchoolDay.objects.get(school=world.marlowe, date=TODAY)

    day.delete()
    assert tally(amir) == {"possible": 1, "attended": 1}
    day.save(force_insert=True)

    assert tally(amir) == {"possible": 2, "attended": 2}


def test_a_day_moved_to_another_date_moves_its_sessions(world: World) -> None:
    amir = world.pupils[0]
    saturday = MONDAY + timedelta(days=5)
    MarkFactory.create(pupil=amir, date=saturday)
    assert tally(amir) == {}

    SchoolDay.objects.filter(school=world.marlowe, date=TODAY).update(date=saturday)

    assert tally(amir) == {"possible": 1, "attended": 1}


def test_another_schools_calendar_touches_nothing_here(world: World) -> None:
    amir = world.pupils[0]
    MarkFactory.create(pupil=amir, date=TODAY)

    SchoolDay.objects.filter(school=world.ashgrove, date=TODAY).delete()

    assert tally(amir) == {"possible": 1, "attended": 1}


def test_many_marks_in_one_statement_are_counted_once_each(world: World) -> None:
    Mark.objects.bulk_create(
        MarkFactory.build(
            pupil=pupil, school=world.marlowe, date=MONDAY + timedelta(days=day), session=session.value
        )
        for pupil in world.pupils
        for day in range(5)
        for session in Session
    )

    assert [tally(pupil) for pupil in world.pupils] == [{"possible": 10, "attended": 10}] * 3


def test_a_statement_that_changes_marks_of_several_classes_at_once_adds_up(world: World) -> None:
    amir, zoe, jack = world.pupils
    officer_saves(world, mark(amir, "/"), mark(zoe, "I"), mark(jack, "N"))

    with raw_act(world.okafor):
        run("UPDATE attendance_mark SET code = CASE code WHEN 10 THEN 104 WHEN 104 THEN 300 ELSE 10 END")

    assert code_of(300).letter == "D"
    assert [tally(pupil) for pupil in world.pupils] == [
        {"possible": 1, "authorised": 1, "illness": 1},
        {},
        {"possible": 1, "attended": 1},
    ]


def test_recount_finds_nothing_where_nothing_is_wrong(world: World) -> None:
    teacher_saves(world, mark(world.pupils[0], "/"))
    printed = StringIO()

    call_command("recount", stdout=printed)

    assert "Marlowe Park Academy: 0 weeks wrong, 0 mended" in printed.getvalue()
    assert all(found.weeks_wrong == 0 for found in recount(schools_by_urn(None), mend=False))
