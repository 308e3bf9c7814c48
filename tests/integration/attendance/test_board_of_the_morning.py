"""The missing-registers board: who, where, how far, since when, and in which order."""

from datetime import timedelta

import pytest
import time_machine

from attendance.models import ScreenAlert
from schools.models import School, StaffPart
from tests.factories import GroupStaffFactory, StaffFactory
from tests.integration.attendance.pages import address, page_of, statements, words_of
from tests.integration.attendance.steps import mark, teacher_saves, teacher_submits
from tests.sign_in import signed_in
from tests.world import NOW, TODAY, YESTERDAY, World, add_group, add_pupils

BOARD = "/marlowe-park/registers/"
AFTER_CLOSE = NOW.replace(hour=9, minute=27)


def lines(world: World, path: str = BOARD) -> list[str]:
    """The registers of the morning as the officer's page orders them: their groups."""
    page = signed_in(world.okafor).get(path).context["page"]
    return [row.group for row in page.sessions[0].shown]


def test_a_line_names_teacher_room_and_how_many_are_marked(world: World) -> None:
    teacher_saves(world, mark(world.pupils[0], "/"))
    words = words_of(signed_in(world.okafor).get(BOARD))

    assert "8HW , morning register Ms Lane H2 · part marked · due 09:15 1 of 3" in words


def test_who_covers_today_is_named_before_the_tutor(world: World) -> None:
    cover = StaffFactory.create(school=world.marlowe, title_name="Mr Hart")
    GroupStaffFactory.create(
        group=world.class_8hw, staff=cover, part=StaffPart.COVER, from_on=TODAY, until_on=TODAY
    )

    assert "Mr Hart cover" in words_of(signed_in(world.okafor).get(BOARD))


def test_a_register_after_its_close_says_how_late_it_is(world: World, clock: time_machine.Traveller) -> None:
    clock.move_to(AFTER_CLOSE)

    assert "due 09:15, 12 min late" in words_of(signed_in(world.okafor).get(BOARD))


def test_a_register_of_yesterday_is_not_counted_in_minutes(world: World) -> None:
    words = words_of(signed_in(world.okafor).get(BOARD, {"date": YESTERDAY.isoformat()}))

    assert "due 09:15" in words
    assert "min late" not in words


def test_the_missing_stand_first_and_the_least_marked_of_them_at_the_top(world: World) -> None:
    pupils = add_pupils(add_group(world.marlowe, "7B", 7), 1)
    assert pupils
    teacher_saves(world, mark(world.pupils[0], "/"))
    assert lines(world) == ["7A", "7B", "8HW"]

    frame = world.frame(group=world.class_7a)
    teacher_submits(world, frame=frame)
    assert lines(world) == ["7B", "8HW", "7A"]


def test_each_state_is_a_link_with_its_count(world: World, clock: time_machine.Traveller) -> None:
    teacher_saves(world, mark(world.pupils[0], "/"))
    filters = signed_in(world.okafor).get(BOARD).context["page"].filters
    assert [(each.label, each.count) for each in filters] == [
        ("All", 4),
        ("Not started", 1),
        ("Part marked", 1),
    ]
    assert lines(world, f"{BOARD}?state=part") == ["8HW"]

    clock.move_to(AFTER_CLOSE)
    assert lines(world, f"{BOARD}?state=overdue") == ["7A", "8HW"]
    assert lines(world, f"{BOARD}?state=submitted") == []
    assert lines(world, f"{BOARD}?state=x") == ["7A", "8HW"]


def test_a_register_whose_session_has_not_begun_is_not_missing(world: World) -> None:
    afternoon = signed_in(world.okafor).get(BOARD).context["page"].sessions[1]

    assert [(row.state, row.is_missing, row.due_words) for row in afternoon.rows] == [
        ("ahead", False, "")
    ] * 2
    assert afternoon.to_remind == 0


def test_the_school_days_around_are_one_press_away(world: World) -> None:
    page = signed_in(world.okafor).get(BOARD).context["page"]
    assert (page.previous_url, page.next_url) == (f"{BOARD}?date=2027-03-08", "")

    page = signed_in(world.okafor).get(f"{BOARD}?date=2027-03-08").context["page"]
    assert (page.previous_url, page.next_url) == (f"{BOARD}?date=2027-03-05", BOARD)


@pytest.mark.parametrize("asked", ["0001-01-01", "2026-08-31", "2027-09-01", "9999-12-31", "today"])
def test_a_day_outside_the_schools_years_is_today(world: World, asked: str) -> None:
    client = signed_in(world.okafor)

    assert client.get(BOARD, {"date": asked}).context["page"].on == TODAY
    assert client.get("/marlowe-park/lessons/", {"date": asked}).context["on"] == TODAY


def test_registers_of_the_last_ten_school_days_that_are_not_in_are_links(world: World) -> None:
    School.objects.filter(pk=world.marlowe.pk).update(first_day_on=YESTERDAY - timedelta(days=3))
    teacher_submits(world, frame=world.frame(YESTERDAY), at=NOW - timedelta(days=1))
    page = signed_in(world.lane).get(BOARD).context["page"]

    (line,) = page.past
    assert (line.group, [register.words for register in line.registers]) == (
        "8HW",
        ["Fri 5 Mar, morning", "Fri 5 Mar, afternoon", "Mon 8 Mar, afternoon"],
    )
    assert line.registers[0].url == address(world, on=YESTERDAY - timedelta(days=3))
    assert page.past_words == "3 registers"


def test_a_page_that_renews_itself_does_not_ask_for_past_days_again(world: World) -> None:
    client = signed_in(world.okafor)

    assert client.get(BOARD).context["page"].past
    assert not client.get(BOARD, headers={"X-Refresh": "1"}).context["page"].past


def test_the_board_costs_as_many_statements_for_two_classes_as_for_twenty(world: World) -> None:
    client = signed_in(world.okafor)
    client.get(BOARD)
    with statements() as few:
        client.get(BOARD)
    for number in range(18):
        group = add_group(world.marlowe, f"9{number}", 9)
        pupil = add_pupils(group, 1)[0]
        ScreenAlert.objects.create(
            school=world.marlowe,
            kind="here",
            group=group,
            date=TODAY,
            session=1,
            pupil=pupil,
            raised_by=world.lane,
            raised_at=NOW,
        )
    with statements() as many:
        client.get(BOARD)

    assert len(few) == len(many) == 10


def test_only_the_office_sees_buttons_that_remind(world: World) -> None:
    def buttons(response: object) -> int:
        tags = page_of(response).tags  # type: ignore[arg-type]
        return sum(tag == "form" and "remind" in found.get("action", "") for tag, found in tags)

    assert buttons(signed_in(world.okafor).get(BOARD)) == 3  # two registers, and all of them
    assert buttons(signed_in(world.okafor).get(BOARD, {"date": YESTERDAY.isoformat()})) == 0
    for person in (world.lane, world.bell, world.rahman):
        assert buttons(signed_in(person).get(BOARD)) == 0
