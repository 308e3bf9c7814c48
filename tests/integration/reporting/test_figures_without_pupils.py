"""Figures for who sees totals alone: no page, and no two pages of a day, single out a child."""

from collections.abc import Iterable
from datetime import date, timedelta
from urllib.parse import parse_qsl

import pytest

from accounts.models import User
from accounts.roles import Role
from reporting.queries.figure_pages import FigurePage, figure_page
from schools.access import rights_of
from schools.models import DatedValue, Pupil
from tests.factories import MembershipFactory
from tests.integration.attendance.figure_steps import AUTUMN, mark_sessions, present
from tests.integration.reporting.steps import opened, shown, statements
from tests.world import TODAY, YESTERDAY, World, add_pupils

FIGURES = "/marlowe-park/figures/"
EXPLAIN = f"{FIGURES}explain/"
BY_YEAR = "?period=years"
TOTALS = (Role.GOVERNOR, Role.TRUST)
SUNDAY = date(2027, 3, 7)
SPRING_2 = date(2027, 2, 23)
WHOLE = "Marlowe Park Academy"
Rows = dict[str, dict[str, str]]


def page(person: User, query: str = "", *, on: date = TODAY) -> FigurePage:
    """What the page of figures holds on a day."""
    rights = rights_of(person, "marlowe-park", on=TODAY)
    assert rights is not None
    return figure_page(rights, dict(parse_qsl(query.removeprefix("?"))), on=on)


def rows(person: User, query: str = "") -> Rows:
    """Each line of the table by its name, the whole as the last; a hidden figure is "hidden"."""
    table = page(person, query).table
    return {
        row.name: {cell.kind.value: "hidden" if cell.is_hidden else cell.fraction for cell in row.cells}
        for row in (*table.rows, table.whole)
    }


def everything(person: User) -> dict[str, Rows]:
    """All that a person's pages show today, by the days on offer."""
    return {each.key: rows(person, f"?period={each.key}") for each in page(person).named}


def hidden(found: Rows) -> set[tuple[str, str]]:
    """Which figures are hidden, by line and column."""
    return {(name, kind) for name, cells in found.items() for kind in cells if cells[kind] == "hidden"}


def mark_all(pupils: Iterable[Pupil], letters: list[str]) -> None:
    """The same marks for each."""
    for pupil in pupils:
        mark_sessions(pupil, letters)


@pytest.fixture
def years(world: World) -> dict[str, list[Pupil]]:
    """Ten pupils of Year 7 and ten of Year 8, without a mark."""
    seven = add_pupils(world.class_7a, 9, [("Seven", f"G{number}") for number in range(9)])
    eight = add_pupils(world.class_8hw, 7, [("Eight", f"H{number}") for number in range(7)])
    return {"7": [*seven, world.pupils_elsewhere["7A"]], "8": [*eight, *world.pupils]}


@pytest.fixture
def governor(world: World) -> User:
    """Who sees totals alone."""
    return world.staff[Role.GOVERNOR]


def usual(years: dict[str, list[Pupil]]) -> None:
    """Everybody missed one session with leave and one without, of twenty."""
    mark_all((*years["7"], *years["8"]), ["I", "O", *present(18)])


@pytest.mark.parametrize("role", TOTALS)
def test_who_sees_totals_sees_years_and_the_school_and_no_class_no_date_and_no_basis(
    world: World, years: dict[str, list[Pupil]], role: Role
) -> None:
    usual(years)
    person = world.staff[role]
    found = rows(person, f"{BY_YEAR}&by=class&basis=all")
    assert list(found) == ["Year 7", "Year 8", WHOLE]
    assert found["Year 7"]["attendance"] == "180 of 200"
    assert hidden(found) == set()
    choice = page(person, "?period=between&from=2026-09-03&to=2026-09-03&basis=all&by=class").choice
    assert (choice.basis.value, choice.period_key, choice.by.value) == ("dfe", "year", "whole")


def test_sessions_of_one_pupil_are_hidden_in_the_years_and_in_the_school(
    years: dict[str, list[Pupil]], governor: User
) -> None:
    megan = years["7"].pop()
    usual(years)
    mark_sessions(megan, ["I", "O", "U", *present(17)])
    found = rows(governor, BY_YEAR)
    assert hidden(found) == {(name, "late_after_close") for name in found}
    assert hidden(rows(governor)) == {(WHOLE, "late_after_close")}
    assert set(everything(governor)) == {
        *("year", "years", "half-term-4", "half-term-3", "half-term-2", "half-term-1", "week")
    }


def test_what_is_missed_less_one_hidden_part_is_not_the_other(
    years: dict[str, list[Pupil]], governor: User
) -> None:
    mark_all(years["7"][:2], ["I", "O", *present(18)])
    mark_all(years["7"][2:], ["I", "I", *present(18)])
    mark_all(years["8"], ["I", "O", *present(18)])
    found = rows(governor, BY_YEAR)
    assert {kind for _, kind in hidden(found)} == {"authorised", "unauthorised"}
    assert found["Year 7"]["attendance"] == "180 of 200"
    assert found[WHOLE]["unauthorised"] == "12 of 400"


def test_no_days_hold_a_week_that_is_going_on_so_a_mark_of_today_changes_nothing(
    years: dict[str, list[Pupil]], governor: User
) -> None:
    usual(years)
    before = everything(governor)
    assert max(each.days.ends_on for each in page(governor).named) == SUNDAY
    for on in (YESTERDAY, TODAY):
        mark_sessions(years["7"][0], ["O", "O"], since=on)
    assert everything(governor) == before


def test_nobody_can_tell_from_the_hidden_lines_which_of_them_was_small(
    years: dict[str, list[Pupil]], governor: User
) -> None:
    one, other = years["7"].pop(), years["8"].pop()
    usual(years)
    mark_sessions(one, ["I", "O", "U", *present(17)])
    mark_sessions(other, ["I", "O", "O", *present(17)])
    of_seven = hidden(rows(governor, BY_YEAR))
    mark_sessions(other, ["U"], since=date(2026, 10, 1))
    assert (
        hidden(rows(governor, BY_YEAR))
        == of_seven
        == {(name, "late_after_close") for name in ("Year 7", "Year 8", WHOLE)}
    )


def test_a_year_stands_for_one_period_alone_so_no_other_can_be_taken_from_it(
    years: dict[str, list[Pupil]], governor: User
) -> None:
    usual(years)
    found = everything(governor)
    assert [key for key, lines in found.items() if list(lines) != [WHOLE]] == ["years"]
    seven = page(governor, BY_YEAR).table.rows[0].slug
    assert opened(governor, f"{EXPLAIN}{BY_YEAR}&group={seven}").status_code == 200
    for key in set(found) - {"years"}:
        assert opened(governor, f"{EXPLAIN}?period={key}&by=year&group={seven}").status_code == 404


def test_what_one_of_the_periods_hides_the_others_do_not_give_by_subtraction(
    years: dict[str, list[Pupil]], governor: User
) -> None:
    mark_all((*years["7"], *years["8"]), ["U", "I", *present(18)])
    assert rows(governor)[WHOLE]["late_after_close"] == "20 of 400"
    for pupil in (*years["7"], *years["8"]):
        mark_sessions(pupil, ["I", "O", *present(6)], since=SPRING_2)
    mark_sessions(years["7"][0], ["U"], since=date(2027, 3, 1))
    for key, found in everything(governor).items():
        assert found[WHOLE]["late_after_close"] == "hidden", key


def test_a_staff_governor_has_the_whole_school_alone_beside_the_own_pupils(
    world: World, years: dict[str, list[Pupil]]
) -> None:
    usual(years)
    MembershipFactory.create(user=world.lane, school=world.marlowe, role=Role.GOVERNOR.value)
    assert list(rows(world.lane)) == ["Year 8", "Together"]
    for key in ("year", "years", "half-term-1", "week"):
        assert list(rows(world.lane, f"?of=school&period={key}")) == [WHOLE]
    assert page(world.lane, "?of=school&period=years").choice.period_key == "year"
    assert opened(world.lane, f"{EXPLAIN}?of=school&figure=attendance").context["figure"].lines == ()


def test_a_limit_raised_today_holds_for_days_gone_by(
    world: World, years: dict[str, list[Pupil]], governor: User
) -> None:
    usual(years)
    assert hidden(rows(governor, BY_YEAR)) == set()
    DatedValue.objects.create(
        school=world.marlowe, key="figures.small_number", value=12, valid_from=TODAY, source="Governors"
    )
    found = rows(governor, BY_YEAR)
    assert {name for name, _ in hidden(found)} == {"Year 7", "Year 8"}
    assert found[WHOLE]["attendance"] == "360 of 400"


def test_a_year_of_few_pupils_hides_every_year_and_their_rates(
    years: dict[str, list[Pupil]], governor: User
) -> None:
    years["7"] = years["7"][:5]
    usual(years)
    found = rows(governor, BY_YEAR)
    assert set(found["Year 7"].values()) == set(found["Year 8"].values()) == {"hidden"}
    assert found[WHOLE]["attendance"] == "270 of 300"


def test_a_hidden_figure_is_hidden_where_it_is_explained(
    years: dict[str, list[Pupil]], governor: User
) -> None:
    years["7"] = years["7"][:5]
    usual(years)
    eight = page(governor, BY_YEAR).table.rows[1].slug
    for figure in ("attendance", "severe", "few"):
        address = f"{EXPLAIN}{BY_YEAR}&figure={figure}&group={eight}"
        found = opened(governor, address).context["figure"]
        assert (found.fraction, found.percent, found.pupils, found.lines) == ("", "", 0, ())
    assert "Hidden: a number under 6 pupils" in shown(governor, f"{EXPLAIN}{BY_YEAR}&group={eight}")


def test_in_the_first_half_term_the_page_says_when_the_years_come(world: World, governor: User) -> None:
    found = page(governor, BY_YEAR, on=date(2026, 10, 8))
    assert (found.choice.period_key, found.choice.period.ends_on) == ("year", date(2026, 10, 4))
    assert "come on 26 October 2026" in found.years_words
    assert "years" not in [each.key for each in found.named]
    at_last = page(governor, BY_YEAR, on=date(2026, 10, 26))
    assert (at_last.choice.period.ends_on, at_last.years_words) == (date(2026, 10, 23), "")


def test_in_its_first_week_a_year_shows_the_one_before(world: World, governor: User) -> None:
    period = page(governor, on=AUTUMN).choice.period
    assert (period.starts_on, period.ends_on) == (date(2025, 9, 1), AUTUMN - timedelta(days=2))


def test_the_page_asks_as_often_for_many_pupils(years: dict[str, list[Pupil]], governor: User) -> None:
    few = len(statements(governor, f"{FIGURES}{BY_YEAR}"))
    usual(years)
    assert len(statements(governor, f"{FIGURES}{BY_YEAR}")) == few
    assert "By year group are the figures of the school year" in shown(governor, FIGURES)
