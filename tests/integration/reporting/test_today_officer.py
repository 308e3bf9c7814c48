"""Today for whoever follows registers beyond their own: who is missing, and what is due."""

from datetime import timedelta

import time_machine

from accounts.roles import Role
from schools.calendar import Session
from schools.models import Membership
from tests.factories import MembershipFactory, ProtectedFactFactory, UserFactory
from tests.integration.attendance.call_steps import family
from tests.integration.reporting.steps import (
    TODAY_PAGE,
    marked,
    opened,
    shown,
    statements,
    submitted,
    today_of,
)
from tests.sign_in import signed_in
from tests.world import INSET_DAY, NOW, YESTERDAY, World, add_group, add_pupils

AFTER_CLOSE = NOW.replace(hour=9, minute=20)
AFTERNOON = NOW.replace(hour=13, minute=5)


def tiles(today) -> dict[str, tuple[str, str, str]]:  # type: ignore[no-untyped-def]
    return {tile.label: (tile.value, tile.of, tile.tone) for tile in today.tiles}


def rung(today) -> list[str]:  # type: ignore[no-untyped-def]
    """The pupils whom the first calls of the page are about."""
    return [pupil.name for row in today.calls.rows for pupil in row.pupils]


def test_before_the_close_no_pupil_without_a_mark_is_called_absent(world: World) -> None:
    today = today_of(world.okafor)
    assert rung(today) == []
    assert today.none_absent == "No absence without a reason so far."
    assert tiles(today)["First-day contact"] == ("0", "", "")
    assert tiles(today)["Registers in"] == ("0", "2", "warn")


def test_the_officer_sees_who_is_marked_n_and_who_is_here(
    world: World, clock: time_machine.Traveller
) -> None:
    amir, zoe, jack = world.pupils
    marked([amir], "N")
    marked([zoe], "/")
    marked([jack], "L", minutes=7)
    clock.move_to(AFTER_CLOSE)
    today = today_of(world.okafor)
    assert rung(today) == ["Amir Khan", "Megan Hughes"]
    row = today.calls.rows[0]
    assert [(line.name, line.group, line.letter) for line in row.pupils] == [("Amir Khan", "8HW", "N")]
    assert row.days_words == "1st day"
    assert tiles(today)["Attending"] == ("2", "3", "")
    assert tiles(today)["Late so far"] == ("1", "", "")
    assert tiles(today)["First-day contact"][0] == "2"


def test_after_the_close_a_pupil_without_a_mark_is_unexplained(
    world: World, clock: time_machine.Traveller
) -> None:
    amir, zoe, _ = world.pupils
    marked([amir], "N")
    marked([zoe], "/")
    clock.move_to(AFTER_CLOSE)
    today = today_of(world.okafor)
    assert {(line.name, line.letter) for row in today.calls.rows for line in row.pupils} == {
        ("Amir Khan", "N"),
        ("Jack Abbott", ""),
        ("Megan Hughes", ""),
    }
    assert tiles(today)["Registers in"] == ("0", "2", "due")


def test_an_explained_absence_is_not_on_the_list(world: World, clock: time_machine.Traveller) -> None:
    marked(world.pupils, "I")
    clock.move_to(AFTER_CLOSE)
    assert rung(today_of(world.okafor)) == ["Megan Hughes"]


def test_a_pupil_who_came_after_an_n_is_not_on_the_list(world: World, clock: time_machine.Traveller) -> None:
    marked(world.pupils, "N")
    clock.move_to(AFTERNOON)
    marked(world.pupils[1:], "\\", session=Session.PM)
    today = today_of(world.okafor)
    assert [line.name for row in today.calls.rows for line in row.pupils if line.letter] == ["Amir Khan"]


def test_registers_not_in_lead_straight_to_the_register(world: World) -> None:
    submitted(world.class_8hw, by=world.lane)
    today = today_of(world.okafor)
    assert [(row.group, row.teacher, row.url) for row in today.missing] == [
        ("7A", "Mr Mwangi", f"/marlowe-park/registers/2027-03-09/{world.class_7a.pk}/am/")
    ]
    assert tiles(today)["Registers in"] == ("1", "2", "warn")
    assert today.missing[0].url in shown(world.okafor, TODAY_PAGE)


def test_of_many_registers_not_in_eight_stand_there_and_the_board_has_the_rest(world: World) -> None:
    for number in range(10):
        add_pupils(add_group(world.marlowe, f"9X{number}", 9), 1)
    today = today_of(world.okafor)
    assert (len(today.missing), today.more_missing, today.missing_words) == (8, 4, "12 of 12")
    assert '<a href="/marlowe-park/registers/">4 more</a>' in shown(world.okafor, TODAY_PAGE)


def test_the_figures_say_what_they_count(world: World, clock: time_machine.Traveller) -> None:
    amir, zoe, jack = world.pupils
    mother = family(amir).parent
    family(zoe, mother)
    marked([amir, zoe], "N")
    marked([jack, world.pupils_elsewhere["7A"]], "/")
    clock.move_to(AFTER_CLOSE)
    today = today_of(world.okafor)
    assert {tile.label: f"{tile.value}: {tile.note}" for tile in today.tiles if tile.href == "#calls"} == {
        "First-day contact": "2: pupils in 1 call"
    }
    assert today.call_words == "1 call to do"
    assert today.n_words == "2 sessions"


def test_who_does_no_first_day_work_sees_figures_and_no_call(
    world: World, clock: time_machine.Traveller
) -> None:
    marked([world.pupils[0]], "N")
    clock.move_to(AFTER_CLOSE)
    senco = today_of(world.staff[Role.SENCO])
    assert senco.calls is None
    assert "Unexplained" in tiles(senco)
    assert "Call list" not in shown(world.staff[Role.SENCO], TODAY_PAGE)


def test_a_pastoral_lead_sees_their_years_alone(world: World, clock: time_machine.Traveller) -> None:
    marked([world.pupils[0], world.pupils_elsewhere["7A"]], "N")
    marked(world.pupils[1:], "/")
    clock.move_to(AFTER_CLOSE)
    today = today_of(world.rahman)
    assert rung(today) == ["Amir Khan"]
    assert [row.group for row in today.missing] == ["8HW"]
    assert tiles(today)["First-day contact"][0] == "1"
    assert "Hughes" not in shown(world.rahman, TODAY_PAGE)


def test_before_school_the_page_says_when_registers_open(world: World, clock: time_machine.Traveller) -> None:
    clock.move_to(NOW.replace(hour=7, minute=30))
    today = today_of(world.okafor)
    assert today.line.startswith("Morning session. Registers open 08:45.")
    assert today.none_absent == "Registers open 08:45"
    assert tiles(today)["Registers in"][2] == ""


def test_on_a_closed_day_the_page_says_why_and_still_lists_n_codes(
    world: World, clock: time_machine.Traveller
) -> None:
    marked([world.pupils[0]], "N", on=INSET_DAY.replace(day=12))
    clock.move_to(NOW.replace(month=2, day=22))
    today = today_of(world.okafor)
    assert today.day_problem == "School is closed on Monday 22 February 2027: Staff training"
    assert (today.calls, today.missing, today.tiles) == (None, [], [])
    assert [line.name for line in today.n_codes] == ["Amir Khan"]
    page = shown(world.okafor, TODAY_PAGE)
    assert "Every register is in" not in page
    assert "Nobody is absent" not in page


def test_without_session_times_the_page_says_so(world: World) -> None:
    world.marlowe.hours.all().delete()
    assert "session times are not set" in today_of(world.okafor).day_problem


def test_the_line_beneath_the_day_tells_the_session_and_the_week(world: World) -> None:
    today = today_of(world.okafor)
    assert today.date_words == "Tuesday 9 March"
    assert today.line == "Morning session. Registers close in 26 min (09:15). Spring 2, week 3."
    assert "As of 08:49" in shown(world.okafor, TODAY_PAGE)


def test_names_are_escaped(world: World) -> None:
    pupil = add_pupils(world.class_8hw, 1, [("<script>", "{{7*7}}")])[0]
    marked([pupil], "N")
    page = shown(world.okafor, TODAY_PAGE)
    assert "&lt;script&gt;" in page
    assert "{{7*7}}" in page
    assert "<script>" not in page.replace("<script ", "")


def test_another_schools_page_is_not_found(world: World) -> None:
    assert opened(world.okafor, "/tallis-wood/").status_code == 404
    assert opened(world.shah, TODAY_PAGE).status_code == 404
    assert opened(UserFactory.create(), TODAY_PAGE).status_code == 404


def test_a_trust_colleague_sees_only_the_school_of_the_link(
    world: World, clock: time_machine.Traveller
) -> None:
    MembershipFactory.create(user=world.okafor, school=world.ashgrove, role=Role.OFFICER.value)
    marked([world.pupils_elsewhere["Oak"]], "N")
    clock.move_to(AFTER_CLOSE)
    assert "Poppy Wren" not in rung(today_of(world.okafor))


def test_the_page_costs_as_many_statements_for_one_as_for_thirty(
    world: World, clock: time_machine.Traveller
) -> None:
    clock.move_to(AFTER_CLOSE)
    marked(world.pupils[:1], "N")
    few = statements(world.okafor, TODAY_PAGE)
    more = add_pupils(world.class_8hw, 30)
    marked(more, "N")
    marked(more, "N", on=YESTERDAY)
    assert today_of(world.okafor).calls.unexplained == 34
    assert len(statements(world.okafor, TODAY_PAGE)) == len(few)


def test_a_safeguarding_lead_opens_the_page_once_the_grant_is_approved(
    world: World, clock: time_machine.Traveller
) -> None:
    grants = Membership.objects.filter(user=world.reid)
    grants.update(approved_by=None)
    assert opened(world.reid, TODAY_PAGE).status_code == 404
    grants.update(approved_by=world.adeyemi)
    amir = world.pupils[0]
    ProtectedFactFactory.create(pupil=amir, from_on=YESTERDAY)
    marked([amir], "N")
    clock.move_to(AFTER_CLOSE)
    assert rung(today_of(world.reid)) == ["Amir Khan"]


def test_a_page_that_renews_itself_keeps_no_session_alive(
    world: World, clock: time_machine.Traveller
) -> None:
    client = signed_in(world.okafor)
    for minutes in range(1, 30):
        clock.move_to(NOW + timedelta(minutes=minutes))
        assert client.get(TODAY_PAGE, headers={"X-Refresh": "1"}).status_code == 200
    clock.move_to(NOW + timedelta(minutes=31))
    answer = client.get(TODAY_PAGE, headers={"X-Refresh": "1", "Sec-Fetch-Dest": "empty"})
    assert answer.status_code == 401
