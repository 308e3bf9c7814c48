"""A number of few pupils is hidden, and so is what would give it away."""

from hypothesis import given
from hypothesis import strategies as st

from reporting.small_numbers import GroupCounts, Hidden, HiddenFigures, hide_small, is_small, is_telling

LEAST = 6


@st.composite
def schools(draw: st.DrawFn) -> list[GroupCounts]:
    """Year groups of any sizes, in which severe absence is part of persistent absence."""
    groups = []
    for pupils in draw(st.lists(st.integers(0, 40), min_size=1, max_size=7)):
        persistent = draw(st.integers(0, pupils))
        groups.append(GroupCounts(pupils, persistent, draw(st.integers(0, persistent))))
    return groups


def whole_of(groups: list[GroupCounts]) -> GroupCounts:
    """The groups together."""
    return GroupCounts(
        sum(each.pupils for each in groups),
        sum(each.persistent for each in groups),
        sum(each.severe for each in groups),
    )


def hidden(*groups: tuple[int, int, int]) -> HiddenFigures:
    """What is hidden of groups."""
    each = [GroupCounts(*group) for group in groups]
    return hide_small(each, whole_of(each), LEAST)


def test_large_groups_and_none_at_all_are_shown() -> None:
    found = hidden((100, 20, 8), (90, 10, 0), (0, 0, 0))
    nothing = Hidden(frozenset(), total=False)
    assert (found.groups, found.persistent, found.severe) == (nothing, nothing, nothing)


def test_a_group_of_few_pupils_takes_the_next_smallest_with_it() -> None:
    assert hidden((100, 20, 8), (5, 0, 0), (30, 10, 0)).groups.places == {1, 2}


def test_a_count_of_few_takes_the_smallest_other_of_its_column_with_it() -> None:
    found = hidden((100, 5, 0), (100, 30, 8), (100, 10, 0))
    assert found.groups.places == set()
    assert found.persistent == Hidden(frozenset({0, 2}), total=False)


def test_all_but_a_few_is_as_telling_as_a_few() -> None:
    assert 0 in hidden((30, 28, 0), (100, 30, 0), (100, 10, 0)).persistent.places


def test_a_small_school_shows_nothing() -> None:
    found = hidden((3, 1, 1), (2, 0, 0))
    assert (found.groups.total, found.persistent.total, found.severe.total) == (True, True, True)


def test_a_total_of_few_is_hidden_with_all_of_its_column() -> None:
    assert hidden((100, 2, 0), (100, 3, 0)).persistent == Hidden(frozenset({0, 1}), total=True)


@given(schools())
def test_no_count_of_few_is_shown_and_no_total_less_what_is_shown_tells_one(
    groups: list[GroupCounts],
) -> None:
    whole = whole_of(groups)
    found = hide_small(groups, whole, LEAST)
    columns = (
        (found.groups, [(each.pupils, each.pupils) for each in groups]),
        (found.persistent, [(each.persistent, each.pupils) for each in groups]),
        (found.severe, [(each.severe, each.persistent) for each in groups]),
    )
    for column, parts in columns:
        shown = [part for place, part in enumerate(parts) if place not in column.places]
        assert not any(is_small(count, LEAST) for count, _ in shown)
        if not column.total:
            rest = [parts[place] for place in column.places]
            together = (sum(count for count, _ in rest), sum(of for _, of in rest))
            assert not is_telling(together, LEAST)
            assert len(rest) != 1


@given(schools())
def test_what_is_hidden_above_is_hidden_below(groups: list[GroupCounts]) -> None:
    found = hide_small(groups, whole_of(groups), LEAST)
    assert found.groups.places <= found.persistent.places <= found.severe.places
