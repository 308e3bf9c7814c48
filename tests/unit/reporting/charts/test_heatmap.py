"""A pupil's year as a picture: where each session lies, what it says without colour, and its table."""

from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from reporting.charts.heatmap import CELL_HEIGHT, CELL_WIDTH, COLUMN, HeatCell, HeatDay, year_heatmap
from reporting.charts.paints import MARKS
from tests.unit.reporting.charts.reading import elements, numbers, titles, tree

PRESENT, ILL = HeatCell("/", "pres", "present"), HeatCell("I", "auth", "illness")
NO_REASON, SNOW = HeatCell("N", "n", "no reason yet"), HeatCell("Y2", "nr", "travel disrupted")
MONDAY = date(2027, 3, 8)
CELLS = st.sampled_from([PRESENT, ILL, NO_REASON, SNOW, None])
DAYS = st.dictionaries(
    st.integers(0, 320).map(lambda days: date(2026, 9, 1) + timedelta(days)),
    st.tuples(CELLS, CELLS),
    max_size=15,
).map(lambda found: [HeatDay(on, *found[on]) for on in sorted(found)])


def test_each_session_tells_its_day_its_letter_and_its_meaning() -> None:
    days = [HeatDay(MONDAY, NO_REASON, PRESENT), HeatDay(MONDAY + timedelta(1), None, None)]
    told = titles(year_heatmap("year", "Sessions", days, today=MONDAY))
    assert told[0] == "Sessions"
    assert set(told[1:]) == {
        "Mon 8 Mar AM: N, no reason yet",
        "Mon 8 Mar PM: /, present",
        "Tue 9 Mar AM: not yet",
        "Tue 9 Mar PM: not yet",
    }


def test_a_past_session_without_a_mark_is_not_called_not_yet() -> None:
    drawn = year_heatmap("year", "Sessions", [HeatDay(MONDAY, None, None)], today=MONDAY + timedelta(1))
    assert titles(drawn)[1:] == ["Mon 8 Mar AM: no mark", "Mon 8 Mar PM: no mark"]


def test_every_kind_of_mark_but_present_shows_its_letter() -> None:
    days = [
        HeatDay(MONDAY + timedelta(place), HeatCell(f"{place}", css, "words"), None)
        for place, css in enumerate(MARKS)
    ]
    drawn = year_heatmap("year", "Sessions", days)
    letters = [each.text for each in elements(drawn, "text") if each.get("font-weight")]
    assert letters == [f"{place}" for place in range(1, len(MARKS))]


def test_not_required_is_hatched_and_no_reason_hollow() -> None:
    drawn = year_heatmap("year", "Sessions", [HeatDay(MONDAY, SNOW, NO_REASON)])
    (hatched,), (hollow,) = elements(drawn, "g", css="hc-nr"), elements(drawn, "g", css="hc-n")
    assert hatched.get("fill") == "url(#year-hatch)"
    assert hollow.get("fill") == MARKS["n"].fill == "#FFFFFF"
    assert float(hollow.get("stroke-width", 0)) > 1


def test_only_today_is_framed() -> None:
    days = [HeatDay(MONDAY, PRESENT, None), HeatDay(MONDAY + timedelta(1), None, None)]
    assert len(elements(year_heatmap("year", "Sessions", days, today=MONDAY), "rect", css="hc-today")) == 1
    assert not elements(
        year_heatmap("year", "Sessions", days, today=MONDAY - timedelta(7)), "rect", css="hc-today"
    )


def test_a_holiday_is_a_wider_gap_with_a_line() -> None:
    weeks = [MONDAY, MONDAY + timedelta(weeks=1), MONDAY + timedelta(weeks=4)]
    drawn = year_heatmap("year", "Sessions", [HeatDay(day, PRESENT, None) for day in weeks])
    (line,) = elements(drawn, "line", css="rule")
    (quiet,) = elements(drawn, "g", css="hc-pres")
    first, second, third = numbers(quiet, "x")
    assert second - first == COLUMN < third - second
    assert second + CELL_WIDTH < float(line.get("x1", 0)) < third


def test_the_table_has_the_weeks_with_marks_and_the_days_without_school() -> None:
    days = [HeatDay(MONDAY, ILL, None), HeatDay(MONDAY + timedelta(7), None, None)]
    drawn = year_heatmap("year", "Sessions", days, today=MONDAY)
    assert drawn.rows == [("8 Mar", ["I –", *["no school"] * 4])]
    assert list(drawn.headings) == ["Week of", "Mon", "Tue", "Wed", "Thu", "Fri"]


def test_the_words_count_each_kind() -> None:
    drawn = year_heatmap("year", "Sessions", [HeatDay(MONDAY, ILL, PRESENT)], today=MONDAY)
    assert drawn.words == "Sessions from 8 March 2027 to 8 March 2027: present 1, authorised 1"


def test_a_day_on_which_the_school_does_not_meet_is_in_no_count() -> None:
    closed = HeatCell("#", "nr", "INSET day", is_closed=True)
    days = [HeatDay(MONDAY, closed, closed), HeatDay(MONDAY + timedelta(1), ILL, SNOW)]
    drawn = year_heatmap("year", "Sessions", days)
    assert drawn.words.endswith(": authorised 1, not required 1")


def test_before_the_first_school_day_it_says_so() -> None:
    drawn = year_heatmap("year", "Sessions", [], today=MONDAY)
    assert drawn.missing == drawn.words == "No school days yet"
    assert tree(drawn).get("role") == "img"


@settings(max_examples=25)
@given(DAYS, st.dates(date(2026, 9, 1), date(2027, 7, 30)))
def test_every_session_lies_on_the_paper_once_and_none_on_another(days: list[HeatDay], today: date) -> None:
    drawn = year_heatmap("year", "Sessions", days, today=today)
    _, _, width, height = map(float, tree(drawn).get("viewBox", "").split())
    ground = [each for each in elements(drawn, "rect") if each.get("rx") == "1.5"]
    corners = set(zip(numbers(ground, "x"), numbers(ground, "y"), strict=True))
    assert len(corners) == len(ground) == 2 * len(days)
    assert all(0 <= x <= width - CELL_WIDTH and 0 <= y <= height - CELL_HEIGHT for x, y in corners)
