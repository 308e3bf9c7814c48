"""A pupil's page: each part by its own right, and every opening written down."""

from datetime import date
from typing import Any

import pytest
import time_machine

from accounts.roles import Role
from schools.calendar import Session
from schools.models import (
    DatedValue,
    MarkerKind,
    Parent,
    PupilAddress,
    PupilMarker,
    RollEntry,
    SchoolDay,
    SiblingPair,
)
from tests.factories import ContactFactory, ParentFactory, ProtectedFactFactory, SupportFactFactory
from tests.integration.attendance.steps import mark, officer_amends, teacher_saves
from tests.integration.reporting.steps import (
    PUPILS_PAGE,
    audit_lines,
    marked,
    opened,
    pupil_page,
    shown,
    statements,
)
from tests.world import NOW, TODAY, YESTERDAY, World, add_pupils

ELSEWHERE = ("7A", "Oak", "9T")


def page_of(person: Any, world: World, number: int = 0, query: str = "") -> Any:
    """What stands on the page of a pupil of 8HW."""
    return opened(person, f"{pupil_page(world.pupils[number])}{query}").context["pupil"]


def test_the_page_says_who_the_pupil_is(world: World) -> None:
    page = page_of(world.okafor, world)
    assert (page.name, page.line) == ("Amir Khan", "8HW, Year 8. Born 5 March 2014.")
    assert ("Legal name", "Amir Khan") in page.facts
    assert ("UPN", world.pupils[0].upn) in page.facts


def test_opening_is_written_down_with_who_and_whom(world: World) -> None:
    shown(world.lane, pupil_page(world.pupils[0]))
    line = audit_lines("open", by=world.lane)[-1]
    assert (line.pupil, line.school, line.tbl) == (world.pupils[0].pk, world.marlowe.pk, "schools_pupil")


def test_each_opening_is_a_line_of_its_own(world: World) -> None:
    for _ in range(2):
        shown(world.okafor, pupil_page(world.pupils[0]))
    assert len(audit_lines("open", by=world.okafor)) == 2


@pytest.mark.parametrize("group", ELSEWHERE)
def test_a_pupil_out_of_reach_is_not_found_and_the_try_is_written_down(world: World, group: str) -> None:
    pupil = world.pupils_elsewhere[group]
    response = opened(world.lane, f"/marlowe-park/pupils/{pupil.pk}/")
    assert response.status_code == 404
    assert pupil.known_surname not in response.content.decode()
    line = audit_lines("refused", by=world.lane)[-1]
    assert (line.obj, line.school, line.pupil) == (str(pupil.pk), world.marlowe.pk, None)
    assert audit_lines("open", by=world.lane) == []


def test_another_schools_pupil_looks_like_no_pupil_at_all(world: World) -> None:
    foreign = opened(world.okafor, f"/marlowe-park/pupils/{world.pupils_elsewhere['9T'].pk}/")
    nobody = opened(world.okafor, "/marlowe-park/pupils/999999999/")
    assert foreign.status_code == nobody.status_code == 404
    assert foreign.content == nobody.content
    assert opened(world.shah, pupil_page(world.pupils[0])).status_code == 404


def test_governors_and_trust_viewers_open_no_pupil(world: World) -> None:
    assert opened(world.staff[Role.GOVERNOR], pupil_page(world.pupils[0])).status_code == 403
    assert opened(world.staff[Role.TRUST], pupil_page(world.pupils[0])).status_code == 404


def test_figures_stand_as_fractions_first(world: World) -> None:
    amir = world.pupils[0]
    DatedValue.objects.create(
        school=world.marlowe,
        key="figures.few_sessions",
        value=10,
        valid_from=TODAY,
        source="Attendance policy",
    )
    for day in (1, 2, 3, 4, 5):
        marked([amir], "/", on=TODAY.replace(day=day))
        marked([amir], "\\" if day < 5 else "O", on=TODAY.replace(day=day), session=Session.PM)
    page = page_of(world.okafor, world)
    attended = page.tiles[0]
    assert (attended.value, attended.of, attended.label) == ("9", "10", "attended, 90.0%")
    assert attended.note == "Persistently absent so far. Year 8: 9 of 10, 90.0%"
    assert page.figures_words.startswith("2026/27 up to 9 March 2027.")


def test_a_pupil_without_a_session_has_no_figure(world: World) -> None:
    page = page_of(world.okafor, world)
    assert (page.tiles, page.figures_words) == ([], "No sessions yet")
    assert "0%" not in shown(world.okafor, pupil_page(world.pupils[0]))


def test_last_year_does_not_count_in_this_years_figures(world: World) -> None:
    RollEntry.objects.filter(pupil=world.pupils[0]).update(admitted_on=date(2025, 9, 1))
    marked([world.pupils[0]], "O", on=date(2026, 7, 6))
    assert page_of(world.okafor, world).tiles == []


def test_the_year_begins_on_the_first_of_september_though_its_week_began_before(world: World) -> None:
    amir, monday = world.pupils[0], date(2026, 8, 31)
    RollEntry.objects.filter(pupil=amir).update(admitted_on=date(2025, 9, 1))
    first = SchoolDay.objects.filter(school=world.marlowe, monday=monday).earliest("date")
    SchoolDay.objects.create(
        school=world.marlowe,
        date=monday,
        number=9_999,
        week_number=first.week_number,
        monday=monday,
        academic_year=first.academic_year,
        half_term=first.half_term,
    )
    marked([amir], "O", on=monday)
    marked([amir], "/", on=first.date)
    attended = page_of(world.okafor, world).tiles[0]
    assert (attended.value, attended.of) == ("1", "1")
    found = opened(world.okafor, f"{PUPILS_PAGE}?q=khan").context["found"]
    assert found.rows[0].cell("Sessions attended") == "1 of 1"


def test_the_weeks_stand_newest_first_from_the_starting_day(world: World) -> None:
    amir = world.pupils[0]
    RollEntry.objects.filter(pupil=amir).update(admitted_on=date(2027, 3, 3))
    marked([amir], "I", on=date(2027, 3, 4))
    weeks = page_of(world.okafor, world, query="?show=table").year.weeks
    assert [week.words for week in weeks] == ["8 Mar", "1 Mar"]
    assert [cell.kind for cell in weeks[1].days[0].cells] == ["out", "out"]
    assert [cell.letter for cell in weeks[1].days[3].cells] == ["I", ""]
    assert weeks[1].tally == "0 of 1"


def test_the_toggle_keeps_where_the_timeline_stands(world: World) -> None:
    marked([world.pupils[0]], "I", on=YESTERDAY)
    for query in ("?kind=mark", "?show=table&kind=mark"):
        page = shown(world.okafor, f"{pupil_page(world.pupils[0])}{query}")
        assert 'href="?kind=mark#sessions"' in page
        assert 'href="?show=table&amp;kind=mark#sessions"' in page


def test_a_pupil_without_a_session_is_told_from_how_many_on_figures_show(world: World) -> None:
    SchoolDay.objects.filter(school=world.marlowe, date__lte=TODAY).delete()
    DatedValue.objects.create(
        school=world.marlowe,
        key="figures.few_sessions",
        value=12,
        valid_from=date(2026, 9, 1),
        source="Policy",
    )
    assert "Figures show after 12 sessions." in shown(world.okafor, pupil_page(world.pupils[0]))


def test_changes_to_marks_are_shown_with_who_and_why(world: World, clock: time_machine.Traveller) -> None:
    teacher_saves(world, mark(world.pupils[0], "N"))
    clock.move_to(NOW.replace(hour=10))
    officer_amends(world, world.pupils[0], "I", reason="Mother rang at 10:05")
    page = page_of(world.okafor, world)
    assert [(change.original.letter, change.reason, change.by) for change in page.changes] == [
        ("N", "Mother rang at 10:05", "Ms Okafor")
    ]
    assert "Mother rang at 10:05" in shown(world.okafor, pupil_page(world.pupils[0]))


def test_the_office_and_the_administrator_see_no_history_of_marks(world: World) -> None:
    marked([world.pupils[0]], "M")
    for person in (world.bell, world.staff[Role.ADMIN]):
        page = page_of(person, world)
        assert (page.tiles, page.year, page.changes) == ([], None, None)
        assert "Marks are not part of your access." in shown(person, pupil_page(world.pupils[0]))


def test_support_facts_show_by_their_right(world: World) -> None:
    SupportFactFactory.create(pupil=world.pupils[0])
    assert [short for short, _ in page_of(world.lane, world).flags] == ["SEN K"]
    assert page_of(world.bell, world).flags == []
    assert page_of(world.staff[Role.ADMIN], world).flags == []


def test_protected_facts_show_by_their_own_right(world: World) -> None:
    ProtectedFactFactory.create(pupil=world.pupils[0])
    assert page_of(world.okafor, world).protected == [("SW", "Has a social worker")]
    for person in (world.lane, world.bell, world.staff[Role.ADMIN]):
        assert page_of(person, world).protected == []
        assert "social worker" not in shown(person, pupil_page(world.pupils[0]))


def test_a_fact_that_has_ended_is_gone(world: World) -> None:
    SupportFactFactory.create(pupil=world.pupils[0], until_on=YESTERDAY)
    ProtectedFactFactory.create(pupil=world.pupils[0], until_on=YESTERDAY)
    page = page_of(world.okafor, world)
    assert (page.flags, page.protected) == ([], [])


def add_family(world: World) -> None:
    """A mother first, then a father whom nobody may ring."""
    amir = world.pupils[0]
    father = ParentFactory.create(
        school=world.marlowe, title="Mr", forename="Imran", mobile="07700900999", email="imran@home.example"
    )
    ContactFactory.create(
        pupil=amir, parent=father, call_order=2, relationship="Father", must_not_contact=True
    )
    ContactFactory.create(pupil=amir, call_order=1, relationship="Mother", lives_with_pupil=True)


def test_the_safeguarding_leads_marker_stands_where_people_ring(world: World) -> None:
    amir = world.pupils[0]
    ContactFactory.create(pupil=amir)
    PupilMarker.objects.create(pupil=amir, kind=MarkerKind.ASK_FIRST, from_on=TODAY, set_by=world.reid)
    for person in (world.okafor, world.bell):
        assert "Speak to the DSL first" in shown(person, pupil_page(amir))


def test_contacts_stand_in_call_order_for_those_who_may_see_them(world: World) -> None:
    add_family(world)
    contacts = page_of(world.bell, world).contacts
    assert [(line.order, line.name) for line in contacts] == [(1, "Mrs S. Khan"), (2, "Mr I. Khan")]
    assert contacts[0].words == "Mother, lives with the pupil, parental responsibility"
    assert contacts[0].phones[0].number == "07700900123"
    assert page_of(world.lane, world).contacts is None
    assert "07700900123" not in shown(world.lane, pupil_page(world.pupils[0]))


def test_whom_nobody_may_ring_has_no_number_and_a_warning(world: World) -> None:
    add_family(world)
    page = shown(world.okafor, pupil_page(world.pupils[0]))
    assert "Do not contact: speak to the DSL" in page
    assert "07700900999" not in page
    assert "imran@home.example" not in page


def test_without_the_right_to_safety_facts_only_the_way_to_the_dsl_shows(world: World) -> None:
    add_family(world)
    page = shown(world.staff[Role.ADMIN], pupil_page(world.pupils[0]))
    assert "Do not contact" not in page
    assert "Speak to the DSL first" in page
    assert "07700900999" not in page


def test_a_hidden_address_needs_its_right(world: World) -> None:
    add_family(world)
    Parent.objects.filter(forename="Sana").update(
        address_lines="The Elms", postcode="LS9 7QQ", address_hidden=True
    )
    PupilAddress.objects.create(pupil=world.pupils[0], lines="The Elms, flat 2", postcode="ls9 7qq")
    PupilAddress.objects.create(pupil=world.pupils[0], lines="3 Mill Lane", postcode="LS1 4AB")
    for person in (world.bell, world.rahman, world.staff[Role.ADMIN]):
        page = shown(person, pupil_page(world.pupils[0]))
        assert "Elms" not in page
        assert "7QQ" not in page.upper()
        assert "Address withheld" in page
    page = shown(world.okafor, pupil_page(world.pupils[0]))
    assert "The Elms, LS9\u00a07QQ (hidden: do not give it out)" in page
    assert ("Home", "3 Mill Lane, LS1\u00a04AB") in page_of(world.okafor, world).facts


def test_the_upn_shows_to_those_who_keep_pupils_records(world: World) -> None:
    upn = world.pupils[0].upn
    for person in (world.okafor, world.bell, world.staff[Role.ADMIN]):
        assert upn in shown(person, pupil_page(world.pupils[0]))
    for person in (world.lane, world.rahman):
        assert upn not in shown(person, pupil_page(world.pupils[0]))


def test_a_leavers_page_says_when_they_left(world: World) -> None:
    RollEntry.objects.filter(pupil=world.pupils[0]).update(
        left_on=YESTERDAY, ground="a", decided_by=world.adeyemi
    )
    assert page_of(world.okafor, world).line.endswith("Left Monday 8 March 2027.")


def test_todays_register_is_one_press_away_for_those_who_may_see_it(world: World) -> None:
    register = f"/marlowe-park/registers/2027-03-09/{world.class_8hw.pk}/am/"
    assert register in [link.url for link in page_of(world.lane, world).links]
    assert register not in [link.url for link in page_of(world.staff[Role.ADMIN], world).links]


def test_the_page_costs_as_many_statements_for_a_short_year_as_for_a_long_one(world: World) -> None:
    few = statements(world.okafor, pupil_page(world.pupils[0]))
    add_pupils(world.class_8hw, 30)
    for day in (1, 2, 3, 4, 5, 8):
        for half in Session:
            marked([world.pupils[0]], "I", on=TODAY.replace(day=day), session=half)
    add_family(world)
    assert len(statements(world.okafor, pupil_page(world.pupils[0]))) == len(few) == 15


def test_siblings_are_named_as_far_as_the_reader_may_look_them_up(world: World) -> None:
    amir, zoe = world.pupils[:2]
    megan = world.pupils_elsewhere["7A"]
    for other in (zoe, megan):
        one, two = sorted((amir.pk, other.pk))
        SiblingPair.objects.create(one_id=one, other_id=two, are_siblings=True, decided_at=NOW)
    assert [name for name, _ in page_of(world.okafor, world).siblings] == [zoe.known_name, "Megan Hughes"]
    assert [name for name, _ in page_of(world.lane, world).siblings] == [zoe.known_name]
    assert [name for name, _ in page_of(world.okafor, world, 1).siblings] == ["Amir Khan"]


def test_a_pair_of_whom_a_person_said_no_is_no_sibling(world: World) -> None:
    one, two = sorted(pupil.pk for pupil in world.pupils[:2])
    SiblingPair.objects.create(one_id=one, other_id=two, are_siblings=False, decided_at=NOW)
    assert page_of(world.okafor, world).siblings == []


def test_a_past_social_worker_is_told_to_those_with_the_right(world: World) -> None:
    ProtectedFactFactory.create(pupil=world.pupils[0], until_on=date(2027, 3, 3))
    assert ("Before", "Had a social worker until 3 March 2027") in page_of(world.okafor, world).facts
    assert "social worker" not in shown(world.lane, pupil_page(world.pupils[0]))
    assert "social worker" not in shown(world.staff[Role.ADMIN], pupil_page(world.pupils[0]))


def test_the_pages_of_facts_are_linked_by_right(world: World) -> None:
    def labels(person: Any) -> list[str]:
        return [link.label for link in page_of(person, world).links]

    assert labels(world.okafor) == [
        *("Marks and lines", "Report as PDF", "Where now", "Record", "Contact safety", "Support"),
        *("Protected facts", "Today’s register", "Raise a concern"),
    ]
    assert labels(world.lane) == ["Marks and lines", "Support", "Today’s register", "Raise a concern"]
    assert labels(world.staff[Role.ADMIN]) == ["Record", "Raise a concern"]
    assert labels(world.reid)[-2:] == ["Raise a concern", "Safeguarding file"]


def test_what_may_be_done_about_a_pupil_stands_at_the_head_by_right(world: World) -> None:
    def labels(person: Any) -> list[str]:
        return [link.label for link in page_of(person, world).acts]

    plans = ["Plan absence", "Plan visit"]
    assert labels(world.okafor) == ["Log contact", *plans]
    assert labels(world.rahman) == ["Log contact", "Plan visit"]
    assert labels(world.lane) == labels(world.staff[Role.ADMIN]) == []


@pytest.mark.parametrize("number", [2**63 - 1, 2**63, 10**400])
@pytest.mark.parametrize("part", ["", "marks/", "report/"])
def test_a_number_that_no_pupil_can_have_is_no_pupil(world: World, number: int, part: str) -> None:
    assert opened(world.okafor, f"/marlowe-park/pupils/{number}/{part}").status_code == 404


def test_a_leavers_page_offers_no_act_and_leads_to_the_marks_of_the_last_year(world: World) -> None:
    amir = world.pupils[0]
    RollEntry.objects.filter(pupil=amir).update(
        admitted_on=date(2025, 9, 1), left_on=date(2026, 7, 20), ground="a", decided_by=world.adeyemi
    )
    page = page_of(world.okafor, world)
    assert (page.acts, page.expect_url) == ([], "")
    assert page.year.none.title == "Left Monday 20 July 2026"
    assert page.year.none.marks_url == f"{pupil_page(amir)}marks/?from=2025-09-01&until=2026-07-20"
    assert "No session yet" not in shown(world.okafor, pupil_page(amir))


def test_who_has_not_started_yet_is_not_acted_about(world: World) -> None:
    RollEntry.objects.filter(pupil=world.pupils[0]).update(admitted_on=date(2027, 4, 12))
    page = page_of(world.okafor, world)
    assert (page.acts, page.expect_url) == ([], "")
    assert (page.year.none.title, page.year.none.words) == ("Starts Monday 12 April 2027", "")


def test_no_paper_shows_a_hidden_address_and_it_says_who_printed_it(world: World) -> None:
    add_family(world)
    Parent.objects.filter(forename="Sana").update(
        address_lines="The Elms", postcode="LS9 7QQ", address_hidden=True
    )
    PupilAddress.objects.create(pupil=world.pupils[0], lines="The Elms, flat 2", postcode="ls9 7qq")
    page = page_of(world.okafor, world)
    assert [contact.is_secret for contact in page.contacts] == [True, False]
    assert [label for label, _ in page.facts if label.startswith("Home")] == []
    assert len(page.hidden_homes) == 1
    words = shown(world.okafor, pupil_page(world.pupils[0]))
    assert words.count("The Elms") == words.count('<div class="mini noprint">The Elms') + words.count(
        "<dd>The Elms"
    )
    assert "by Ms Okafor" in words


def test_each_number_of_a_contact_is_rung_by_a_press(world: World) -> None:
    mother = ParentFactory.create(school=world.marlowe, title="", forename="Ada", phone="02079460123")
    ContactFactory.create(pupil=world.pupils[0], parent=mother)
    page = shown(world.okafor, pupil_page(world.pupils[0]))
    assert "1. Ada Khan" in page
    assert "07700 900123" in page
    assert '<a href="tel:02079460123">020 7946 0123' in page
