"""The values in force at a school on a day: its own where it set one, else the table's default."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Q

from schools.dated_values import is_in_force
from schools.models import DatedValue, School
from schools.value_kinds import Value
from schools.value_table import BY_KEY, VALUES


@dataclass(frozen=True)
class PastValue:
    """What a value was or will be: in words, its days, and its source. `until_on` is the last day."""

    words: str
    from_on: date
    until_on: date | None
    source: str
    is_planned: bool


@dataclass(frozen=True)
class ValueLine:
    """A value as the page lists it: what is in force, since when, by what source, and its history."""

    value: Value
    stored: Any
    words: str
    from_on: date | None
    source: str
    history: list[PastValue]

    @property
    def is_default(self) -> bool:
        """Whether the school has not set it."""
        return self.from_on is None

    @property
    def default_words(self) -> str:
        """What holds where the school has set nothing."""
        return self.value.words(self.value.default)


def value_sql(parameter: str, *, on: str = "on") -> str:
    """A school's own value of a key on a day, for a statement with the parameters `school` and these two."""
    return f"""SELECT v.value FROM schools_datedvalue v
         WHERE v.school_id = %(school)s AND v.key = %({parameter})s
           AND v.valid_from <= %({on})s AND (v.valid_to IS NULL OR %({on})s < v.valid_to)"""


def value_of(school: School, key: str, *, on: date) -> Any:
    """The value of a key on a day, as the rules take it: one statement. KeyError for an unknown key."""
    return values_of(school, [key], on=on)[key]


def values_of(school: School, keys: Iterable[str], *, on: date) -> dict[str, Any]:
    """The values of several keys on a day, as the rules take them: one statement. KeyError as above."""
    found = {key: BY_KEY[key].default for key in keys}
    rows = DatedValue.objects.filter(school=school, key__in=found, valid_from__lte=on)
    found |= dict(rows.filter(Q(valid_to=None) | Q(valid_to__gt=on)).values_list("key", "value"))
    return {key: BY_KEY[key].read(stored) for key, stored in found.items()}


def value_lines(school: School, *, on: date) -> list[ValueLine]:
    """Every value that the page of values changes, with its history, newest first: one statement."""
    rows: defaultdict[str, list[DatedValue]] = defaultdict(list)
    for row in DatedValue.objects.filter(school=school).order_by("-valid_from"):
        rows[row.key].append(row)
    return [_line(value, rows[value.key], on) for value in VALUES if value.on_page]


def _line(value: Value, rows: list[DatedValue], on: date) -> ValueLine:
    now = next((row for row in rows if is_in_force(row.valid_from, row.valid_to, on)), None)
    stored = now.value if now else value.default
    return ValueLine(
        value=value,
        stored=stored,
        words=value.words(stored),
        from_on=now.valid_from if now else None,
        source=now.source if now else value.source,
        history=[_past(value, row, on) for row in rows if row is not now],
    )


def _past(value: Value, row: DatedValue, on: date) -> PastValue:
    return PastValue(
        words=value.words(row.value),
        from_on=row.valid_from,
        until_on=row.valid_to - timedelta(days=1) if row.valid_to else None,
        source=row.source,
        is_planned=row.valid_from > on,
    )
