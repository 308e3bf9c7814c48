"""Each step of an absence is due once per pupil and day, and none is lost (WTISA: first-day contact)."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from attendance.first_day_steps import (
    OF_A_DAY,
    OF_THE_MORNING,
    PLAN_KEYS,
    AbsenceFacts,
    Plan,
    Step,
    StepDue,
    steps_due,
    steps_to_come,
)
from schools.calendar import LONDON
from schools.value_table import BY_KEY

PLAN = Plan.of({key: BY_KEY[key].read(BY_KEY[key].default) for key in PLAN_KEYS})
# Two school weeks of March 2027; then Easter, and the summer term.
MARCH = [date(2027, 3, day) for day in (8, 9, 10, 11, 12, 15, 16, 17, 18, 19, 22, 23, 24, 25)]
APRIL = [date(2027, 4, day) for day in (12, 13, 14, 15, 16, 19, 20, 21, 22, 23)]
ONCE = [step for step in Step if step not in OF_A_DAY]


def at(on: date, hour: int = 9, minute: int = 0) -> datetime:
    return datetime.combine(on, time(hour, minute), tzinfo=LONDON)


def absent(*days: date, **facts: object) -> AbsenceFacts:
    return AbsenceFacts(days=days, **facts)  # type: ignore[arg-type]


def open_steps(facts: AbsenceFacts, now: datetime) -> list[Step]:
    return [step.key for step in steps_due(PLAN, facts, now) if not step.is_done]


def step_of(steps: list[StepDue], key: Step) -> StepDue:
    return next(step for step in steps if step.key is key)


def test_the_first_day_goes_from_a_text_to_the_hand_over() -> None:
    steps = steps_due(PLAN, absent(MARCH[0]), at(MARCH[0]))
    assert [(step.key, step.due_at.strftime("%H:%M")) for step in steps] == [
        (Step.TEXT, "09:30"),
        (Step.CALLS, "10:00"),
        (Step.SIBLINGS, "10:30"),
        (Step.HAND_OVER, "15:30"),
    ]


def test_whom_nobody_has_marked_needs_the_register_and_no_text_to_the_family() -> None:
    closed = at(MARCH[0], 9, 20)
    steps = steps_due(PLAN, absent(MARCH[0], unmarked_since=closed), at(MARCH[0]))
    assert [(step.key, step.due_at) for step in steps] == [
        (Step.REGISTER, closed),
        (Step.HAND_OVER, at(MARCH[0], 15, 30)),
    ]
    assert steps[0].title == "Ask for the register"
    coming = [
        step.key for step in steps_to_come(PLAN, absent(MARCH[0], unmarked_since=closed), MARCH[1], closed)
    ]
    assert Step.REGISTER not in coming
    assert Step.TEXT in coming


def test_a_missing_register_takes_no_step_of_an_earlier_day_away() -> None:
    facts = absent(*MARCH[:3], unmarked_since=at(MARCH[2], 9, 20), is_at_risk=True)
    assert {Step.LETTER, Step.VISIT, Step.DECISION} < set(open_steps(facts, at(MARCH[2])))


def test_of_a_pupil_at_risk_the_lead_decides_and_somebody_visits_on_the_first_day() -> None:
    at_risk = absent(MARCH[0], is_at_risk=True)
    assert {Step.DECISION, Step.VISIT} <= set(open_steps(at_risk, at(MARCH[0])))
    assert Step.DECISION not in open_steps(replace(at_risk, decided=True), at(MARCH[0]))


def test_what_the_lead_was_told_of_waits_for_the_lead_though_the_family_was_reached() -> None:
    told = absent(MARCH[0], is_told=True, reached=True, reached_contact=True, ever_reached=True)
    assert open_steps(told, at(MARCH[0])) == [Step.DECISION, Step.HAND_OVER]


def test_a_wait_of_the_lead_ends_with_its_time() -> None:
    over = at(MARCH[0], 14)
    facts = absent(MARCH[0], is_at_risk=True, wait_over=over)
    assert step_of(steps_due(PLAN, facts, at(MARCH[0], 14, 1)), Step.DECISION).due_at == over


@pytest.mark.parametrize(
    ("facts", "gone"),
    [
        ({"texted": True}, {Step.TEXT}),
        ({"tried": True}, {Step.CALLS}),
        ({"reached": True, "ever_reached": True}, {Step.TEXT, Step.CALLS, Step.SIBLINGS}),
        ({"handed_over": True}, {Step.HAND_OVER}),
        ({"done": frozenset({(MARCH[0], "siblings")})}, {Step.SIBLINGS}),
        ({"done": frozenset({(MARCH[1], "siblings")})}, set()),
        ({"done": frozenset({(MARCH[0], "hand_over")})}, set()),
    ],
)
def test_a_step_is_done_by_facts_or_in_words_of_its_day(facts: dict[str, object], gone: set[Step]) -> None:
    before = set(open_steps(absent(MARCH[0]), at(MARCH[0])))
    assert before - set(open_steps(absent(MARCH[0], **facts), at(MARCH[0]))) == gone


@pytest.mark.parametrize(
    ("day", "step"),
    [(2, Step.LETTER), (3, Step.VISIT), (5, Step.REVIEW), (10, Step.AUTHORITY), (20, Step.GROUND)],
)
def test_the_days_after_count_school_days(day: int, step: Step) -> None:
    days = [*MARCH, *APRIL]
    before, on = absent(*days[: day - 1]), absent(*days[:day])
    assert step not in open_steps(before, at(days[day - 2], 16))
    assert step in open_steps(on, at(days[day - 1]))
    found = step_of(steps_due(PLAN, on, at(days[day - 1])), step)
    assert (found.due_on, found.due_at) == (days[day - 1], at(days[day - 1], 15, 30))


def test_a_family_that_was_reached_once_needs_no_visit() -> None:
    assert Step.VISIT not in open_steps(absent(*MARCH[:4], ever_reached=True), at(MARCH[3]))


def test_a_family_that_was_reached_is_left_in_peace_until_the_day_of_the_repeat() -> None:
    plan = replace(PLAN, repeat_day=3)
    reached = absent(*MARCH[:2], ever_reached=True)
    assert Step.CALLS not in [step.key for step in steps_due(plan, reached, at(MARCH[1]))]
    again = absent(*MARCH[:3], ever_reached=True)
    assert Step.CALLS in [step.key for step in steps_due(plan, again, at(MARCH[2]))]


@pytest.mark.parametrize("days", [10, 19, 20])
def test_an_absence_with_o_or_g_goes_on_to_the_authority_and_to_nothing_else(days: int) -> None:
    all_days = [*MARCH, *APRIL]
    facts = absent(*all_days[:days], is_unexplained=False)
    wanted = [Step.AUTHORITY, Step.GROUND] if days >= 20 else [Step.AUTHORITY]
    assert open_steps(facts, at(all_days[days - 1])) == wanted
    assert not open_steps(absent(*MARCH[:9], is_unexplained=False), at(MARCH[8]))


def test_a_step_of_an_earlier_day_stays_over_a_holiday_until_it_is_done() -> None:
    facts = absent(*MARCH, APRIL[0])
    steps = steps_due(PLAN, facts, at(APRIL[0]))
    assert step_of(steps, Step.REVIEW).due_on == MARCH[4]
    reviewed = replace(facts, done=frozenset({(MARCH[4], "review")}))
    assert Step.REVIEW not in open_steps(reviewed, at(APRIL[0]))


def test_a_day_without_school_has_no_steps_of_its_own() -> None:
    saturday = at(MARCH[4] + timedelta(days=1))
    found = open_steps(absent(*MARCH[:5]), saturday)
    assert not set(found) & set(OF_A_DAY)
    assert found == [Step.LETTER, Step.VISIT, Step.REVIEW]


def test_an_absence_that_begins_with_the_afternoon_has_its_times_from_then() -> None:
    closed = at(MARCH[0], 13, 15)
    steps = steps_due(PLAN, absent(MARCH[0], known_late=closed), closed)
    assert [step.due_at.strftime("%H:%M") for step in steps] == ["13:15", "13:45", "14:15", "15:30"]


@pytest.mark.parametrize("on", [date(2027, 3, 26), date(2027, 3, 29), date(2026, 10, 23), date(2026, 10, 26)])
def test_a_step_is_due_at_its_wall_time_in_summer_and_in_winter(on: date) -> None:
    text = step_of(steps_due(PLAN, absent(on), at(on)), Step.TEXT)
    assert (text.due_at.hour, text.due_at.minute) == (9, 30)
    assert text.due_at.utcoffset() == datetime.combine(on, time(12), tzinfo=LONDON).utcoffset()


def test_tomorrow_brings_what_is_left_and_begins_the_calls_afresh() -> None:
    today = absent(*MARCH[:2], texted=True, tried=True, handed_over=True)
    coming = [step.key for step in steps_to_come(PLAN, today, MARCH[2], at(MARCH[1], 15))]
    assert set(coming) == {Step.TEXT, Step.CALLS, Step.SIBLINGS, Step.HAND_OVER, Step.LETTER, Step.VISIT}


flags = st.booleans()
calendars = st.lists(st.integers(1, 17), min_size=1, max_size=25).map(
    lambda gaps: [date(2026, 9, 3) + timedelta(days=sum(gaps[: n + 1])) for n in range(len(gaps))]
)


@st.composite
def absences(draw: st.DrawFn) -> AbsenceFacts:
    """An absence over a calendar with any weekends and holidays, and anything known of it."""
    reached = draw(flags)
    days = tuple(draw(calendars))
    return AbsenceFacts(
        days=days,
        unmarked_since=draw(st.none() | st.just(at(days[-1], 9, 20))),
        is_unexplained=draw(flags),
        is_at_risk=draw(flags),
        texted=draw(flags),
        tried=draw(flags),
        reached=reached,
        reached_contact=reached and draw(flags),
        ever_reached=reached or draw(flags),
        written=draw(flags),
        visited=draw(flags),
        is_told=draw(flags),
        decided=draw(flags),
        handed_over=draw(flags),
    )


@given(facts=absences(), hour=st.integers(0, 23))
def test_each_step_is_due_once_per_pupil_and_day(facts: AbsenceFacts, hour: int) -> None:
    steps = steps_due(PLAN, facts, at(facts.days[-1], hour))
    assert len({step.key for step in steps}) == len(steps)
    assert all(step.due_on in facts.days and step.due_at.date() >= step.due_on for step in steps)
    assert [step.due_at for step in steps] == sorted(step.due_at for step in steps)


@given(facts=absences())
def test_no_step_is_lost_over_a_holiday_a_weekend_or_a_run_that_was_skipped(facts: AbsenceFacts) -> None:
    """Whoever looks every day, and whoever looks on the last day alone, find the same steps."""
    unfinished = replace(facts, written=False, visited=False, reached=False, ever_reached=False)
    day_by_day = {
        (step.key, step.due_on)
        for number, on in enumerate(unfinished.days, start=1)
        for step in steps_due(PLAN, replace(unfinished, days=unfinished.days[:number]), at(on))
        if step.key in ONCE
    }
    last = steps_due(PLAN, unfinished, at(unfinished.days[-1]))
    assert day_by_day == {(step.key, step.due_on) for step in last if step.key in ONCE and not step.is_done}


@given(facts=absences())
def test_nobody_absent_without_a_reason_is_on_no_list(facts: AbsenceFacts) -> None:
    """On every school day there is the hand-over at least, whatever was done and whoever is away."""
    steps = steps_due(PLAN, replace(facts, is_unexplained=True), at(facts.days[-1]))
    assert Step.HAND_OVER in {step.key for step in steps}


@given(facts=absences(), hour=st.integers(0, 23))
def test_the_hour_of_the_day_adds_no_step_and_takes_none_away(facts: AbsenceFacts, hour: int) -> None:
    on = facts.days[-1]
    assert steps_due(PLAN, facts, at(on, hour)) == steps_due(PLAN, facts, at(on))


def test_every_step_is_somebodys_and_has_its_words() -> None:
    for step in Step:
        assert step.kind.title
        assert step.kind.whose
    assert set(OF_THE_MORNING) < set(OF_A_DAY)
