"""Groups of pupils with one fact: which an address may name, in which words and order."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from attendance.pupil_groups import MOST_OF_WORDS, Section, chosen_groups, group_name, in_order, section_of
from schools.models import ProtectedKind, SupportKind


def test_every_kind_of_support_and_protection_is_a_group_with_words() -> None:
    for kind in SupportKind:
        assert section_of(f"support-{kind.value}") is Section.SUPPORT
    for status in ProtectedKind:
        assert group_name(f"care-{status.value}")
    assert group_name("support-send") == "SEND: SEN support or a plan"
    assert (group_name("language-polish"), group_name("ethnicity-")) == ("Polish", "Not recorded")


@pytest.mark.parametrize(
    "group",
    [
        "",
        "-",
        "support",
        "support-",
        "support-cp",
        "care-sen",
        "sex-x",
        "x-sen",
        "language-\0",
        "travel-" + 61 * "x",
    ],
)
def test_what_is_no_group_is_none(group: str) -> None:
    assert section_of(group) is None
    assert chosen_groups([group, "sex-F"]) == ("sex-F",)


def test_three_facts_at_most_are_combined_each_once_and_none_that_is_not_recorded() -> None:
    asked = ["support-sen", "", "support-sen", "language-", "care-cp", "sex-M", "travel-bus"]
    assert chosen_groups(asked) == ("support-sen", "care-cp", "sex-M")


@given(st.lists(st.text(max_size=30)))
def test_whatever_an_address_holds_only_groups_are_combined(asked: list[str]) -> None:
    assert all(section_of(group) for group in chosen_groups(asked))


def test_groups_of_the_census_stand_in_its_order_and_those_not_recorded_last() -> None:
    pupils = {"ethnicity-": 9, "ethnicity-other": 3, "ethnicity-white": 1, "ethnicity-asian": 2, "sex-F": 5}
    assert in_order(Section.ETHNICITY, pupils) == [
        "ethnicity-asian",
        "ethnicity-white",
        "ethnicity-other",
        "ethnicity-",
    ]


def test_groups_in_the_schools_own_words_stand_by_size_the_largest_alone() -> None:
    pupils = {f"language-{number:02}": number for number in range(20)} | {"language-": 1}
    found = in_order(Section.LANGUAGE, pupils)
    assert (found[0], found[-1], len(found)) == ("language-19", "language-", MOST_OF_WORDS + 1)
