"""The pages of figures: what each role sees of a school, and what opens behind a figure."""

import html
from datetime import date
from typing import Any

import pytest

from accounts.models import User
from accounts.roles import Role
from schools.models import DatedValue, Pupil, RollEntry
from schools.wording import date_words
from tests.factories import RollEntryFactory
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


def test_dates_that_were_changed_count_whatever_days_the_form_names(marked: World) -> None:
    shown_as = "shown=2026-09-01+2027-03-09"
    changed = page(marked.okafor, f"?period=year&{shown_as}&from=2026-09-03&to=2026-09-03").choice
    assert (changed.period_key, changed.period.words) == ("between", "3 September 2026")
    for key in ("half-term-1", "week", "year"):
        same = f"?period={key}&{shown_as}&from=2026-09-01&to=2027-03-09"
        assert page(marked.okafor, same).choice.period_key == key, "the dates are those of the days before"
    assert page(marked.okafor, f"?period=week&{shown_as}&from=&to=").choice.period_key == "week"


def test_few_sessions_have_a_column_where_somebody_has_few(marked: World) -> None:
    assert "few" in rows(marked.okafor)["Year 8"]
    DatedValue.objects.create(
        school=marked.marlowe, key="figures.few_sessions", value=5, valid_from=AUTUMN, source="Policy"
    )
    assert "few" not in rows(marked.okafor)["Year 8"]


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
        if row.name == "7A" and cell.kind.value == "severe"
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


def test_marks_are_those_of_the_group_and_of_who_is_in_reach(marked: World) -> None:
    days = "period=between&from=2026-09-03&to=2026-09-09"
    seven = explained(marked.okafor, f"{days}&by=class&group={marked.class_7a.pk}").marks
    assert (seven.possible, seven.missing) == (10, 0)
    own = explained(marked.lane, days).marks
    assert (own.possible, own.missing) == (20, 10), "Jack's five days"
    eight = explained(marked.lane, f"{days}&by=class&group={marked.class_8hw.pk}").marks
    assert eight == own


def test_today_is_not_missing_yet_and_says_how_far_it_is(marked: World) -> None:
    for pupil in marked.pupils[:2]:
        mark_sessions(pupil, ["/"], since=TODAY)
    assert explained(marked.okafor, "figure=attendance").marks.today_words == "2 of 4 marked this morning"
    text = shown(marked.okafor, f"{EXPLAIN}?figure=attendance")
    assert "2 of 4 marked this morning" in text
    assert "up to yesterday" in text
    assert explained(marked.okafor, "period=week").marks.today_words == ""


def test_pupils_behind_a_figure_are_turned_over_and_chosen_by_year_or_class(
    marked: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in ("attendance.queries.figures.behind", "reporting.queries.figure_explained"):
        monkeypatch.setattr(f"{module}.PUPILS_ON_PAGE", 2)
    first = explained(marked.okafor, "figure=attendance")
    assert [(line.name, line.class_name) for line in first.lines] == [
        ("Megan Hughes", "7A"),
        ("Amir Khan", "8HW"),
    ]
    assert (first.page_words, first.before_url) == ("1 to 2 of 3", "")
    second = opened(marked.okafor, first.after_url).context["figure"]
    assert [line.name for line in second.lines] == ["Zoë O'Brien-Łukasiewicz"]
    assert (second.page_words, second.after_url) == ("3 to 3 of 3", "")
    assert opened(marked.okafor, f"{EXPLAIN}?page=9").status_code == 404
    assert [group.name for group in first.groups] == ["Year 7", "Year 8"]
    (words, url), *_ = first.other_groups
    by_class = opened(marked.okafor, url).context["figure"]
    assert (words, [group.name for group in by_class.groups]) == ("By class", ["7A", "8HW"])
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
    own = f"Attendance policy (the school's own value since {date_words(AUTUMN)})"
    assert f"of persistent and severe absence: {own}" in html.unescape(text)
    assert explained(marked.okafor, "figure=persistent").rule.source == own
    assert "Department for Education" in explained(marked.okafor, "figure=persistent&basis=dfe").rule.source
    assert "Department for Education" in explained(marked.okafor, "figure=attendance").rule.source
    assert explained(marked.okafor, "figure=persistent").value_url.endswith("/figures.persistent_rule/")
    assert "All pupils on roll" in text
    assert "Missed 10% or more" in shown(marked.okafor, f"{FIGURES}?basis=dfe")
    assert "Attended less than 90%" in explained(marked.okafor, "figure=persistent").rule.rule


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
    assert set(rows(world.staff[Role.GOVERNOR], "?period=years")["Year 10"].values()) == {"hidden"}


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


def test_the_pages_ask_as_often_for_many_pupils(marked: World) -> None:
    urls = (f"{FIGURES}?by=class", f"{EXPLAIN}?figure=attendance")
    few = [len(statements(marked.okafor, url)) for url in urls]
    for pupil in add_pupils(marked.class_8hw, 12):
        mark_sessions(pupil, present(4))
    assert [len(statements(marked.okafor, url)) for url in urls] == few
    assert max(few) <= 12
