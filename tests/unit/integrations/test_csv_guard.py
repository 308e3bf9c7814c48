"""When a file's numbers speak against it, a person is asked."""

from datetime import date, datetime

import pytest

from integrations.mis.csv.filing.act import Filed
from integrations.mis.csv.guard import doubts_about
from integrations.queries.feeds import LastFiled
from schools.services.staging import Changes

MONDAY = datetime(2027, 3, 8, 6, 0)  # noqa: DTZ001 - no zone matters here
FRIDAY = date(2027, 3, 12)
CHANGED = {"pupils": Changes(changed=1)}


def last(
    *, rows: int = 1_000, pupils: int = 0, digest: str = "new", last_on: date | None = None
) -> LastFiled:
    return LastFiled("pupils", "pupils.csv", MONDAY, rows, pupils, last_on, digest)


def doubts(
    filed: Filed,
    *,
    rows: int = 1_000,
    before: LastFiled | None = None,
    same_at: datetime | None = None,
) -> list[str]:
    return doubts_about(filed, rows=rows, digest="old", last=before, same_at=same_at)


def test_a_first_file_is_not_doubted() -> None:
    assert doubts(Filed(CHANGED), rows=1) == []


@pytest.mark.parametrize(("rows", "is_doubtful"), [(501, False), (500, True), (1, True), (1_001, False)])
def test_half_of_the_rows_or_less_is_doubtful(rows: int, is_doubtful: bool) -> None:
    assert bool(doubts(Filed(CHANGED), rows=rows, before=last())) is is_doubtful


def test_pupils_are_counted_where_both_files_name_them() -> None:
    before = last(rows=400_000, pupils=1_500)
    assert doubts(Filed(CHANGED, pupils=1_490), rows=1_490, before=before) == []
    [doubt] = doubts(Filed(CHANGED, pupils=700), rows=1_400, before=before)
    assert doubt == "This file has 700 pupils, and the last one of its kind, pupils.csv, had 1,500"


def test_half_of_a_handful_says_nothing() -> None:
    assert doubts(Filed(CHANGED), rows=3, before=last(rows=19)) == []


def test_a_file_that_changes_nothing_needs_no_word() -> None:
    assert doubts(Filed(), rows=1, before=last(), same_at=MONDAY) == []


def test_half_a_file_that_misses_pupils_needs_one() -> None:
    assert len(doubts(Filed(missing=900), rows=100, before=last())) == 1


def test_an_older_file_after_a_newer_one() -> None:
    assert doubts(Filed(CHANGED), before=last(), same_at=MONDAY) == [
        "The same file was brought in on 8 March 2027, and another of its kind, pupils.csv, after it"
    ]
    assert doubts(Filed(CHANGED), before=last(digest="old"), same_at=MONDAY) == [
        "The same file was brought in on 8 March 2027. What was changed here since then would be changed back"
    ]


def test_marks_that_end_before_those_that_are_in() -> None:
    monday = Filed(CHANGED, days=(MONDAY.date(), MONDAY.date()))
    assert doubts(monday, before=last(last_on=FRIDAY)) == [
        "Its marks end on 8 March 2027, and marks up to 12 March 2027 are in already"
    ]
    assert doubts(monday, before=last(last_on=MONDAY.date())) == []
