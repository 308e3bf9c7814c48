"""N codes by their age in school days, and what is due for each (reg 10(7)-(9))."""

from datetime import date

import time_machine

from accounts.roles import Role
from schools.calendar import Session
from schools.services.dated_values import set_value
from tests.integration.reporting.steps import marked, today_of
from tests.world import NOW, TODAY, YESTERDAY, World, add_pupils

TUESDAY_BEFORE = date(2027, 3, 2)


def test_an_n_of_five_school_days_ago_must_become_o_today(world: World) -> None:
    for half in Session:
        marked([world.pupils[0]], "N", on=TUESDAY_BEFORE, session=half)
    line = today_of(world.okafor).n_codes[0]
    assert (line.name, line.session_words, line.used, line.last) == (
        "Amir Khan",
        "Tue 2 Mar AM and PM",
        5,
        True,
    )
    assert line.next_words == "Must become O today without a reason"


def test_a_younger_n_names_its_day(world: World) -> None:
    marked([world.pupils[0]], "N", on=YESTERDAY)
    line = today_of(world.okafor).n_codes[0]
    assert (line.used, line.last) == (1, False)
    assert line.next_words == "Must become O on Mon 15 Mar without a reason"


def test_a_school_may_ask_for_fewer_days(world: World) -> None:
    marked([world.pupils[0]], "N", on=YESTERDAY)
    set_value(
        school=world.marlowe,
        key="n_code.school_days",
        value=1,
        valid_from=TODAY,
        source="Policy, page 4",
        by=world.okafor,
        at=NOW,
    )
    line = today_of(world.okafor).n_codes[0]
    assert (line.used, line.limit, line.last, line.due_on) == (1, 1, True, TODAY)


def test_holidays_and_inset_days_are_not_counted(world: World, clock: time_machine.Traveller) -> None:
    marked([world.pupils[0]], "N", on=date(2027, 2, 12))
    clock.move_to(NOW.replace(month=2, day=24))
    line = today_of(world.okafor).n_codes[0]
    # The half term ends on 12 February; the school meets again on 23 February, after an INSET day.
    assert (line.used, line.due_on) == (2, date(2027, 3, 1))


def test_the_oldest_stand_first(world: World) -> None:
    amir, zoe, jack = world.pupils
    marked([jack], "N", on=TODAY)
    marked([amir], "N", on=TUESDAY_BEFORE)
    marked([zoe], "N", on=YESTERDAY)
    assert [line.used for line in today_of(world.okafor).n_codes] == [5, 1, 0]


def test_an_n_with_its_reason_is_gone(world: World) -> None:
    marked(world.pupils, "I", on=YESTERDAY)
    assert today_of(world.okafor).n_codes == []


def test_last_years_n_codes_are_not_counted(world: World) -> None:
    marked([world.pupils[0]], "N", on=date(2026, 7, 6))
    assert today_of(world.okafor).n_codes == []


def test_who_may_amend_is_led_to_the_mark_and_others_are_not(world: World) -> None:
    amir = world.pupils[0]
    marked([amir], "N", on=YESTERDAY)
    amend = f"/marlowe-park/registers/2027-03-08/{world.class_8hw.pk}/am/amend/{amir.pk}/"
    assert today_of(world.okafor).n_codes[0].amend_url == amend
    assert today_of(world.bell).n_codes[0].amend_url == ""
    assert today_of(world.staff[Role.SENCO]).n_codes[0].amend_url == ""


def test_the_tile_counts_sessions_and_those_on_their_last_day(world: World) -> None:
    for half in Session:
        marked([world.pupils[0]], "N", on=TUESDAY_BEFORE, session=half)
    marked([world.pupils[1]], "N", on=YESTERDAY)
    today = today_of(world.okafor)
    tile = next(tile for tile in today.tiles if tile.label == "N codes")
    assert (tile.value, tile.note, tile.tone) == ("3", "sessions, 2 on the last day", "due")


def test_a_long_list_shows_the_oldest_twelve_and_says_so(world: World) -> None:
    marked(add_pupils(world.class_8hw, 13), "N", on=YESTERDAY)
    today = today_of(world.okafor)
    assert len(today.n_codes) == 12
    assert today.n_words == "13 sessions. The oldest 12 lines of 13"
