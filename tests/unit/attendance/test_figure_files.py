"""The rates of a file of figures against published ones, which the DfE counted (see tests/data/dfe)."""

from decimal import Decimal

from attendance.figure_bases import Basis, PersistentRule
from attendance.figure_files import rate, rates_of
from attendance.figure_kinds import FigureKind, figure_rule
from attendance.metrics import Tally
from tests.unit.attendance.test_dfe_figures import ABSENCE, SUPPRESSED, given, read

PERSISTENT = read("persistent_2016_17.csv")


def test_rates_of_sessions_are_the_published_ones() -> None:
    compared = 0
    for row in ABSENCE:
        if {row["sess_possible"], row["sess_overall_percent"]} & SUPPRESSED:
            continue
        authorised, unauthorised = given(row, "sess_authorised"), given(row, "sess_unauthorised")
        possible = given(row, "sess_possible")
        attended = possible - authorised - unauthorised
        rates = rates_of(Tally(possible, attended, authorised, unauthorised))
        for ours, theirs in (
            ("absence_rate", "sess_overall_percent"),
            ("authorised_rate", "sess_authorised_percent"),
            ("unauthorised_rate", "sess_unauthorised_percent"),
        ):
            assert rates[ours] == f"{Decimal(row[theirs]):.1f}"
        compared += 1
    assert compared > 1_000


def test_the_rate_of_persistent_absence_is_of_enrolments() -> None:
    """Published enrolments are rounded to five, so that the rate lies between those of both ends."""
    compared = 0
    for row in PERSISTENT:
        if {row["enrolments"], row["enrolments_PA_10_exact"]} & SUPPRESSED:
            continue
        persistent, enrolments = given(row, "enrolments_PA_10_exact"), given(row, "enrolments")
        least = rate(2 * persistent - 5, 2 * enrolments + 5)
        most = rate(2 * persistent + 5, 2 * enrolments - 5)
        assert least is not None
        assert most is not None
        assert Decimal(least) <= Decimal(row["enrolments_pa_10_exact_percent"]) <= Decimal(most)
        if enrolments > 100_000:
            assert rate(persistent, enrolments) == f"{Decimal(row['enrolments_pa_10_exact_percent']):.1f}"
        compared += 1
    assert compared > 200


def test_a_rate_is_rounded_half_up_and_there_is_none_of_nothing() -> None:
    assert [rate(1, 2_000), rate(1, 2_001), rate(9_995, 10_000)] == ["0.1", "0.0", "100.0"]
    assert rate(0, 0) is None


def test_late_is_l_and_after_the_close_u_and_both_say_that_the_dfes_is_the_two() -> None:
    rates = rates_of(Tally(40, 37, 0, 3, late=4, late_after_close=1))
    assert (rates["late_rate"], rates["late_after_close_rate"]) == ("10.0", "2.5")
    for kind in (FigureKind.LATE, FigureKind.LATE_AFTER_CLOSE):
        assert "L and U together" in figure_rule(kind, Basis.DFE, PersistentRule.DFE, 20).differs
