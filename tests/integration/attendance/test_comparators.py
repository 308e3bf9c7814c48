"""A school beside the DfE's figures: the same weeks on both sides, and no week that either lacks."""

from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction
from pytest_django import DjangoAssertNumQueries

from accounts.models import AuditEvent
from accounts.roles import Role
from attendance.comparators import Phase
from attendance.figure_bases import Basis
from attendance.metrics import total
from attendance.models import NationalFigure, NationalRelease
from attendance.queries.figures.comparators import Comparator, ComparatorLine, comparator_for
from attendance.queries.figures.sums import Days
from integrations.dfe.sync import DfeFile, Loaded, load_release
from schools.models import School
from tests.dfe_files import ENGLAND, HILLINGDON, LONDON_REGION, week, weekly, withheld, year_to_date
from tests.integration.attendance.figure_steps import mark_sessions, present
from tests.integration.reporting.steps import opened, shown
from tests.pupil_sums import pupil_sums
from tests.world import NOW, TODAY, World

AUTUMN, MONDAY = date(2026, 9, 1), date(2026, 9, 7)
FOUR_WEEKS = Days(MONDAY, date(2026, 10, 2))
FIGURES = "/marlowe-park/figures/"
BETWEEN = "?period=between&from=2026-09-07&until=2026-10-02"


def load(content: bytes, *, later: int = 0, **said: date | str | None) -> Loaded:
    """A release loaded from the terminal, so many minutes after the morning's."""
    file = DfeFile("attendance.csv", content, **said)  # type: ignore[arg-type]
    return load_release(file, rights=None, at=NOW + timedelta(minutes=later))


def beside(
    world: World, days: Days = FOUR_WEEKS, *, school: School | None = None
) -> dict[str, ComparatorLine]:
    """The lines of the comparison by area; none where there is no comparison."""
    found = comparator_for(school or world.marlowe, days, on=TODAY)
    return {line.area: line for line in found.lines} if found else {}


def four_weeks(area: Mapping[str, str], *without: int) -> list[dict[str, str]]:
    """Rows of the four weeks from 7 September, without some of them."""
    return [week(number, area) for number in range(37, 41) if number not in without]


@pytest.fixture
def marked(world: World) -> World:
    """Amir attended all ten sessions of the first whole week, and missed the ten of the second."""
    mark_sessions(world.pupils[0], [*present(10), *(["O"] * 10)], since=MONDAY)
    return world


def test_the_same_weeks_are_compared_on_both_sides(marked: World) -> None:
    load(weekly(*four_weeks(ENGLAND), *four_weeks(LONDON_REGION), *four_weeks(HILLINGDON)))

    found = beside(marked)

    assert list(found) == ["Hillingdon", "London", "England"]
    assert found["England"].words == "360,000 of 400,000, 90.0%"
    assert found["England"].own_words == "10 of 20, 50.0%"
    assert found["England"].difference == Decimal("-40.0")
    assert found["England"].difference_words == "40.0 points lower"
    assert found["England"].weeks_words == "4 of 4 weeks, 7 September 2026 to 2 October 2026"


def test_a_week_that_the_dfe_lacks_is_in_neither_figure(marked: World) -> None:
    load(weekly(*four_weeks(ENGLAND, 38)))

    line = beside(marked)["England"]

    assert line.own_words == "10 of 10, 100.0%"
    assert line.words == "270,000 of 300,000, 90.0%"
    assert line.weeks_words == (
        "3 of 4 weeks, 7 September 2026 to 2 October 2026, without the week of 14 September 2026"
    )


def test_a_week_that_the_school_lacks_is_in_neither_figure(marked: World) -> None:
    days = Days(date(2026, 10, 19), date(2026, 11, 6))
    load(weekly(*(week(number, ENGLAND) for number in (43, 44, 45))))

    line = beside(marked, days)["England"]

    assert line.words == "180,000 of 200,000, 90.0%"
    assert line.weeks_words == "2 of 2 weeks, 19 October 2026 to 6 November 2026"
    assert (line.difference, line.difference_words) == (None, "No sessions")


def test_a_week_that_the_days_cut_is_in_neither_figure(marked: World) -> None:
    load(weekly(*four_weeks(ENGLAND)))

    line = beside(marked, Days(date(2026, 9, 8), date(2026, 9, 18)))["England"]

    assert (line.own_words, line.words) == ("0 of 10, 0.0%", "90,000 of 100,000, 90.0%")
    assert line.weeks_words.startswith("1 of 2 weeks, 14 September 2026")


def test_a_week_that_is_not_over_is_in_neither_figure(world: World) -> None:
    load(weekly(week(9, ENGLAND, year=2027), week(10, ENGLAND, year=2027)))
    line = beside(world, Days(date(2027, 3, 1), date(2027, 3, 12)))["England"]
    assert line.weeks_words == "1 of 2 weeks, 1 March 2027 to 5 March 2027"


def test_a_withheld_week_is_in_neither_figure_and_is_never_nought(marked: World) -> None:
    first, second, *others = four_weeks(HILLINGDON)
    load(weekly(first, withheld(second), *others, *four_weeks(ENGLAND)))

    found = beside(marked)

    assert found["Hillingdon"].words == "270,000 of 300,000, 90.0%"
    assert found["Hillingdon"].own_words == "10 of 10, 100.0%"
    assert found["England"].own_words == "10 of 20, 50.0%"


def test_an_area_of_which_all_is_withheld_has_no_line(marked: World) -> None:
    load(weekly(*(withheld(row, "z") for row in four_weeks(HILLINGDON)), *four_weeks(ENGLAND)))
    assert list(beside(marked)) == ["England"]


def test_weeks_with_rates_alone_are_weighted_by_their_possible_sessions(marked: World) -> None:
    load(
        weekly(
            week(37, ENGLAND, overall_attendance="x", attendance_perc="95", possible_sessions="300000"),
            week(38, ENGLAND, overall_attendance="x", attendance_perc="91", possible_sessions="100000"),
        )
    )
    line = beside(marked)["England"]
    assert (line.rate, line.words) == (Fraction(94, 100), "94.0%")


def test_a_rate_without_possible_sessions_stands_for_its_own_week_and_is_added_to_none(marked: World) -> None:
    bare = {"overall_attendance": "x", "possible_sessions": "x", "attendance_perc": "93.25"}
    load(weekly(week(37, ENGLAND) | bare, week(38, ENGLAND)))
    assert beside(marked)["England"].words == "90,000 of 100,000, 90.0%"
    only_first = beside(marked, Days(MONDAY, date(2026, 9, 11)))["England"]
    assert (only_first.words, only_first.difference) == ("93.3%", Decimal("6.8"))


def test_the_release_loaded_last_goes_before_an_earlier_one_week_by_week(marked: World) -> None:
    load(weekly(*four_weeks(ENGLAND)), source="Week 40", published_on=date(2026, 10, 8))
    load(
        weekly(week(38, ENGLAND, overall_attendance="80000", overall_absence="20000", attendance_perc="80")),
        later=5,
        source="Week 38, revised",
    )

    line = beside(marked)["England"]

    assert line.words == "350,000 of 400,000, 87.5%"
    assert line.release == "Week 40, published 8 October 2026; Week 38, revised, loaded 9 March 2027"
    assert NationalRelease.objects.count() == 2


def test_a_later_release_that_withholds_a_week_takes_it_out(marked: World) -> None:
    load(weekly(*four_weeks(ENGLAND)))
    load(weekly(withheld(week(38, ENGLAND))), later=5)
    assert beside(marked)["England"].weeks_words.startswith("3 of 4 weeks")


def test_each_school_stands_beside_its_own_phase(marked: World) -> None:
    load(
        weekly(*four_weeks(ENGLAND), week(37, ENGLAND, education_phase="Primary", overall_attendance="94000"))
    )

    secondary = comparator_for(marked.marlowe, FOUR_WEEKS, on=TODAY)
    primary = comparator_for(marked.ashgrove, FOUR_WEEKS, on=TODAY)

    assert secondary is not None
    assert primary is not None
    assert (secondary.phase, primary.phase) == (Phase.SECONDARY, Phase.PRIMARY)
    assert primary.lines[0].words == "94,000 of 100,000, 94.0%"


def test_figures_of_another_phase_or_year_are_not_taken(marked: World) -> None:
    load(weekly(week(37, ENGLAND, education_phase="Special"), week(37, ENGLAND, year=2025)))
    assert comparator_for(marked.marlowe, FOUR_WEEKS, on=TODAY) is None


def test_the_schools_own_figure_is_on_the_dfes_basis(marked: World) -> None:
    zoe = marked.pupils[1]
    zoe.born_on = date(2009, 8, 31)
    zoe.save()
    mark_sessions(zoe, ["O"] * 20, since=MONDAY)
    load(weekly(*four_weeks(ENGLAND)))

    line = beside(marked)["England"]

    assert line.own == total(pupil_sums(marked.marlowe, FOUR_WEEKS, basis=Basis.DFE).values())
    assert line.own_words == "10 of 20, 50.0%"


def test_real_figures_of_a_year_to_date_stand_beside_the_year_to_date(marked: World) -> None:
    until = date(2026, 12, 18)
    load(year_to_date("202627"), source="Year to date", counts_from=MONDAY, counts_until=until)

    found = beside(marked, Days(AUTUMN, TODAY))

    england = NationalFigure.objects.get(level="national", phase="secondary")
    assert list(found) == ["Hillingdon", "London", "England"]
    assert found["England"].rate == Fraction(england.attended or 0, england.possible or 1)
    assert found["England"].own_words == "10 of 20, 50.0%"
    assert found["England"].weeks_words == "Year to date, 7 September 2026 to 18 December 2026"


@pytest.mark.parametrize(
    ("days", "until"),
    [
        (Days(MONDAY, TODAY), date(2026, 12, 18)),
        (Days(AUTUMN, date(2026, 12, 11)), date(2026, 12, 18)),
        (Days(AUTUMN, TODAY), None),
    ],
    ids=["days that are no year to date", "days that end before it", "a last day that nobody said"],
)
def test_a_year_to_date_is_not_set_beside_other_days(marked: World, days: Days, until: date | None) -> None:
    load(year_to_date("202627"), counts_until=until)
    assert beside(marked, days) == {}


def test_weeks_go_before_a_year_to_date(marked: World) -> None:
    load(year_to_date("202627"), counts_until=date(2026, 12, 18))
    load(weekly(*four_weeks(ENGLAND)), later=5)
    assert beside(marked, Days(AUTUMN, TODAY))["England"].weeks_words.startswith("4 of ")


def test_the_same_file_again_changes_nothing_and_says_so(world: World) -> None:
    first = load(weekly(*four_weeks(ENGLAND)))
    again = load(weekly(*four_weeks(ENGLAND)), later=5)
    assert first.words == "Rows loaded: 4, of 4 weeks."
    assert again.words == "attendance.csv was loaded on 09/03/2027. Nothing is changed."
    assert (NationalRelease.objects.count(), NationalFigure.objects.count()) == (1, 4)


def test_a_release_is_audited_and_stands(world: World) -> None:
    load(weekly(*four_weeks(ENGLAND)))
    assert AuditEvent.objects.filter(tbl="attendance_nationalrelease", verb="insert").count() == 1
    with pytest.raises(Exception, match="permission denied"), transaction.atomic():
        NationalRelease.objects.update(source="other")
    with pytest.raises(Exception, match="permission denied"), transaction.atomic():
        NationalFigure.objects.update(attended=0)


def test_days_of_a_year_to_date_are_in_order(world: World) -> None:
    with pytest.raises(ValidationError, match="ends before it begins"):
        load(year_to_date(), counts_from=TODAY, counts_until=MONDAY)


def compared(world: World, role: Role) -> Comparator | None:
    """What the page of figures sets beside the school for somebody."""
    found: Comparator | None = opened(world.staff[role], FIGURES + BETWEEN).context["page"].comparator
    return found


def test_the_page_of_figures_shows_it_to_who_sees_the_whole_school(marked: World) -> None:
    load(weekly(*four_weeks(ENGLAND)), source="Week 40")

    page = " ".join(shown(marked.adeyemi, FIGURES + BETWEEN).split())

    assert "Beside the DfE’s figures, same weeks" in page
    assert "360,000 of 400,000, 90.0%" in page
    assert "40.0 points lower" in page
    assert compared(marked, Role.TEACHER) is None


def test_areas_with_weeks_of_their_own_cost_five_statements_at_most(
    marked: World, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    rows = [*four_weeks(ENGLAND), *four_weeks(LONDON_REGION, 37), *four_weeks(HILLINGDON, 38)]
    load(weekly(*rows))
    with django_assert_max_num_queries(5):
        assert len(beside(marked)) == 3


def test_where_the_schools_own_number_is_hidden_it_is_not_betrayed_beside_the_dfes(marked: World) -> None:
    load(weekly(*four_weeks(ENGLAND)))
    assert compared(marked, Role.HEAD) is not None
    page = opened(marked.staff[Role.GOVERNOR], FIGURES).context["page"]
    assert any(cell.is_hidden for cell in page.table.whole.cells)
    assert page.comparator is None
