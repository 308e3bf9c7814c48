"""Fair rewards: illness, faith and need never cost a child a prize."""

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from attendance.reward_races import Runner, race_of
from attendance.rewards import (
    REWARD_KEYS,
    RewardKind,
    RewardValues,
    Sessions,
    is_best,
    punctual_run,
    rewards_of,
    together,
)
from schools.value_table import BY_KEY

VALUES = RewardValues.of({key: BY_KEY[key].default for key in REWARD_KEYS})
FULL = Sessions(possible=10)
TRUANT = Sessions(possible=10, absent=4, unauthorised=4)
ILL = Sessions(possible=10, absent=10)
LATE = Sessions(possible=10, late=1)
HOLIDAY = Sessions()

ON_TIME, LATE_MARK, AUTHORISED, UNAUTHORISED, NO_REASON = range(5)
# A pupil's year as single sessions: ten in each week, the newest week first.
histories = st.integers(1, 14).flatmap(
    lambda weeks: st.lists(
        st.lists(st.integers(0, 4), min_size=0, max_size=10), min_size=weeks, max_size=weeks
    )
)
values_of_schools = st.builds(
    RewardValues,
    weeks=st.integers(1, 4),
    before_weeks=st.integers(1, 4),
    gain_points=st.integers(1, 30),
    gain_sessions=st.integers(1, 6),
    back_percent=st.integers(5, 50),
    back_missed=st.integers(0, 3),
    punctual_weeks=st.integers(1, 4),
    best_of=st.integers(1, 3),
    least_sessions=st.integers(1, 20),
)


def counted(history: list[list[int]]) -> list[Sessions]:
    """The weeks of single sessions."""
    return [
        Sessions(
            len(week),
            sum(week.count(missed) for missed in (AUTHORISED, UNAUTHORISED, NO_REASON)),
            week.count(UNAUTHORISED) + week.count(NO_REASON),
            week.count(LATE_MARK),
            week.count(NO_REASON),
        )
        for week in history
    ]


def kinds(*weeks: Sessions, values: RewardValues = VALUES) -> set[RewardKind]:
    """The rewards of weeks, the newest first."""
    return {reward.kind for reward in rewards_of(weeks, values)}


@given(histories, values_of_schools, st.data())
def test_no_authorised_code_ever_takes_a_reward_away(
    history: list[list[int]], values: RewardValues, data: st.DataObject
) -> None:
    earned = {reward.kind for reward in rewards_of(counted(history), values)}
    places = [(week, session) for week, sessions in enumerate(history) for session in range(len(sessions))]
    for week, session in data.draw(st.lists(st.sampled_from(places), max_size=12)) if places else []:
        history[week][session] = AUTHORISED
    assert earned <= {reward.kind for reward in rewards_of(counted(history), values)}


def test_who_missed_less_than_before_has_improved() -> None:
    assert RewardKind.IMPROVED in kinds(FULL, FULL, FULL, FULL, TRUANT, FULL, FULL, FULL)
    assert RewardKind.IMPROVED not in kinds(*[TRUANT] * 8)
    assert RewardKind.IMPROVED not in kinds(*[TRUANT] * 4, *[FULL] * 4)
    assert kinds(*[FULL] * 8) == {RewardKind.PUNCTUAL}, "always here: nothing to gain, and on time"


@pytest.mark.parametrize(("missed", "has_it"), [(5, False), (6, True)])
def test_exactly_the_points_of_the_school_are_enough(missed: int, has_it: bool) -> None:
    before = [Sessions(10, missed, missed), FULL, FULL, FULL]
    values = replace(VALUES, gain_points=15)
    assert (RewardKind.IMPROVED in kinds(*[FULL] * 4, *before, values=values)) is has_it


@pytest.mark.parametrize(("missed", "has_it"), [(3, False), (4, True)])
def test_a_session_or_two_less_is_no_improvement_yet(missed: int, has_it: bool) -> None:
    assert (RewardKind.IMPROVED in kinds(*[FULL] * 4, Sessions(10, missed, missed), *[FULL] * 3)) is has_it


def test_sessions_gained_are_of_the_weeks_looked_at() -> None:
    a_day_off_each_week = [Sessions(10, 2, 2)] * 4
    assert RewardKind.IMPROVED not in kinds(*[Sessions(4)] * 4, *a_day_off_each_week)
    assert RewardKind.IMPROVED in kinds(*[Sessions(5)] * 4, *a_day_off_each_week)


def test_illness_in_these_weeks_costs_nothing() -> None:
    assert RewardKind.IMPROVED in kinds(ILL, FULL, FULL, FULL, TRUANT, TRUANT, FULL, FULL)
    assert RewardKind.PUNCTUAL in kinds(FULL, ILL, FULL, FULL)


def test_who_was_long_away_is_welcomed_back_whatever_the_reason() -> None:
    assert RewardKind.BACK in kinds(*[FULL] * 4, ILL, FULL, FULL, FULL)
    assert RewardKind.BACK in kinds(*[FULL] * 4, TRUANT, TRUANT, FULL, FULL)
    assert RewardKind.BACK not in kinds(Sessions(10, 1, 1), *[FULL] * 3, ILL, FULL, FULL, FULL)
    patient = replace(VALUES, back_missed=1)
    assert RewardKind.BACK in kinds(Sessions(10, 1, 1), *[FULL] * 3, ILL, FULL, FULL, FULL, values=patient)


def test_a_late_mark_or_truancy_ends_a_row_and_a_holiday_does_not() -> None:
    assert punctual_run([FULL, FULL, LATE, FULL]) == 2
    assert punctual_run([FULL, HOLIDAY, FULL, TRUANT]) == 2
    assert punctual_run([LATE, FULL]) == 0
    assert kinds(FULL, FULL, FULL) == set(), "three weeks are fewer than four"


def test_a_week_with_an_n_neither_ends_a_row_nor_adds_to_it() -> None:
    waiting = Sessions(10, absent=1, unauthorised=1, no_reason=1)
    assert punctual_run([FULL, waiting, FULL, TRUANT]) == 2
    assert punctual_run([waiting] * 4) == 0
    assert punctual_run([FULL, waiting._replace(late=1), FULL]) == 1


def test_the_best_weeks_are_better_than_every_stretch_before() -> None:
    bad = Sessions(10, 1, 1)
    assert is_best([FULL] * 4 + [bad] * 8, VALUES)
    assert not is_best([FULL] * 4 + [bad] * 4, VALUES), "one stretch is too few to be best of"
    assert not is_best([FULL] * 8 + [bad] * 4, VALUES), "as good as before is no best"


def test_few_sessions_suggest_nothing() -> None:
    short = Sessions(possible=2)
    assert kinds(*[short] * 3, HOLIDAY, *[TRUANT] * 4) == set()


def test_the_words_say_what_counts_and_what_is_left_out() -> None:
    improved = rewards_of([ILL, FULL, FULL, FULL, TRUANT, TRUANT, FULL, FULL], VALUES)[0]
    assert improved.why == (
        "0 of 40 missed without authority (10 away with authority); 8 of 40 missed in the weeks before, "
        "8 without authority"
    )


def runner(name: str, now: Sessions, before: Sessions, pupils: int = 20) -> Runner:
    """A class of so many pupils."""
    return Runner(name, pupils, now, before)


def test_large_and_small_groups_race_by_shares() -> None:
    small = runner("7A", Sessions(100, 2, 2), Sessions(100, 12, 12))
    large = runner("7B", Sessions(1000, 20, 20), Sessions(1000, 60, 60), pupils=30)
    race = race_of([small, large], least_pupils=6)
    assert race.highest == {"7A", "7B"}
    assert race.most_gained == {"7A"}
    assert small.share_words == "98 of 100, 98.0%"
    assert (small.gain, small.gain_words) == (Fraction(1, 10), "10.0 points more")


def test_what_is_shown_alike_stands_together() -> None:
    a_hair_more = runner("7A", Sessions(10_000, 101, 101), Sessions(10_000, 200, 200))
    a_hair_less = runner("7B", Sessions(10_000, 103, 103), Sessions(10_000, 200, 200))
    assert a_hair_more.gain_words == a_hair_less.gain_words == "1.0 point more"
    race = race_of([a_hair_more, a_hair_less], least_pupils=6)
    assert race.most_gained == race.highest == {"7A", "7B"}


def test_one_group_alone_is_no_race() -> None:
    race = race_of([runner("Year 7", FULL, TRUANT)], least_pupils=6)
    assert len(race.runners) == 1
    assert not race.highest | race.most_gained


def test_a_childs_illness_costs_the_class_nothing() -> None:
    well = runner("7A", Sessions(100), Sessions(100))
    ill = runner("7B", Sessions(100, absent=30), Sessions(100))
    race = race_of([well, ill], least_pupils=6)
    assert race.highest == {"7A", "7B"}
    assert ill.gain_words == "about the same"
    assert not race.most_gained, "nobody gained"


def test_a_group_of_few_pupils_or_without_sessions_does_not_run() -> None:
    few = runner("7A", FULL, FULL, pupils=5)
    new = runner("7B", FULL, HOLIDAY)
    race = race_of([few, new], least_pupils=6)
    assert (race.runners, race.left_out, race.highest) == ([], 2, frozenset())


def test_weeks_together_are_their_sums() -> None:
    assert together([TRUANT, ILL, LATE]) == Sessions(30, 14, 4, 1, 0)
    assert together([]) == Sessions()
