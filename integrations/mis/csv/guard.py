"""A feed that brings half, or yesterday's file: it is told, and waits for a person's word (no database)."""

from __future__ import annotations

from datetime import datetime

from integrations.mis.csv.filing.act import Filed
from integrations.queries.feeds import LastFiled
from schools.wording import date_words

# Under so many, "half" says nothing about a school's file.
FEWEST = 20
HALF = "This file has {now:,} {what}, and the last one of its kind, {name}, had {last:,}"
AGAIN = "The same file was brought in on {day}, and another of its kind, {name}, after it"
ONCE_MORE = "The same file was brought in on {day}. What was changed here since then would be changed back"
OLDER = "Its marks end on {now}, and marks up to {last} are in already"


def doubts_about(
    filed: Filed, *, rows: int, digest: str, last: LastFiled | None, same_at: datetime | None
) -> list[str]:
    """Why a person should say that a file is meant; empty for one that changes nothing anyway.

    `last` is what was brought in before it of its kind from its source; `same_at` is when a file of the
    very same bytes was.
    """
    found: list[str] = []
    if last and (filed.changes_something or filed.missing):
        found.append(_half(filed, rows, last))
    if filed.changes_something:
        found.append(_same(digest, last, same_at) if same_at else "")
        found.append(_older(filed, last) if last else "")
    return [sentence for sentence in found if sentence]


def _same(digest: str, last: LastFiled | None, same_at: datetime) -> str:
    day = date_words(same_at.date())
    if last and last.digest != digest:
        return AGAIN.format(day=day, name=last.name)
    return ONCE_MORE.format(day=day)


def _half(filed: Filed, rows: int, last: LastFiled) -> str:
    """Pupils are counted where both files name them: a day of marks has fewer rows than a year of them."""
    now, then, what = rows, last.rows, "rows"
    if filed.pupils and last.pupils:
        now, then, what = filed.pupils, last.pupils, "pupils"
    if then < FEWEST or 2 * now > then:
        return ""
    return HALF.format(now=now, last=then, what=what, name=last.name)


def _older(filed: Filed, last: LastFiled) -> str:
    now = filed.days[1]
    if now is None or last.last_on is None or now >= last.last_on:
        return ""
    return OLDER.format(now=date_words(now), last=date_words(last.last_on))
