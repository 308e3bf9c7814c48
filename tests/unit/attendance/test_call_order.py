"""Who is rung first: the tables of the order, and what holds whatever a school chooses."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.roles import Permission
from attendance.call_order import (
    HIDDEN_WORDS,
    LOWEST,
    MARKER_WORDS,
    PROTECTED_WORDS,
    SUPPORT_WORDS,
    CallFacts,
    CallLimits,
    rank,
    why_words,
)
from attendance.metrics import Tally
from schools.first_day_values import CALL_FACTS
from schools.value_table import BY_KEY

ORDER = BY_KEY["first_day.order"].default
LIMITS = CallLimits(3, 3, 3, 4, 10, 10, 20)
GOOD = Tally(possible=180, attended=176, authorised=4)
PLAIN = CallFacts(days=1, silent_days=1, tally=GOOD, to_come=200)
EVERYTHING = frozenset(Permission)
OFFICE = frozenset({Permission.CONTACTS_VIEW})


def facts(**known: Any) -> CallFacts:
    return replace(PLAIN, **known)


@pytest.mark.parametrize(
    ("known", "priority", "words"),
    [
        ({"protected": ["cp"]}, 1, "Child protection plan: social worker must be told today"),
        ({"protected": ["cin"]}, 1, "Child in need plan: social worker must be told today"),
        ({"protected": ["lac"]}, 1, "Looked after: carer and virtual school to be told"),
        ({"protected": ["youth_justice"]}, 1, "Youth justice: worker must be told today"),
        ({"is_marked": True}, 1, "Marked by the safeguarding lead"),
        (
            {"days": 3, "silent_days": 3, "last_seen_on": date(2027, 3, 4)},
            1,
            "3rd day, no contact. Not seen since Thu 4 Mar, home visit due",
        ),
        ({"days": 3, "silent_days": 3, "has_visit": True}, 1, "3rd day, no contact. Home visit planned"),
        (
            {"tally": Tally(possible=130, attended=60, authorised=70)},
            2,
            "Severely absent (46.2%)",
        ),
        ({"support": ["ehcp"]}, 2, "EHCP"),
        (
            {"days": 2, "unauthorised": 5, "waiting": 3},
            2,
            "2nd day. 5 unauthorised in 10 weeks, 8 if these stand (limit 10)",
        ),
        (
            {"tally": Tally(possible=300, attended=264, authorised=36), "to_come": 80},
            3,
            "Persistently absent (88.0%)",
        ),
        (
            {"tally": Tally(possible=370, attended=334, authorised=36), "to_come": 10},
            3,
            "2 sessions left before persistent absence",
        ),
        (
            {"shared_words": "Brother and sister, one call covers both"},
            3,
            "Brother and sister, one call covers both",
        ),
        ({}, 4, "No concerns recorded, attendance 97.8%"),
        ({"is_unmarked": True}, 4, "No mark: ask for the register first"),
        ({"support": ["sen", "medical"]}, 4, "No concerns recorded, attendance 97.8%"),
        ({"protected": ["plac"]}, 4, "No concerns recorded, attendance 97.8%"),
    ],
)
def test_the_order_and_its_words(known: dict[str, Any], priority: int, words: str) -> None:
    ranked = rank(facts(**known), ORDER, LIMITS)
    assert ranked.priority == priority
    assert why_words(ranked, EVERYTHING) == words


def test_the_weightiest_reason_stands_first_and_the_others_behind_it() -> None:
    ranked = rank(facts(protected=["lac", "cp"], support=["ehcp"], shared_words="Sisters"), ORDER, LIMITS)
    assert [reason.key for reason in ranked.reasons] == ["cp", "lac", "ehcp", "siblings"]
    assert ranked.priority == 1


def test_behind_another_reason_each_says_itself_briefly() -> None:
    silent = {"days": 3, "silent_days": 3, "last_seen_on": date(2027, 3, 4)}
    told = why_words(rank(facts(protected=["cp"], **silent), ORDER, LIMITS), EVERYTHING)
    assert told == "Child protection plan: social worker must be told today. 3rd day, no contact"
    told = why_words(
        rank(facts(protected=["cp"], days=2, unauthorised=5, waiting=3), ORDER, LIMITS), EVERYTHING
    )
    assert told.endswith("today. 5 unauthorised in 10 weeks (limit 10)")


def test_who_is_exactly_at_the_line_is_called_absent_by_the_schools_own_rule() -> None:
    below = replace(LIMITS, is_below=True)
    for tally, words in (
        (Tally(possible=300, attended=270, authorised=30), "Persistently absent (90.0%)"),
        (Tally(possible=300, attended=150, authorised=150), "Severely absent (50.0%)"),
    ):
        known = facts(tally=tally, to_come=80)
        assert why_words(rank(known, ORDER, LIMITS), EVERYTHING) == words
        assert words not in why_words(rank(known, ORDER, below), EVERYTHING)


def test_a_few_sessions_make_nobody_persistently_or_severely_absent() -> None:
    ranked = rank(facts(tally=Tally(possible=2, attended=1, unauthorised=1), to_come=378), ORDER, LIMITS)
    assert (ranked.priority, why_words(ranked, EVERYTHING)) == (4, "No concerns recorded")


@pytest.mark.parametrize(("missed", "near"), [(6, False), (7, True), (10, True), (14, True)])
def test_near_the_penalty_notice_line_is_three_sessions_before_it_and_all_beyond(
    missed: int, near: bool
) -> None:
    ranked = rank(facts(unauthorised=missed), ORDER, LIMITS)
    assert ("near_legal" in [reason.key for reason in ranked.reasons]) == near


def test_contact_yesterday_ends_the_silence() -> None:
    assert rank(facts(days=4, silent_days=1), ORDER, LIMITS).priority == 4
    told = why_words(rank(facts(days=5, silent_days=3), ORDER, LIMITS), EVERYTHING)
    assert told == "5th day, no contact for 3 school days. Home visit due"


def test_a_school_may_bring_another_fact_forward() -> None:
    chosen = ORDER | {"young_carer": 2, "ehcp": 4}
    assert rank(facts(support=["young_carer"]), chosen, LIMITS).priority == 2
    assert rank(facts(support=["ehcp"]), chosen, LIMITS).priority == 4


def test_who_may_not_see_the_reason_sees_the_priority_and_no_word_more() -> None:
    told = {
        why_words(rank(each, ORDER, LIMITS), OFFICE)
        for each in (
            *(facts(protected=[kind]) for kind in PROTECTED_WORDS if kind != "plac"),
            facts(is_marked=True),
            facts(days=3, silent_days=3),
        )
    }
    assert told == {"Ring first"}
    near = facts(tally=Tally(possible=370, attended=334, authorised=36), to_come=10)
    assert why_words(rank(near, ORDER, LIMITS), OFFICE | {Permission.FIGURES_VIEW}) == "Ring before others"
    assert why_words(rank(facts(support=["ehcp"]), ORDER, LIMITS), OFFICE) == "Ring early"
    assert why_words(rank(PLAIN, ORDER, LIMITS), OFFICE) == "No concerns recorded"


def test_the_facts_of_the_dated_value_are_those_that_have_words() -> None:
    known = {*PROTECTED_WORDS, *SUPPORT_WORDS, "marker", "silent", "severe", "near_legal", "near_persistent"}
    assert {fact for fact, _, _ in CALL_FACTS} == known | {"siblings"}


anything = st.builds(
    CallFacts,
    days=st.integers(1, 40),
    silent_days=st.integers(0, 40),
    tally=st.builds(
        lambda here, away, out: Tally(here + away + out, here, away, out),
        st.integers(0, 300),
        st.integers(0, 100),
        st.integers(0, 100),
    ),
    to_come=st.integers(0, 380),
    unauthorised=st.integers(0, 30),
    waiting=st.integers(0, 20),
    protected=st.sets(st.sampled_from([*PROTECTED_WORDS, "virtual_school"])),
    support=st.sets(st.sampled_from(["sen", "ehcp", "medical", "young_carer"])),
    is_marked=st.booleans(),
    is_unmarked=st.booleans(),
    shared_words=st.sampled_from(["", "Sisters, one call covers both"]),
)
orders = st.fixed_dictionaries({fact: st.integers(1, 4) for fact, _, _ in CALL_FACTS})


@given(anything, orders)
def test_everybody_has_one_priority_and_words_for_each_reader(
    known: CallFacts, order: dict[str, int]
) -> None:
    ranked = rank(known, order, LIMITS)
    assert 1 <= ranked.priority <= LOWEST
    assert (ranked.priority == LOWEST) == (not ranked.reasons)
    assert ranked.priority == min([order[reason.key] for reason in ranked.reasons], default=LOWEST)
    assert why_words(ranked, EVERYTHING)
    assert why_words(ranked, ())


@given(anything, orders, st.sets(st.sampled_from([*PROTECTED_WORDS])))
def test_no_protected_word_reaches_a_reader_without_the_right(
    known: CallFacts, order: dict[str, int], more: set[str]
) -> None:
    told = why_words(
        rank(replace(known, protected=more), order, LIMITS), EVERYTHING - {Permission.PROTECTED_FACTS_VIEW}
    )
    assert not any(words in told for words in (*PROTECTED_WORDS.values(), MARKER_WORDS))


@given(anything, anything, orders)
def test_all_calls_of_one_priority_read_the_same_without_the_right(
    one: CallFacts, other: CallFacts, order: dict[str, int]
) -> None:
    ranked = [rank(each, order, LIMITS) for each in (one, other)]
    told = {each.priority: why_words(each, EVERYTHING - {Permission.PROTECTED_FACTS_VIEW}) for each in ranked}
    assert all(words == HIDDEN_WORDS[priority] for priority, words in told.items() if priority < LOWEST)


@given(anything, st.sets(st.sampled_from([*PROTECTED_WORDS]), min_size=1))
def test_two_pupils_who_differ_by_the_kind_of_protection_read_the_same(
    known: CallFacts, kinds: set[str]
) -> None:
    order = ORDER | dict.fromkeys(PROTECTED_WORDS, 1)
    told = {
        why_words(rank(replace(known, protected=each), order, LIMITS), OFFICE)
        for each in (kinds, {"social_worker"})
    }
    assert len(told) == 1
    assert told == {HIDDEN_WORDS[1]}


@given(anything, st.sampled_from([fact for fact, _, _ in CALL_FACTS]))
def test_another_fact_never_puts_a_pupil_further_down(known: CallFacts, fact: str) -> None:
    before = rank(known, ORDER, LIMITS).priority
    more = replace(known, protected={*known.protected, fact}, support={*known.support, fact}, is_marked=True)
    assert rank(more, ORDER, LIMITS).priority <= before
