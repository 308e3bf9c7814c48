"""An unexpected closure: Y4 for everybody, Y3 for a part, and every mark with a reason of its own stays."""

from datetime import UTC, date, datetime

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from accounts.roles import Permission
from attendance.bulk import Selection
from attendance.models import BulkAct, BulkKind, Mark, WeekTally
from attendance.queries.registers.board import day_board
from attendance.queries.tallies import tally_drift
from attendance.services.bulk import undo_bulk
from attendance.services.closures import record_closure
from schools.calendar import Session
from tests.integration.attendance.steps import mark, officer_saves, teacher_saves
from tests.integration.attendance.test_set_codes import letters, of_8hw, rights
from tests.world import NOW, TODAY, TOMORROW, YESTERDAY, World

PM = frozenset({Session.PM})


def closes(
    world: World,
    selection: Selection,
    *,
    at: datetime = NOW,
    reason: str = "Snow",
) -> BulkAct:
    """Ms Okafor records a closure."""
    return record_closure(rights=rights(world.okafor), selection=selection, reason=reason, at=at)


def the_site(first: date = TODAY, last: date | None = None, sessions: frozenset[Session] = PM) -> Selection:
    return Selection(first, last or first, sessions, everyone=True)


def test_when_the_whole_site_is_closed_y4_stands_for_everybody_on_roll(world: World) -> None:
    act = closes(world, the_site(YESTERDAY, YESTERDAY, frozenset(Session)))

    marks = Mark.objects.filter(date=YESTERDAY)
    assert {(row.school_id, row.code, row.source) for row in marks} == {(world.marlowe.pk, 314, "office")}
    assert marks.count() == 2 * 4
    assert {row.note for row in marks} == {"School closed: Snow"}
    assert (act.kind, act.whom) == (BulkKind.CLOSURE, "the whole school")


def test_a_register_of_a_closed_class_is_waited_for_no_more(world: World) -> None:
    closes(world, of_8hw(world, YESTERDAY))

    board = day_board(rights(world.okafor), Permission.REGISTER_VIEW, on=YESTERDAY, times=None, now=NOW)
    states = {(row.group, row.session): (row.is_in, row.words) for row in board}
    assert states["8HW", Session.AM] == states["8HW", Session.PM] == (True, "school closed")
    assert states["7A", Session.AM] == (False, "not started")


def test_a_class_on_a_visit_is_waited_for_although_one_pupil_met_a_closed_part(world: World) -> None:
    amir, zoe, jack = world.pupils
    officer_saves(world, mark(amir, "V"), mark(zoe, "V"), mark(jack, "Y3"))

    board = day_board(rights(world.okafor), Permission.REGISTER_VIEW, on=TODAY, times=None, now=NOW)
    (morning,) = (row for row in board if (row.group, row.session) == ("8HW", Session.AM))
    assert (morning.state, morning.is_in) == ("marked", False)


def test_a_class_that_was_partly_present_before_a_closure_is_waited_for(world: World) -> None:
    amir, *_ = world.pupils
    teacher_saves(world, mark(amir, "/"))
    closes(world, the_site(sessions=frozenset(Session)))

    board = day_board(rights(world.okafor), Permission.REGISTER_VIEW, on=TODAY, times=None, now=NOW)
    assert [row.state for row in board if row.group == "8HW"] == ["marked", "school_closed"]


def test_when_a_part_of_the_premises_is_closed_y3_stands_for_its_classes(world: World) -> None:
    closes(world, of_8hw(world, YESTERDAY), reason="Boiler of the humanities block")

    assert set(letters(world.pupils[0]).values()) == {"Y3"}
    assert letters(world.pupils_elsewhere["7A"]) == {}


def test_a_closure_during_the_morning_leaves_the_marks_of_the_morning(world: World) -> None:
    amir, zoe, jack = world.pupils
    teacher_saves(world, mark(amir, "/"), mark(zoe, "L"), mark(jack, "N"))

    closes(world, the_site(sessions=frozenset(Session)))

    assert letters(amir) == {(TODAY, "AM"): "/", (TODAY, "PM"): "Y4"}
    assert letters(zoe) == {(TODAY, "AM"): "L", (TODAY, "PM"): "Y4"}
    assert letters(jack) == {(TODAY, "AM"): "Y4", (TODAY, "PM"): "Y4"}


@pytest.mark.parametrize("letter", ["I", "M", "C", "V", "E", "Y1", "G"])
def test_a_closure_leaves_specific_reasons_alone(world: World, letter: str) -> None:
    amir = world.pupils[0]
    officer_saves(world, mark(amir, letter), frame=world.frame(session=Session.PM))

    closes(world, the_site())

    assert letters(amir) == {(TODAY, "PM"): letter}


def test_the_day_is_the_day_in_england_whatever_the_clock_of_the_caller(world: World) -> None:
    summer_night = datetime(2027, 6, 14, 23, 30, tzinfo=UTC)

    closes(world, the_site(date(2027, 6, 15)), at=summer_night)

    assert Mark.objects.filter(date=date(2027, 6, 15)).exists()


def test_a_closure_of_a_day_to_come_goes_into_the_calendar(world: World) -> None:
    with pytest.raises(ValidationError, match="One that is planned goes into the calendar"):
        closes(world, the_site(TODAY, TOMORROW))


def test_a_closure_without_a_reason_is_refused(world: World) -> None:
    with pytest.raises(ValidationError, match="Say why"):
        closes(world, the_site(), reason="")


def test_only_who_holds_the_right_records_a_closure(world: World) -> None:
    with pytest.raises(PermissionDenied):
        record_closure(rights=rights(world.bell), selection=the_site(), reason="Snow", at=NOW)


def test_a_closure_is_undone_as_one(world: World) -> None:
    amir = world.pupils[0]
    teacher_saves(world, mark(amir, "N"))
    act = closes(world, the_site(sessions=frozenset(Session)))

    undo_bulk(rights=rights(world.okafor), act_id=act.pk, at=NOW)

    assert {(row.pupil, row.code, row.note) for row in Mark.objects.all()} == {(amir, 220, "")}
    assert tally_drift(world.marlowe.pk) == []


def test_sessions_of_a_closure_are_not_possible_attendances(world: World) -> None:
    closes(world, the_site(YESTERDAY, YESTERDAY, frozenset(Session)))

    assert sum(one.possible for one in tallies(world)) == 0


def tallies(world: World) -> list[WeekTally]:
    return list(WeekTally.objects.filter(school=world.marlowe))
