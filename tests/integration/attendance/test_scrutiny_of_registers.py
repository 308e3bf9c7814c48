"""Missing registers, the patterns of one class or person, and amendments."""

from datetime import date, timedelta

from attendance.models import Mark, MarkAmendment, Register
from attendance.scrutiny import FULL_SESSIONS, MANY_BY_ONE
from schools.models import School, SchoolDay
from tests.integration.attendance.scrutiny_steps import (
    AM,
    PM,
    found,
    planted,
    rows_found,
    taken,
    taken_at,
)
from tests.integration.attendance.steps import officer_amends
from tests.world import NOW, TODAY, YESTERDAY, World, add_pupils

FRIDAY = date(2027, 3, 5)


def days(count: int, *, before: date = TODAY) -> list[date]:
    """The last school days of Marlowe Park, in order."""
    rows = SchoolDay.objects.filter(school__slug="marlowe-park", date__lt=before).order_by("-date")
    return sorted(rows.values_list("date", flat=True)[:count])


def test_registers_of_past_days_are_missing_in_three_ways(world: World) -> None:
    planted(world.pupils[0], "/")
    planted(world.pupils_elsewhere["7A"], "/")
    Register.objects.create(
        school=world.marlowe, group=world.class_7a, date=YESTERDAY, session=1, started_at=NOW
    )

    assert found(world) == {"nobody-took": 2, "part-marked": 1, "not-submitted": 1}
    (part,) = rows_found(world, "part-marked")
    assert (part.name, part.when, part.note) == ("8HW", "Mon 8 Mar AM", "2 of 3 without a mark")
    assert part.url == f"/marlowe-park/registers/2027-03-08/{world.class_8hw.pk}/am/"


def test_today_is_not_missing_yet_nor_a_day_before_the_school_came(world: World) -> None:
    School.objects.filter(pk=world.marlowe.pk).update(first_day_on=YESTERDAY)
    taken(world)

    assert found(world, FRIDAY, TODAY) == {}


def test_marks_of_another_system_are_no_register_of_ours_to_submit(world: World) -> None:
    for pupil in (*world.pupils, world.pupils_elsewhere["7A"]):
        planted(pupil, "/", source="import")
        planted(pupil, "\\", half=PM, source="import")

    assert found(world) == {}


def test_a_class_with_three_times_the_schools_share_of_lates_is_found(world: World) -> None:
    add_pupils(world.class_7a, 20)
    first, *_, last = chosen = days(4)
    for on in chosen:
        for pupil in world.pupils:
            planted(pupil, "L", on=on, minutes_late=3)
        taken(world, on)

    rows = rows_found(world, "class-many-lates", first, last)

    assert [(row.name, row.note) for row in rows] == [("8HW", "12 L in 24 marks")]
    assert rows[0].url == f"/marlowe-park/setup/groups/{world.class_8hw.pk}/"


def test_a_class_with_far_more_n_or_marked_long_after_the_close_is_found(world: World) -> None:
    add_pupils(world.class_7a, 20)
    first, *_, last = chosen = days(4)
    for on in chosen:
        for pupil in world.pupils:
            planted(pupil, "N", on=on)
            planted(pupil, "\\", on=on, half=PM, after=95)
        taken(world, on)

    assert rows_found(world, "class-many-n", first, last)[0].note == "12 N in 24 marks"
    assert rows_found(world, "class-marked-late", first, last)[0].name == "8HW"


def test_somebody_whose_registers_often_come_late_is_named(world: World) -> None:
    first, last = days(2)
    taken(world, first, submitted=31)
    taken(world, last, submitted=10)

    (row,) = rows_found(world, "late-submitter", first, last)

    assert (row.name, row.note) == ("Ms Lane", "4 of 8 submitted after the close")
    assert "2027-03-05" in row.url


def test_everybody_present_for_twenty_sessions_running_is_a_question(world: World) -> None:
    first, *_, last = chosen = days(FULL_SESSIONS // 2)
    for on in chosen:
        taken(world, on)

    assert found(world, first, last) == {"always-present": 2}
    assert found(world, chosen[1], last) == {}


def test_one_late_breaks_a_run_of_everybody_present(world: World) -> None:
    first, *_, last = chosen = days(FULL_SESSIONS // 2)
    planted(world.pupils[0], "L", on=chosen[4], minutes_late=3)
    for on in chosen:
        taken(world, on)

    assert [row.name for row in rows_found(world, "always-present", first, last)] == ["7A"]


def test_all_present_within_seconds_and_then_amended_is_found(world: World) -> None:
    taken(world, submitted=1)
    officer_amends(world, world.pupils[0], "I", on=YESTERDAY)

    assert found(world) == {"full-then-amended": 1}


def test_a_register_taken_in_its_time_may_be_amended(world: World) -> None:
    taken(world)
    officer_amends(world, world.pupils[0], "I", on=YESTERDAY)

    assert found(world) == {}


def test_a_mark_amended_three_times_opens_its_history(world: World) -> None:
    taken(world)
    for base, letter in enumerate(("I", "O", "G"), start=1):
        officer_amends(world, world.pupils[0], letter, base=base, on=YESTERDAY)

    assert found(world) == {"amended-often": 1}
    (row,) = rows_found(world, "amended-often")
    assert row.note == "Amended 3 times"
    assert row.url == f"/marlowe-park/registers/2027-03-08/{world.class_8hw.pk}/am/history/"


def test_an_amendment_more_than_ten_days_after_the_session_is_found(world: World) -> None:
    taken(world)
    officer_amends(world, world.pupils[0], "I", on=YESTERDAY, at=taken_at(YESTERDAY, AM) + timedelta(days=10))
    assert found(world) == {}

    officer_amends(world, world.pupils[1], "I", on=YESTERDAY, at=taken_at(YESTERDAY, AM) + timedelta(days=11))
    assert found(world) == {"amended-late": 1}


def test_who_changed_many_closed_marks_is_named(world: World) -> None:
    pupils = add_pupils(world.class_8hw, MANY_BY_ONE)
    taken(world)
    for pupil in pupils:
        officer_amends(world, pupil, "I", on=YESTERDAY)

    (row,) = rows_found(world, "amended-by")

    assert (row.name, row.note) == ("Ms Okafor", "20 of the school's 20 amendments of closed marks")
    assert MarkAmendment.objects.count() == Mark.objects.filter(version=2).count()
