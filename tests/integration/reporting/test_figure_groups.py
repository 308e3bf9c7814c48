"""Groups against the rest: who counts in them for whom, when a number says too little, and last year."""

import csv
import io
from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from urllib.parse import parse_qsl

import pytest
from openpyxl import load_workbook

from accounts.models import AuditEvent, User
from accounts.roles import Role
from accounts.verbs import Verb
from attendance.queries.figures.last_year import same_weeks_last_year
from attendance.queries.figures.sums import Days
from reporting.queries.lists.found import asked_list, ids_of
from schools.access import rights_of
from schools.models import DatedValue, ProtectedFact, Pupil, SupportFact
from schools.pupil_flags import PROTECTED, SUPPORT
from schools.wording import date_words
from tests.factories import MembershipFactory, ProtectedFactFactory, SupportFactFactory
from tests.integration.attendance.figure_steps import AUTUMN, mark_sessions, present
from tests.integration.attendance.test_persistent_course import year_before
from tests.integration.reporting.steps import opened, shown, statements
from tests.world import TODAY, World, add_pupils

__all__ = ["year_before"]
GROUPS = "/marlowe-park/figures/groups/"


def page(person: User, query: str = "") -> Any:
    """What the page of groups holds."""
    return opened(person, f"{GROUPS}{query}").context["page"]


def rows(person: User, query: str = "") -> dict[str, Any]:
    """Each row of the page by its name."""
    return {row.name: row for section in page(person, query).sections for row in section.rows}


def figure(row: Any, kind: str) -> Any:
    """A figure of a row by its word."""
    return next(each for each in row.figures if each.kind.value == kind)


@pytest.fixture
def crowded(world: World) -> World:
    """Twelve of Year 8 with 10 sessions each: six with SEN support miss 2, the other six none."""
    others = add_pupils(world.class_8hw, 9, [("Eight", f"H{number}") for number in range(9)])
    larger = replace(world, pupils=[*world.pupils, *others])
    for place, pupil in enumerate(larger.pupils):
        mark_sessions(pupil, [*present(8), *(["I", "O"] if place < 6 else present(2))])
        if place < 6:
            SupportFactFactory.create(pupil=pupil)
    DatedValue.objects.create(
        school=world.marlowe, key="figures.few_sessions", value=5, valid_from=AUTUMN, source="Policy"
    )
    return larger


def test_a_group_stands_beside_the_rest_with_the_gap_and_what_one_pupil_moves(crowded: World) -> None:
    row = rows(crowded.okafor)["SEN support"]
    assert (row.pupils, row.rest_pupils, row.weight) == (6, 6, "One pupil is about 16.7 points")
    attended = figure(row, "attendance")
    assert (attended.fraction, attended.percent) == ("48 of 60", "80.0%")
    assert (attended.rest_fraction, attended.rest_percent) == ("60 of 60", "100.0%")
    assert attended.gap_words == "20.0 points lower"
    assert figure(row, "authorised").gap_words == "10.0 points higher"
    assert figure(row, "persistent").fraction == "6 of 6"
    assert figure(row, "severe").gap_words == "The same"
    assert row.url == "/marlowe-park/pupils/?fact=sen"
    assert "SEN support" in shown(crowded.okafor, GROUPS)


def test_support_or_a_plan_is_one_group_in_which_a_pupil_counts_once(crowded: World) -> None:
    SupportFactFactory.create(pupil=crowded.pupils[0], kind="ehcp")
    found = rows(crowded.okafor)
    assert found["SEND: SEN support or a plan"].pupils == 6
    assert found["Education, health and care plan"].pupils == 1


def test_a_fact_counts_that_is_in_force_on_the_last_day(crowded: World) -> None:
    SupportFact.objects.filter(pupil=crowded.pupils[0]).update(until_on=TODAY - timedelta(days=1))
    SupportFact.objects.filter(pupil=crowded.pupils[1]).update(until_on=TODAY)
    SupportFactFactory.create(pupil=crowded.pupils[7], from_on=TODAY + timedelta(days=1))
    assert rows(crowded.okafor)["SEN support"].pupils == 5
    then = "?period=between&from=2026-09-01&to=2026-10-01"
    assert rows(crowded.okafor, then)["SEN support"].pupils == 6


def test_a_few_pupils_have_no_percentage_and_say_so(crowded: World) -> None:
    for pupil in crowded.pupils[:5]:
        SupportFactFactory.create(pupil=pupil, kind="young_carer")
    for pupil in crowded.pupils[:7]:
        SupportFactFactory.create(pupil=pupil, kind="eal")
    found = rows(crowded.okafor)
    few = found["Young carer"]
    assert few.caution == "Fewer than 6 pupils: one child can make the difference."
    assert (figure(few, "attendance").fraction, figure(few, "attendance").percent) == ("40 of 50", "")
    assert (figure(few, "attendance").points, few.weight) == (None, "")
    assert found["English as an additional language"].caution.startswith("The rest are fewer than 6")


def test_few_of_social_care_or_an_ethnic_group_have_no_fraction_either(crowded: World) -> None:
    Pupil.objects.filter(pk__in=[pupil.pk for pupil in crowded.pupils[:6]]).update(ethnicity="CHNE")
    ProtectedFactFactory.create(pupil=crowded.pupils[0])
    query = "?and=care-social_worker&and=support-sen"
    found = rows(crowded.okafor, query)
    for row in (found["Has a social worker"], page(crowded.okafor, query).combined):
        hidden = figure(row, "attendance")
        assert (row.pupils, hidden.fraction, hidden.rest_fraction, hidden.percent) == (1, "", "", "")
    assert figure(found["Chinese"], "attendance").fraction == "48 of 60"
    read = taken(crowded.okafor, "csv", query).decode()
    assert "Facts together,Has a social worker and SEN support,1,11,,,,,," in read
    assert "of social care and of ethnic groups no fraction either" in read


def test_every_link_of_a_group_narrows_the_list_to_it(crowded: World) -> None:
    for place, (letter, pupil) in enumerate(zip("ABCMWO", crowded.pupils, strict=False)):
        Pupil.objects.filter(pk=pupil.pk).update(
            ethnicity=f"{letter}XXX", home_language=f" Polish {place}", transport="School Bus "
        )
    for kind in SUPPORT:
        SupportFact.objects.get_or_create(
            pupil=crowded.pupils[0], kind=kind, defaults={"from_on": AUTUMN, "note": ""}
        )
    for kind in PROTECTED:
        ProtectedFactFactory.create(pupil=crowded.pupils[0], kind=kind)
    found = {name: row for name, row in rows(crowded.okafor).items() if row.url}
    assert set(found) >= {
        "Chinese",
        "Any other ethnic group",
        "Polish 1",
        "School bus",
        "SEN support",
    }
    rights = rights_of(crowded.okafor, "marlowe-park", on=TODAY)
    assert rights is not None
    for name, row in found.items():
        listed = asked_list(rights, dict(parse_qsl(row.url.partition("?")[2])), on=TODAY)
        assert (listed.choice.is_cut, len(listed.choice.filters)) == (False, 1), name
        if "sex" not in listed.choice.filters:
            assert len(ids_of(rights, listed)) == row.pupils, name


def test_the_record_is_grouped_for_those_alone_who_keep_it(crowded: World) -> None:
    Pupil.objects.update(ethnicity="WBRI", home_language="Polish", transport="Bus")
    for person in (crowded.lane, crowded.staff[Role.SENCO]):
        assert not {"White", "Polish", "Bus"} & set(rows(person))
        assert page(person, "?and=ethnicity-white&and=support-sen").combined is None
    assert "White" in rows(crowded.okafor)


def test_protected_facts_are_groups_for_those_alone_who_may_see_them(crowded: World) -> None:
    for pupil in crowded.pupils:
        ProtectedFactFactory.create(pupil=pupil)
    seen = {
        role
        for role in (Role.TEACHER, Role.OFFICER, Role.PASTORAL, Role.DSO, Role.DSL, Role.SENCO, Role.HEAD)
        if "Has a social worker" in rows(crowded.staff[role], "?and=care-social_worker&and=support-sen")
    }
    assert seen == set(Role) & {Role.OFFICER, Role.PASTORAL, Role.DSO, Role.DSL, Role.SENCO, Role.HEAD}


def test_a_combination_with_a_fact_that_is_not_the_persons_to_see_is_none(crowded: World) -> None:
    ProtectedFactFactory.create(pupil=crowded.pupils[0])
    query = "?and=care-social_worker&and=support-sen"
    asked = page(crowded.lane, query)
    assert (asked.combined, asked.asked.combined) == (None, ("support-sen",))
    assert page(crowded.okafor, query).combined.pupils == 1


def test_the_rest_are_only_pupils_of_whom_the_person_may_know_the_same(crowded: World) -> None:
    mark_sessions(crowded.pupils_elsewhere["7A"], present(10))
    MembershipFactory.create(
        user=crowded.lane, school=crowded.marlowe, role=Role.PASTORAL.value, year_groups=[7]
    )
    ProtectedFactFactory.create(pupil=crowded.pupils[0])
    ProtectedFactFactory.create(pupil=crowded.pupils_elsewhere["7A"])
    social = rows(crowded.lane)["Has a social worker"]
    assert (social.pupils, social.rest_pupils) == (1, 0), "of Year 8 she may not know it"
    assert rows(crowded.lane)["SEN support"].rest_pupils == 7


def test_pupils_with_all_of_the_facts_stand_against_the_rest(crowded: World) -> None:
    for pupil in crowded.pupils[:4]:
        SupportFactFactory.create(pupil=pupil, kind="disadvantaged")
    Pupil.objects.filter(pk=crowded.pupils[0].pk).update(sex="M")
    Pupil.objects.exclude(pk=crowded.pupils[0].pk).update(sex="F")
    found = page(crowded.okafor, "?and=support-sen&and=support-disadvantaged&and=sex-F").combined
    assert found.name == "SEN support, Pupil premium and Female"
    assert (found.pupils, found.rest_pupils) == (3, 9)
    assert found.url == "/marlowe-park/pupils/?fact=sen%2Cdisadvantaged&sex=F"
    none = page(crowded.okafor, "?and=sex-F&and=sex-M").combined
    assert (none.pupils, none.caution, none.url) == (0, "No pupil has all of these.", "")


def test_sex_ethnic_group_language_and_travel_are_groups_of_the_record(crowded: World) -> None:
    six = [pupil.pk for pupil in crowded.pupils[:6]]
    Pupil.objects.filter(pk__in=six).update(ethnicity="WBRI", home_language="Polish ", transport="bus")
    Pupil.objects.filter(pk=six[0]).update(ethnicity="WIRI", home_language="polish")
    found = rows(crowded.okafor)
    assert (found["White"].pupils, found["Polish"].pupils, found["Bus"].pupils) == (6, 6, 6)
    assert found["White"].url == "/marlowe-park/pupils/?ethnicity=W"
    titles = [section.title for section in page(crowded.okafor).sections]
    assert titles == ["Support", "Sex", "Ethnic group", "First language", "How they come to school"]


@pytest.mark.parametrize(
    "query", ["?and=x&and=%00&and=language-%00", "?and=" + "&and=".join("abcdefgh"), "?basis=x"]
)
def test_what_no_address_can_mean_is_as_good_as_nothing(crowded: World, query: str) -> None:
    assert page(crowded.okafor, query).combined is None


def test_a_governor_and_the_trust_are_turned_away_and_others_meet_nothing(crowded: World) -> None:
    for role in (Role.GOVERNOR, Role.TRUST, Role.OFFICE, Role.ADMIN):
        assert opened(crowded.staff[role], GROUPS).status_code == 403
    assert opened(crowded.shah, GROUPS).status_code == 404


def test_a_school_without_marks_has_nothing_to_compare(world: World) -> None:
    assert "there is nothing to compare" in shown(world.okafor, GROUPS)


def test_a_group_stands_beside_the_same_school_weeks_last_year(
    crowded: World, year_before: list[date]
) -> None:
    assert rows(crowded.okafor)["SEN support"].then is None
    for place, pupil in enumerate(crowded.pupils):
        mark_sessions(pupil, ["O"] * 2 + present(8) if place < 6 else present(10), since=year_before[0])
    support, sex, *_ = page(crowded.okafor).sections
    assert (support.has_then, sex.has_then) == (False, True)
    assert "Nobody had one of these facts in the same weeks last year" in shown(crowded.okafor, GROUPS)
    SupportFact.objects.update(from_on=year_before[0])
    then = rows(crowded.okafor)["SEN support"].then
    assert (then.fraction, then.percent, then.gap_words) == ("48 of 60", "80.0%", "20.0 points lower")


def test_the_figures_stand_beside_those_of_last_year(crowded: World, year_before: list[date]) -> None:
    figures = "/marlowe-park/figures/"
    assert "No marks of last year here." in shown(crowded.okafor, figures)
    for pupil in crowded.pupils:
        mark_sessions(pupil, ["O", *present(9)], since=year_before[0])
    beside = opened(crowded.okafor, figures).context["page"].last_year
    lines = {line.kind.value: line for line in beside.lines}
    assert (lines["attendance"].fraction, lines["attendance"].fraction_then) == ("108 of 120", "108 of 120")
    assert lines["attendance"].change_words == "The same"
    assert lines["authorised"].change_words == "5.0 points higher"
    assert beside.days_words.startswith(date_words(AUTUMN.replace(year=2025)))
    week = Days(date(2026, 9, 8), date(2026, 9, 9))
    assert same_weeks_last_year(crowded.marlowe, week) == Days(date(2025, 9, 9), date(2025, 9, 10))
    assert opened(crowded.staff[Role.GOVERNOR], figures).context["page"].last_year is None


def test_the_page_asks_as_often_for_many_pupils_and_groups(crowded: World, year_before: list[date]) -> None:
    query = f"{GROUPS}?and=support-sen&and=care-cp"
    few = statements(crowded.okafor, query)
    for pupil in add_pupils(crowded.class_8hw, 30):
        mark_sessions(pupil, present(4))
        SupportFactFactory.create(pupil=pupil, kind="eal")
    ProtectedFact.objects.create(pupil=crowded.pupils[0], kind="cp", from_on=AUTUMN)
    assert len(statements(crowded.okafor, query)) == len(few) <= 16


def test_the_files_hold_the_rows_of_the_page_and_leave_a_line_in_the_audit(crowded: World) -> None:
    Pupil.objects.filter(pk=crowded.pupils[0].pk).update(transport="=1+1", sex="F")
    query = "?and=support-sen&and=sex-F"
    shown_rows = [page(crowded.okafor, query).combined, *rows(crowded.okafor, query).values()]
    wanted = [(row.name, row.pupils, figure(row, "attendance").fraction) for row in shown_rows]
    read = list(csv.reader(io.StringIO(taken(crowded.okafor, "csv", query).decode("utf-8-sig"), newline="")))
    lines = read[1 : read.index([])]
    found = [(name.removeprefix("'"), int(pupils), part) for _, name, pupils, _, part, *_ in lines]
    assert found == wanted
    sheet = load_workbook(io.BytesIO(taken(crowded.okafor, "xlsx", query))).worksheets[0]
    cells = list(sheet.iter_rows(min_row=2, max_row=1 + len(wanted), values_only=True))
    assert [(str(row[1]).removeprefix("'"), row[2], row[4]) for row in cells] == wanted
    assert cells[1][5] == 80, "a percentage is a number"
    events = AuditEvent.objects.filter(verb=Verb.EXPORT, actor=crowded.okafor.pk, tbl="groups")
    assert [(event.after or {})["rows"] for event in events] == [len(wanted)] * 2


def test_figures_of_more_pupils_than_may_be_exported_do_not_leave(crowded: World) -> None:
    refused = "/marlowe-park/figures/groups/file/csv/"
    assert opened(crowded.staff[Role.PASTORAL], refused).status_code == 200, "a caseload, and its export"
    MembershipFactory.create(
        user=crowded.lane, school=crowded.marlowe, role=Role.PASTORAL.value, year_groups=[7]
    )
    assert opened(crowded.lane, refused).status_code == 403, "her own class she may not export"
    assert page(crowded.lane).files == []
    assert [words for words, _ in page(crowded.okafor).files] == ["CSV", "Excel"]
    assert opened(crowded.okafor, "/marlowe-park/figures/groups/file/pdf/").status_code == 404
    assert opened(crowded.shah, refused).status_code == 404


def taken(person: User, kind: str, query: str) -> bytes:
    """The file that the page offers."""
    response = opened(person, f"/marlowe-park/figures/groups/file/{kind}/{query}")
    assert response.status_code == 200
    return bytes(response.content)
