"""The values in force at a school on a day: its own where it set one, else the table's default."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from accounts.models import User
from schools.dated_values import is_in_force
from schools.models import DatedValue, School
from schools.queries.rows import rows_of
from schools.value_kinds import Kind, Value
from schools.value_table import BY_KEY, VALUES
from schools.wording import date_words

VALUES_NOW = """
SELECT v.school_id, v.key, v.value FROM schools_datedvalue v
WHERE v.school_id = ANY (%(schools)s) AND v.key = ANY (%(keys)s) AND v.valid_from <= %(on)s
  AND (v.valid_to IS NULL OR %(on)s < v.valid_to)
"""


@dataclass(frozen=True)
class ValuesByDay:
    """The values of some keys at a school, of which a day picks those in force."""

    rows: Mapping[str, Sequence[DatedValue]]

    def on(self, day: date) -> dict[str, Any]:
        """The values in force on a day, as the rules take them; a default where the school has none."""
        return {key: BY_KEY[key].read(_stored(key, rows, day)) for key, rows in self.rows.items()}


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


def value_sql(parameter: str, *, on: str = "on", school: str = "%(school)s") -> str:
    """A school's own value of a key on a day, for a statement with the parameters `school` and these two.

    `school` is SQL of the school's number, where a statement is about many.
    """
    return f"""SELECT v.value FROM schools_datedvalue v
         WHERE v.school_id = {school} AND v.key = %({parameter})s
           AND v.valid_from <= %({on})s AND (v.valid_to IS NULL OR %({on})s < v.valid_to)"""


def value_of(school: School, key: str, *, on: date) -> Any:
    """The value of a key on a day, as the rules take it: one statement. KeyError for an unknown key."""
    return values_of(school, [key], on=on)[key]


def values_of(school: School, keys: Iterable[str], *, on: date) -> dict[str, Any]:
    """The values of several keys on a day, as the rules take them: one statement. KeyError as above."""
    return values_of_schools([school.pk], keys, on=on)[school.pk]


def values_by_day(school: School, keys: Iterable[str]) -> ValuesByDay:
    """The values of several keys on every day: one statement. KeyError for an unknown key, when asked."""
    rows: dict[str, list[DatedValue]] = {key: [] for key in keys}
    for row in DatedValue.objects.filter(school=school, key__in=rows):
        rows[row.key].append(row)
    return ValuesByDay(rows)


def values_of_schools(schools: Iterable[int], keys: Iterable[str], *, on: date) -> dict[int, dict[str, Any]]:
    """The values of several keys at several schools on a day: one statement. KeyError as above."""
    defaults = {key: BY_KEY[key].default for key in keys}
    found = {school: dict(defaults) for school in schools}
    for school, key, stored in rows_of(
        VALUES_NOW, {"schools": list(found), "keys": list(defaults), "on": on}
    ):
        found[school][key] = json.loads(stored)
    return {
        school: {key: BY_KEY[key].read(stored) for key, stored in values.items()}
        for school, values in found.items()
    }


def value_lines(school: School, *, on: date) -> list[ValueLine]:
    """Every value that the page of values changes, with its history, newest first: two statements."""
    rows: defaultdict[str, list[DatedValue]] = defaultdict(list)
    for row in DatedValue.objects.filter(school=school).order_by("-valid_from"):
        rows[row.key].append(row)
    names = names_of(row.value for value in VALUES if value.kind is Kind.PERSON for row in rows[value.key])
    return [_line(value, rows[value.key], on, names) for value in VALUES if value.on_page]


def own_sources(school: int, keys: Iterable[str], *, on: date) -> dict[str, str]:
    """The source and the first day of each value of the keys that the school has set: one statement."""
    rows = DatedValue.objects.filter(school_id=school, key__in=list(keys))
    return {
        row.key: f"{row.source} (the school's own value since {date_words(row.valid_from)})"
        for row in rows
        if is_in_force(row.valid_from, row.valid_to, on)
    }


def names_of(people: Iterable[int]) -> dict[int, str]:
    """Name and title of each person, who may have left since: one statement."""
    rows = User.objects.filter(pk__in=set(people)).values_list("pk", "full_name", "job_title")
    return {pk: f"{name}, {title}" if title else name for pk, name, title in rows}


def _stored(key: str, rows: Iterable[DatedValue], day: date) -> Any:
    in_force = (row.value for row in rows if is_in_force(row.valid_from, row.valid_to, day))
    return next(in_force, BY_KEY[key].default)


def _line(value: Value, rows: list[DatedValue], on: date, names: Mapping[int, str]) -> ValueLine:
    now = next((row for row in rows if is_in_force(row.valid_from, row.valid_to, on)), None)
    stored = now.value if now else value.default
    return ValueLine(
        value=value,
        stored=stored,
        words=_words(value, stored, names),
        from_on=now.valid_from if now else None,
        source=now.source if now else value.source,
        history=[_past(value, row, on, names) for row in rows if row is not now],
    )


def _words(value: Value, stored: Any, names: Mapping[int, str]) -> str:
    return names.get(stored) or value.words(stored) if value.kind is Kind.PERSON else value.words(stored)


def _past(value: Value, row: DatedValue, on: date, names: Mapping[int, str]) -> PastValue:
    return PastValue(
        words=_words(value, row.value, names),
        from_on=row.valid_from,
        until_on=row.valid_to - timedelta(days=1) if row.valid_to else None,
        source=row.source,
        is_planned=row.valid_from > on,
    )
