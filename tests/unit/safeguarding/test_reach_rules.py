"""Who still opens a file once exclusions and restrictions hold."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from safeguarding.reach_rules import leads_left

people = st.frozensets(st.integers(1, 6))


@given(leads=people, excluded=people, only=people)
def test_nobody_who_is_kept_out_is_left(
    leads: frozenset[int], excluded: frozenset[int], only: frozenset[int]
) -> None:
    left = leads_left(leads, excluded=excluded, only=only)
    assert left <= leads
    assert not left & excluded
    assert not only or left <= only


@given(leads=people)
def test_without_a_word_all_leads_are_left(leads: frozenset[int]) -> None:
    assert leads_left(leads, excluded=frozenset(), only=frozenset()) == leads
