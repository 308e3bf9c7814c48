"""The pages of figures: what each role sees of a school, and what opens behind a figure."""

from datetime import date
from typing import Any

import pytest

from accounts.models import User
from accounts.roles import Role
from schools.models import DatedValue, Pupil, RollEntry
from tests.factories import MembershipFactory, RollEntryFactory
from tests.integration.attendance.figure_steps import AUTUMN, mark_sessions, present
from tests.integration.reporting.steps import opened, shown, statements
from tests.world import TODAY, World, add_group, add_pupils

FIGURES = "/marlowe-park/figures/"
EXPLAIN = f"{FIGURES}explain/"
PEOPLE = (Role.TEACHER, Role.OFFICER, Role.PASTORAL, Role.DSO, Role.DSL, Role.SENCO, Role.HEAD)
TOTALS = (Role.GOVERNOR, Role.TRUST)


def page(person: User, query: str = "") -> Any:
    """What the page of figures holds."""
    return opened(person, f"{FIGURES}{query}").context["page"]


def rows(person: User, query: str = "") -> dict[str, dict[str, str]]:
    """Each line of the table by its name, the whole as the last; a hidden figure is "hidden"."""
    table = page(person, query).table
    return {
        row.name: {cell.kind.value: "hidden" if cell.is_hidden else cell.fraction for cell in row.cells}
        for row in (*table.rows, table.whole)
    }


def explained(person: User, query: str) -> Any:
    """What the page that explains a figure holds."""
    return opened(person, f"{EXPLAIN}?{query}").context["figure"]


def names(person: User, query: str) -> list[str]:
    """The pupils behind a figure."""
    return [line.name for line in explained(person, query).lines]


@pytest.fixture
def marked(world: World) -> World:
    """Amir missed 2 of 10 sessions, Zoë none of 10, Megan of 7A all of 10."""
    amir, zoe, _ = world.pupils
    mark_sessions(amir, [*present(8), "I", "O"])
    mark_sessions(zoe, present(10))
    mark_sessions(world.pupils_elsewhere["7A"], ["O"] * 10)
    return world


@pytest.fixture
def crowded(world: World) -> World:
    """Year 7 of 8 pupils, Year 8 of 11; in Year 9 two who are always absent; 8 of Year 8 persistently."""
    seven = add_pupils(world.class_7a, 7, [("Seven", f"G{number}") for number in range(7)])
    eight = add_pupils(world.class_8hw, 8, [("Eight", f"H{number}") for number in range(8)])
    nine = add_pupils(add_group(world.marlowe, "9T", 9), 2, [("Canarywren", "Ivy"), ("Canaryfinch", "Kit")])
    for pupil in (*seven, world.pupils_elsewhere["7A"], *world.pupils):
        mark_sessions(pupil, present(20))
    for pupil in (*eight, *nine):
        mark_sessions(pupil, ["O"] * 20)
    return world


def test_the_head_sees_each_year_and_the_school(marked: World) -> None:
    found = rows(marked.adeyemi)
    assert list(found) == ["Year 7", "Year 8", "Marlowe Park Academy"]
    assert found["Year 8"]["attendance"] == "18 of 20"
    assert found["Marlowe Park Academy"] == {
        "attendance": "18 of 30",
        "authorised": "1 of 30",
        "unauthorised": "11 of 30",
        "late": "0 of 30",
        "late_after_close": "0 of 30",
        "persistent": "2 of 3",
        "severe": "1 of 3",
        "few": "3 of 3",
    }
    assert list(rows(marked.adeyemi, "?by=class")) == ["7A", "8HW", "Marlowe Park Academy"]
    assert list(rows(marked.adeyemi, "?by=whole")) == ["Marlowe Park Academy"]


@pytest.mark.parametrize("role", [Role.TEACHER, Role.PASTORAL])
def test_who_has_classes_or_years_sees_their_figures_alone(marked: World, role: Role) -> None:
    person = marked.staff[role]
    assert rows(person)["Together"]["attendance"] == "18 of 20"
    assert "Year 7" not in rows(person)
    assert names(person, "figure=attendance") == ["Amir Khan", "Zoë O'Brien-Łukasiewicz"]
    seven = marked.class_7a.pk
    assert opened(person, f"{EXPLAIN}?by=class&group={seven}").status_code == 404


@pytest.mark.parametrize("role", [Role.OFFICE, Role.ADMIN])
def test_who_has_no_right_to_figures_is_told_whom_to_ask(marked: World, role: Role) -> None:
    for url in (FIGURES, EXPLAIN):
        assert opened(marked.staff[role], url).status_code == 403


def test_somebody_of_another_school_meets_nothing(marked: World) -> None:
    assert opened(marked.shah, FIGURES).status_code == 404


def test_the_days_are_a_half_term_the_last_school_week_or_between_two_dates(marked: World) -> None:
    mark_sessions(
        marked.pupils[0], ["I", "I", *present(8)], since=page(marked.okafor).named[-1].days.starts_on
    )
    keys = [each.key for each in page(marked.okafor).named]
    assert keys == ["year", "half-term-4", "half-term-3", "half-term-2", "half-term-1", "week"]
    whole = "Marlowe Park Academy"
    assert rows(marked.okafor, "?period=half-term-1")[whole]["attendance"] == "18 of 30"
    assert rows(marked.okafor, "?period=week")[whole]["attendance"] == "8 of 10"
    between = "?period=between&from=2026-09-03&to=2026-09-03"
    assert rows(marked.okafor, between)[whole]["attendance"] == "4 of 6"


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("from=2027-03-09&to=2027-03-08", "The first day must not be after the last."),
        ("from=2026-08-31&to=2026-09-30", "one school year"),
        ("from=nonsense&to=2026-09-30", "Give both dates in full."),
    ],
)
def test_days_that_cannot_be_are_said_and_the_usual_shown(marked: World, query: str, words: str) -> None:
    text = shown(marked.okafor, f"{FIGURES}?period=between&{query}")
    assert words in text
    assert "1 September 2026 to 9 March 2027" in text


def test_what_no_address_can_mean_is_the_usual_or_nothing(marked: World) -> None:
    assert page(marked.okafor, "?period=x&basis=x&by=x").choice.period_key == "year"
    for query in ("figure=x", "group=999999", "group=x"):
        assert opened(marked.okafor, f"{EXPLAIN}?{query}").status_code == 404


def test_a_school_without_marks_has_no_sessions(world: World) -> None:
    assert "No sessions." in shown(world.okafor, FIGURES)


def test_each_figure_opens_to_its_rule_and_its_pupils(marked: World) -> None:
    figure = explained(marked.okafor, "figure=persistent")
    assert (figure.fraction, figure.percent, figure.pupils) == ("2 of 3", "66.7%", 3)
    assert "Missed 10% or more of their own possible sessions; exactly 10% counts." in figure.rule.rule
    assert [line.name for line in figure.lines] == ["Megan Hughes", "Amir Khan"]
    assert figure.lines[1].fraction == "8 of 10"
    assert figure.lines[1].split == "1 authorised, 1 unauthorised, 0 late (L or U)"
    assert figure.lines[1].has_few
    assert figure.lines[1].url.endswith("?from=2026-09-01&until=2027-03-09")


@pytest.mark.parametrize(
    ("figure", "behind"),
    [
        ("attendance", ["Megan Hughes", "Amir Khan", "Zoë O'Brien-Łukasiewicz"]),
        ("authorised", ["Amir Khan"]),
        ("unauthorised", ["Megan Hughes", "Amir Khan"]),
        ("late", []),
        ("severe", ["Megan Hughes"]),
        ("few", ["Megan Hughes", "Amir Khan", "Zoë O'Brien-Łukasiewicz"]),
    ],
)
def test_behind_a_figure_stand_those_whom_it_counts(marked: World, figure: str, behind: list[str]) -> None:
    assert names(marked.okafor, f"figure={figure}") == behind


def test_a_figure_of_a_class_opens_to_the_class(marked: World) -> None:
    link = next(
        cell.url
        for row in page(marked.okafor, "?by=class").table.rows
        for cell in row.cells
        if row.name == "7A" and cell.kind == "severe"
    )
    figure = opened(marked.okafor, link).context["figure"]
    assert (figure.group, figure.fraction, [line.name for line in figure.lines]) == (
        "7A",
        "1 of 1",
        ["Megan Hughes"],
    )


def test_missing_marks_are_said_and_are_in_no_figure(marked: World) -> None:
    figure = explained(marked.okafor, "period=between&from=2026-09-03&to=2026-09-09")
    assert figure.marks.possible == 30
    assert figure.marks.missing == 10, "Jack's five days: two sessions each"
    assert explained(marked.lane, "").marks is None
    mark_sessions(marked.pupils[2], ["D", "X", *present(2)], since=date(2026, 9, 3))
    mark_sessions(marked.pupils[0], [*present(1), "D"], since=TODAY)
    marks = explained(marked.okafor, "period=between&from=2026-09-03&to=2026-09-09").marks
    assert (marks.possible, marks.not_possible, marks.missing) == (32, 2, 6)
    marks = explained(marked.okafor, f"period=between&from={TODAY}&to={TODAY}").marks
    assert (marks.possible, marks.not_possible, marks.missing) == (1, 1, 0), "the day goes on"


def test_every_page_says_which_rule_basis_and_days_it_used(marked: World) -> None:
    DatedValue.objects.create(
        school=marked.marlowe,
        key="figures.persistent_rule",
        value="below",
        valid_from=AUTUMN,
        source="Attendance policy",
    )
    text = shown(marked.okafor, FIGURES)
    assert "Attended less than 90%" in text
    assert "All pupils on roll" in text
    assert "Missed 10% or more" in shown(marked.okafor, f"{FIGURES}?basis=dfe")
    assert "Attended less than 90%" in explained(marked.okafor, "figure=persistent").rule.rule


@pytest.mark.parametrize("role", TOTALS)
def test_who_sees_totals_sees_no_name_no_class_and_no_small_number(crowded: World, role: Role) -> None:
    person = crowded.staff[role]
    found = rows(person, "?by=class&basis=all&period=between&from=2026-09-03&to=2026-09-03")
    assert list(found) == ["Year 7", "Year 8", "Year 9", "Marlowe Park Academy"]
    assert set(found["Year 9"].values()) == {"hidden"}, "two pupils"
    assert set(found["Year 7"].values()) == {"hidden"}, (
        "the school less Year 8 and Year 7 would tell of Year 9"
    )
    assert found["Year 8"]["persistent"] == "hidden", "3 of 11 are not: a small number as well"
    assert found["Marlowe Park Academy"]["attendance"] == "220 of 420"
    choice = page(person, "?basis=all&period=between").choice
    assert (choice.basis.value, choice.period_key) == ("dfe", "year")


def test_a_hidden_figure_is_hidden_where_it_is_explained(crowded: World) -> None:
    person = crowded.staff[Role.GOVERNOR]
    year_nine = next(row.slug for row in page(crowded.adeyemi).table.rows if row.name == "Year 9")
    for query in ("figure=attendance", "figure=severe&by=class", "figure=few"):
        figure = explained(person, f"{query}&group={year_nine}")
        assert (figure.fraction, figure.percent, figure.pupils, figure.lines) == ("", "", 0, ())
    assert "Hidden: a number under 6 pupils" in shown(person, f"{EXPLAIN}?group={year_nine}")
    assert opened(person, f"{EXPLAIN}?by=class&group={crowded.class_7a.pk}").status_code == 404


def test_who_sees_totals_alone_is_told_no_second_count_of_the_schools_marks(crowded: World) -> None:
    assert explained(crowded.staff[Role.GOVERNOR], "figure=attendance").marks is None
    assert explained(crowded.adeyemi, "figure=attendance").marks is not None


def test_a_small_number_is_one_of_pupils_however_many_enrolments_they_have(world: World) -> None:
    """Five of Year 10 were always absent; one of them left and came back, which makes six enrolments."""
    ten = add_pupils(add_group(world.marlowe, "10T", 10), 5)
    for pupil in (*add_pupils(world.class_7a, 8), *add_pupils(world.class_8hw, 8)):
        mark_sessions(pupil, present(20))
    for pupil in ten:
        mark_sessions(pupil, ["O"] * 20)
    RollEntry.objects.filter(pupil=ten[0]).update(
        left_on=date(2026, 9, 4), ground="d", decided_by=world.adeyemi
    )
    RollEntryFactory.create(pupil=ten[0], admitted_on=date(2026, 9, 7))
    assert rows(world.adeyemi, "?basis=dfe")["Year 10"]["persistent"] == "6 of 6"
    assert set(rows(world.staff[Role.GOVERNOR])["Year 10"].values()) == {"hidden"}


def test_no_role_meets_a_name_that_its_right_does_not_reach(crowded: World) -> None:
    Pupil.objects.filter(pk=crowded.pupils[0].pk).update(known_surname="Canaryowl")
    reached = {}
    for role, person in crowded.staff.items():
        urls = (f"{FIGURES}?by=class", f"{EXPLAIN}?figure=attendance", "/figures/")
        text = "".join(opened(person, url).content.decode() for url in urls)
        reached[role] = ("Canaryowl" in text, "Canarywren" in text)
    own, none = (True, False), (False, False)
    assert reached == dict.fromkeys(PEOPLE, (True, True)) | {
        Role.TEACHER: own,
        Role.PASTORAL: own,
        **dict.fromkeys((*TOTALS, Role.OFFICE, Role.ADMIN), none),
    }


def test_a_teacher_who_is_a_governor_chooses_between_the_two(crowded: World) -> None:
    MembershipFactory.create(user=crowded.lane, school=crowded.marlowe, role=Role.GOVERNOR.value)
    assert list(rows(crowded.lane)) == ["Year 8", "Together"]
    assert rows(crowded.lane, "?of=school")["Year 9"]["attendance"] == "hidden"
    assert names(crowded.lane, "of=school&figure=attendance") == []


def test_the_pages_ask_as_often_for_many_pupils(marked: World) -> None:
    urls = (f"{FIGURES}?by=class", f"{EXPLAIN}?figure=attendance")
    few = [len(statements(marked.okafor, url)) for url in urls]
    for pupil in add_pupils(marked.class_8hw, 12):
        mark_sessions(pupil, present(4))
    assert [len(statements(marked.okafor, url)) for url in urls] == few
    assert max(few) <= 12
