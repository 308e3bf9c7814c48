"""What comes next for a pupil, each reader their own; the page's statements; its table of weeks."""

from datetime import date
from typing import Any

import pytest

from accounts.models import User
from accounts.roles import Role
from attendance.models import CrossedLine
from schools.calendar import Session
from schools.models import SchoolDay, SiblingPair
from tests.factories import ContactFactory, ProtectedFactFactory, SupportFactFactory
from tests.integration.attendance.chronology_steps import a_day_of_everything, attempt, visit
from tests.integration.reporting.steps import audit_lines, marked, opened, pupil_page, shown, statements
from tests.integration.reporting.year_steps import a_year_of_everything
from tests.world import NOW, TODAY, YESTERDAY, World

MOST_STATEMENTS = 15
READERS = [
    *(Role.OFFICER, Role.OFFICE, Role.PASTORAL, Role.DSL, Role.DSO, Role.SENCO, Role.HEAD, Role.TEACHER),
    Role.ADMIN,
]


def next_of(person: User, world: World) -> list[tuple[str, str, str]]:
    """Day, tone and words of each line."""
    page = opened(person, pupil_page(world.pupils[0])).context["pupil"]
    return [(line.when, line.tone, line.words) for line in page.next.lines] if page.next else []


def page_of(person: User, world: World, query: str = "") -> Any:
    return opened(person, f"{pupil_page(world.pupils[0])}{query}").context["pupil"]


@pytest.mark.parametrize("role", READERS)
def test_a_pupil_with_much_history_costs_no_reader_more_than_fifteen_statements(
    world: World, role: Role
) -> None:
    amir, zoe = world.pupils[:2]
    a_year_of_everything(amir)
    a_day_of_everything(world, amir)
    ContactFactory.create(pupil=amir, call_order=9)
    SupportFactFactory.create(pupil=amir)
    ProtectedFactFactory.create(pupil=amir)
    a_standing_line(world)
    one, two = sorted((amir.pk, zoe.pk))
    SiblingPair.objects.create(one_id=one, other_id=two, are_siblings=True, decided_at=NOW)
    person = world.staff[role]
    for query in ("", "?show=table", "?kind=visit&page=2"):
        sent = statements(person, f"{pupil_page(amir)}{query}")
        assert len(sent) <= MOST_STATEMENTS, "\n".join(sql[:90] for sql in sent)


def a_standing_line(world: World) -> CrossedLine:
    return CrossedLine.objects.create(
        school=world.marlowe,
        pupil=world.pupils[0],
        kind="notice",
        found_on=YESTERDAY,
        found_at=NOW,
        held_on=YESTERDAY,
        count=11,
        limit=10,
        from_on=date(2026, 12, 1),
        until_on=YESTERDAY,
        reached_on=YESTERDAY,
        sessions=[["2027-03-08", 1, 220]],
    )


def test_n_codes_are_told_with_their_last_day_and_today_with_whom_to_ring(world: World) -> None:
    marked([world.pupils[0]], "N", on=YESTERDAY)
    marked([world.pupils[0]], "N", on=YESTERDAY, session=Session.PM)
    marked([world.pupils[0]], "N")
    assert next_of(world.okafor, world) == [
        ("Today", "due", "Ring home: no reason for today yet"),
        ("Mon 15 Mar", "soon", "2 N codes must be resolved"),
        ("Tue 16 Mar", "soon", "1 N code must be resolved"),
    ]
    assert [words for _, _, words in next_of(world.lane, world)] == [
        "2 N codes must be resolved",
        "1 N code must be resolved",
    ]


def test_a_line_that_asks_for_an_act_stands_first_until_somebody_acts(world: World) -> None:
    line = a_standing_line(world)
    assert ("Now", "due") in {each[:2] for each in next_of(world.okafor, world)}
    assert next_of(world.lane, world) == []
    page = page_of(world.okafor, world)
    assert page.next.lines[0].url == f"/marlowe-park/lines/{line.pk}/"
    assert [each.evidence for each in page.lines] == [
        "11 unauthorised since Tue 1 Dec (limit 10), 1 of them N"
    ]


def test_the_next_step_of_a_visit_is_for_who_may_visit_and_its_reading_is_written_down(world: World) -> None:
    amir = world.pupils[0]
    visit(world, amir)
    assert "Ring tomorrow" in [words for _, _, words in next_of(world.okafor, world)]
    assert "attendance_visit" in [line.tbl for line in audit_lines("open", by=world.okafor)]
    for person in (world.lane, world.bell):
        assert "Ring tomorrow" not in shown(person, pupil_page(amir))


def test_the_year_group_stands_beside_only_for_who_sees_all_of_it(world: World) -> None:
    for pupil in world.pupils:
        days = SchoolDay.objects.filter(school=world.marlowe, date__lt=TODAY).order_by("-date")[:30]
        for day in days:
            marked([pupil], "/", on=day.date)
    for person in (world.okafor, world.rahman):
        assert "Year 8: 90 of 90, 100.0%" in page_of(person, world).tiles[0].note
    assert "Year 8" not in page_of(world.lane, world).tiles[0].note


def week_of_links(person: User, world: World) -> list[str]:
    """Where the marks of this week lead."""
    week = page_of(person, world, "?show=table").year.weeks[0]
    return [cell.url for day in week.days for cell in day.cells if cell.letter]


def test_a_mark_in_the_table_leads_to_its_amendment_for_who_may_amend(world: World) -> None:
    a_year_of_everything(world.pupils[0])
    base = f"/marlowe-park/registers/2027-03-08/{world.class_8hw.pk}"
    assert week_of_links(world.okafor, world) == [
        f"{base}/{half}/amend/{world.pupils[0].pk}/?from=pupil" for half in ("am", "pm")
    ]
    assert week_of_links(world.lane, world) == ["", ""]


def test_absences_stand_in_the_timeline_and_alone_where_they_are_asked_for(world: World) -> None:
    a_year_of_everything(world.pupils[0])
    entries = page_of(world.lane, world, "?kind=mark").chronology.entries
    assert entries[0].title == "Absent, no reason yet"
    assert (entries[0].flag, entries[0].day_words) == ("N", "Mon 8 Mar")
    assert page_of(world.lane, world, "?kind=contact").chronology.entries == []


def test_what_is_sent_in_the_address_and_means_nothing_shows_the_year(world: World) -> None:
    a_year_of_everything(world.pupils[0])
    for query in (
        "?show=",
        "?show=<b>&kind=%00",
        "?show=table&show=year&page=-4",
        "?page=9999999999999999999",
    ):
        page = page_of(world.okafor, world, query)
        assert page.year.weeks == []


def test_only_who_sees_all_that_may_be_due_is_told_that_nothing_is(world: World) -> None:
    page = page_of(world.okafor, world)
    assert (page.next.lines, "Nothing is due." in shown(world.okafor, pupil_page(world.pupils[0]))) == (
        [],
        True,
    )
    for person in (world.bell, world.lane):
        assert page_of(person, world).next is None
        assert "Nothing is due." not in shown(person, pupil_page(world.pupils[0]))


def test_the_office_is_told_whom_to_ring_today(world: World) -> None:
    marked([world.pupils[0]], "N", on=YESTERDAY)
    marked([world.pupils[0]], "N")
    assert next_of(world.bell, world) == [("Today", "due", "Ring home: no reason for today yet")]


def test_a_mark_after_the_register_closed_stands_in_the_timeline_without_an_arrival(world: World) -> None:
    marked([world.pupils[0]], "U", on=YESTERDAY)
    (entry,) = page_of(world.okafor, world).chronology.entries
    assert (entry.flag, entry.halves) == ("U", "AM")


def test_a_spell_says_until_when_and_an_earlier_year_says_which(world: World) -> None:
    for half in Session:
        for on in (date(2027, 3, 5), YESTERDAY):
            marked([world.pupils[0]], "I", on=on, session=half)
    attempt(world, world.pupils[0], made_at=NOW.replace(year=2026))
    spell, call = page_of(world.okafor, world).chronology.entries
    assert (spell.day_words, spell.time_words) == ("Fri 5 Mar", "AM to Mon 8 Mar PM")
    assert call.day_words == "Mon 9 Mar 2026"


def test_a_session_without_a_mark_leads_to_its_register_for_who_may_open_it(world: World) -> None:
    a_year_of_everything(world.pupils[0])
    for person, url in (
        (world.okafor, f"/marlowe-park/registers/2027-03-09/{world.class_8hw.pk}/am/"),
        (world.lane, f"/marlowe-park/registers/2027-03-09/{world.class_8hw.pk}/am/"),
    ):
        week = page_of(person, world, "?show=table").year.weeks[0]
        assert week.days[1].cells[0].url == url
        assert [cell.url for cell in week.days[2].cells] == ["", ""]
