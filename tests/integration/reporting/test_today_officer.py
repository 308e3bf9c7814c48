"""Today for whoever follows registers beyond their own: who is missing, and what is due."""

from datetime import timedelta

import time_machine

from accounts.roles import Role
from schools.calendar import Session
from schools.models import Membership, SupportKind
from tests.factories import ContactFactory, MembershipFactory, ParentFactory, SupportFactFactory, UserFactory
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
from tests.world import INSET_DAY, NOW, YESTERDAY, World, add_pupils

AFTER_CLOSE = NOW.replace(hour=9, minute=20)
AFTERNOON = NOW.replace(hour=13, minute=5)


def tiles(today) -> dict[str, tuple[str, str, str]]:  # type: ignore[no-untyped-def]
    return {tile.label: (tile.value, tile.of, tile.tone) for tile in today.tiles}


def test_before_the_close_no_pupil_without_a_mark_is_called_absent(world: World) -> None:
    today = today_of(world.okafor)
    assert today.absent == []
    assert today.none_absent == "No absence without a reason so far."
    assert tiles(today)["Unexplained"] == ("0", "", "")
    assert tiles(today)["Registers in"] == ("0", "2", "warn")


def test_the_officer_sees_who_is_marked_n_and_who_is_here(world: World) -> None:
    amir, zoe, jack = world.pupils
    marked([amir], "N")
    marked([zoe], "/")
    marked([jack], "L", minutes=7)
    today = today_of(world.okafor)
    assert [(line.name, line.group, line.letter, line.days_words) for line in today.absent] == [
        ("Amir Khan", "8HW", "N", "1st day")
    ]
    assert today.absent[0].why.startswith("No reason since Tue 9 Mar AM.")
    assert tiles(today)["Attending"] == ("2", "3", "")
    assert tiles(today)["Late so far"] == ("1", "", "")
    assert tiles(today)["Unexplained"] == ("1", "", "due")


def test_after_the_close_a_pupil_without_a_mark_is_unexplained(
    world: World, clock: time_machine.Traveller
) -> None:
    amir, zoe, _ = world.pupils
    marked([amir], "N")
    marked([zoe], "/")
    clock.move_to(AFTER_CLOSE)
    today = today_of(world.okafor)
    assert [(line.name, line.letter) for line in today.absent] == [
        ("Amir Khan", "N"),
        ("Jack Abbott", ""),
        ("Megan Hughes", ""),
    ]
    assert today.absent[1].why.startswith("No mark Tue 9 Mar AM: ask for the register")
    assert tiles(today)["Registers in"] == ("0", "2", "due")


def test_an_explained_absence_is_not_on_the_list(world: World) -> None:
    marked(world.pupils, "I")
    assert today_of(world.okafor).absent == []


def test_a_pupil_who_came_after_an_n_is_not_on_the_list(world: World, clock: time_machine.Traveller) -> None:
    marked(world.pupils, "N")
    clock.move_to(AFTERNOON)
    marked(world.pupils[1:], "\\", session=Session.PM)
    today = today_of(world.okafor)
    assert [line.name for line in today.absent if line.letter] == ["Amir Khan"]


def test_the_days_of_an_absence_count_school_days(world: World) -> None:
    amir = world.pupils[0]
    marked([amir], "\\", on=YESTERDAY.replace(day=4), session=Session.PM)
    for on in (YESTERDAY.replace(day=5), YESTERDAY):
        for half in Session:
            marked([amir], "N", on=on, session=half)
    marked([amir], "N")
    line = today_of(world.okafor).absent[0]
    assert (line.days, line.days_words) == (3, "3rd day")
    assert line.why.startswith("No reason since Fri 5 Mar AM")


def test_an_absence_explained_yesterday_begins_anew_today(world: World) -> None:
    amir = world.pupils[0]
    marked([amir], "I", on=YESTERDAY)
    marked([amir], "N")
    assert today_of(world.okafor).absent[0].days_words == "1st day"


def test_registers_not_in_lead_straight_to_the_register(world: World) -> None:
    submitted(world.class_8hw, by=world.lane)
    today = today_of(world.okafor)
    assert [(row.group, row.teacher, row.url) for row in today.missing] == [
        ("7A", "Mr Mwangi", f"/marlowe-park/registers/2027-03-09/{world.class_7a.pk}/am/")
    ]
    assert tiles(today)["Registers in"] == ("1", "2", "warn")
    assert today.missing[0].url in shown(world.okafor, TODAY_PAGE)


def test_contacts_are_counted_for_those_who_may_see_them(world: World) -> None:
    amir = world.pupils[0]
    ContactFactory.create(pupil=amir)
    father = ParentFactory.create(school=world.marlowe, forename="Imran")
    ContactFactory.create(pupil=amir, parent=father, call_order=2, must_not_contact=True)
    marked([amir], "N")
    assert today_of(world.okafor).absent[0].why.endswith("1 contact to ring")
    # A SENCO's right to contacts is by caseload, and Mrs Novak's grant names no year.
    senco = today_of(world.staff[Role.SENCO])
    assert senco.absent[0].contacts is None
    assert "contact" not in senco.absent[0].why


def test_support_flags_show_by_their_right(world: World) -> None:
    amir = world.pupils[0]
    SupportFactFactory.create(pupil=amir, kind=SupportKind.EHCP.value)
    marked([amir], "N")
    assert [short for short, _ in today_of(world.okafor).absent[0].flags] == ["EHCP"]
    assert today_of(world.bell).absent[0].flags == []


def test_a_pastoral_lead_sees_their_years_alone(world: World) -> None:
    marked([world.pupils[0], world.pupils_elsewhere["7A"]], "N")
    today = today_of(world.rahman)
    assert [line.name for line in today.absent] == ["Amir Khan"]
    assert [row.group for row in today.missing] == ["8HW"]
    assert tiles(today)["Unexplained"][0] == "1"
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
    assert (today.absent, today.missing, today.tiles) == ([], [], [])
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


def test_a_trust_colleague_sees_only_the_school_of_the_link(world: World) -> None:
    MembershipFactory.create(user=world.okafor, school=world.ashgrove, role=Role.OFFICER.value)
    marked([world.pupils_elsewhere["Oak"]], "N")
    assert today_of(world.okafor).absent == []


def test_the_page_costs_as_many_statements_for_one_as_for_thirty(world: World) -> None:
    marked(world.pupils[:1], "N")
    few = statements(world.okafor, TODAY_PAGE)
    more = add_pupils(world.class_8hw, 30)
    marked(more, "N")
    marked(more, "N", on=YESTERDAY)
    assert len(today_of(world.okafor).absent) == 31
    assert len(statements(world.okafor, TODAY_PAGE)) == len(few) == 11


def test_a_safeguarding_lead_opens_the_page_once_the_grant_is_approved(world: World) -> None:
    grants = Membership.objects.filter(user=world.reid)
    grants.update(approved_by=None)
    assert opened(world.reid, TODAY_PAGE).status_code == 404
    grants.update(approved_by=world.adeyemi)
    marked([world.pupils[0]], "N")
    assert [line.name for line in today_of(world.reid).absent] == ["Amir Khan"]


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
