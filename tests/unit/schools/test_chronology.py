"""The one shape of a chronology: order, London times, and what a reader may not read."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from schools.chronology import (
    Entries,
    Entry,
    EntryKind,
    kind_of,
    newest_first,
    restricted_words,
)

NOON = datetime(2027, 3, 9, 12, tzinfo=UTC)


def entry(at: datetime = NOON, title: str = "Call to Mrs Khan") -> Entry:
    return Entry(at, EntryKind.CONTACT, title)


def test_times_stand_as_the_clock_in_london_showed_them() -> None:
    winter, summer = entry(), entry(datetime(2027, 4, 12, 23, 30, tzinfo=UTC))
    assert (winter.day_words, winter.time_words) == ("Tue 9 Mar", "12:00")
    assert (summer.day_words, summer.time_words) == ("Tue 13 Apr", "00:30")


@given(st.lists(st.lists(st.integers(0, 9), max_size=6), max_size=4))
def test_all_sources_stand_in_one_order_and_none_is_lost(sources: list[list[int]]) -> None:
    given_in = [
        Entries(
            entries=[entry(NOON + timedelta(hours=hour), f"{n}.{place}") for place, hour in enumerate(hours)]
        )
        for n, hours in enumerate(sources)
    ]
    found = newest_first(given_in)
    assert [each.at for each in found] == sorted((each.at for each in found), reverse=True)
    assert {each.title for each in found} == {each.title for one in given_in for each in one.entries}


def test_those_of_one_instant_stay_as_their_sources_gave_them() -> None:
    first, second = entry(title="first"), entry(title="second")
    assert newest_first([Entries(entries=[first]), Entries(entries=[second])]) == [first, second]


def test_an_address_names_a_kind_or_none() -> None:
    assert kind_of("visit") is EntryKind.VISIT
    assert kind_of("") is kind_of("zq") is None
    assert len({kind.slug for kind in EntryKind}) == len(EntryKind)
    assert all(kind.title and kind.icon for kind in EntryKind)


def test_what_may_not_be_read_is_counted() -> None:
    assert restricted_words(0) == ""
    assert restricted_words(1) == "1 restricted entry"
    assert restricted_words(3) == "3 restricted entries"
