"""What the list of pupils is asked for, by these parameters of its address; other pages link into it so.

`q`           words of a name, or a number; never kept in a saved view
`group`       the number of a group: a class, a year's group or a set
`year`        a year group as a number: 8
`sex`         F or M
`fact`        kinds of support or of protected facts that all hold, with commas: sen,fsm
`without`     kinds of which none holds, with commas: the rest beside such a group
`ethnicity`   how the census code begins: W, or REFU
`transport`   how the pupil comes to school, as some record has it, capitals aside
`language`    the language at home, likewise
`roll`        left: who left in this school year
`band`        the lowest percentage of a band of attendance: 90
`absence`     persistent, severe, near, falling, target, few (sessions) or none (no session)
`with`        late, unauthorised (this school year), lately (unauthorised in the last school weeks of the
              notice) or notice (as many of these as the national framework counts)
`columns`     the columns, with commas, and `sort` the one that orders, with a minus for the largest first
`page`        which fifty

A filter that nobody knows, or that is not this person's to use, is as good as none.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from urllib.parse import urlencode

from django.http import QueryDict

from reporting.queries.lists.columns import Column, columns_in
from schools.names import words_in

WORDS, PAGE, COLUMNS, SORT = "q", "page", "columns", "sort"
GROUP, YEAR, SEX, FACT, WITHOUT = "group", "year", "sex", "fact", "without"
ETHNICITY, TRANSPORT, LANGUAGE = "ethnicity", "transport", "language"
ROLL, BAND, ABSENCE, WITH = "roll", "band", "absence", "with"
# These are about sessions: whose figures a person may not see is in none of them.
OF_FIGURES = (BAND, ABSENCE, WITH)
LARGEST_FIRST = "-"
COMMA = ","
MOST_CHARACTERS = 60


@dataclass(frozen=True)
class Filter:
    """One filter as this person may use it: what it may be, each in words.

    `is_many`: several hold together. `is_free`: words of the school's own; the options are as some record
    has those that were asked for.
    """

    param: str
    title: str
    options: Mapping[str, str] = field(default_factory=dict)
    is_many: bool = False
    is_free: bool = False

    def read(self, text: str) -> str:
        """What an address asks of it, in one spelling; empty for what it may not be."""
        if self.is_free:
            return self.options.get(words_asked(text), "")
        if self.is_many:
            asked = set(text.split(COMMA))
            return COMMA.join(value for value in self.options if value in asked)
        return text if text in self.options else ""

    def words(self, value: str) -> str:
        """What it is set to, in words."""
        if self.is_free:
            return f"{self.title}: {value}"
        chosen = [self.options[each] for each in (value.split(COMMA) if self.is_many else [value])]
        return f"{'Without' if self.param == WITHOUT else ''} {', '.join(chosen)}".strip()


@dataclass(frozen=True)
class ListChoice:
    """What was asked for, and may be: `filters` by parameter, the columns among those `allowed`, the order.

    `is_cut`: something of the address was left out, since it is unknown or not this person's to use.
    """

    words: str
    filters: Mapping[str, str]
    columns: Sequence[Column]
    allowed: Sequence[Column] = ()
    sort: Column | None = None
    largest_first: bool = False
    page: str = ""
    is_cut: bool = False

    @property
    def needs_all(self) -> bool:
        """Whether who is on the page hangs on more than names and facts: on sessions, or on an order."""
        return any(param in self.filters for param in OF_FIGURES) or bool(self.sort)

    @property
    def shows_figures(self) -> bool:
        """Whether it tells of sessions: in a column, by who is listed, or by the order."""
        columns = [*self.columns, *([self.sort] if self.sort else [])]
        return any(column.is_figure for column in columns) or any(
            param in self.filters for param in OF_FIGURES
        )

    @property
    def is_usual(self) -> bool:
        """Whether nothing narrows the list."""
        return not self.words and not self.filters

    def values(self, param: str) -> list[str]:
        """The values of a filter of several."""
        return [each for each in self.filters.get(param, "").split(COMMA) if each]

    def with_filter(self, param: str, value: str) -> ListChoice:
        """The same with a filter set, or taken off where the value is empty."""
        rest = {name: each for name, each in self.filters.items() if name != param}
        return replace(self, filters=rest | ({param: value} if value else {}))

    def sorted_by(self, column: Column | None, *, largest_first: bool = False) -> ListChoice:
        """The same in another order."""
        return replace(self, sort=column, largest_first=largest_first)

    @property
    def carried(self) -> dict[str, str]:
        """Everything but the page, by parameter, as an address and a form carry it."""
        order = f"{LARGEST_FIRST if self.largest_first else ''}{self.sort}" if self.sort else ""
        is_own = tuple(self.columns) != columns_in("", self.allowed)
        asked = {
            WORDS: self.words,
            **dict(sorted(self.filters.items())),
            COLUMNS: COMMA.join(self.columns) if is_own else "",
            SORT: order,
        }
        return {name: value for name, value in asked.items() if value}

    @property
    def query(self) -> str:
        """The same as one text."""
        return urlencode(self.carried)

    @property
    def saved(self) -> str:
        """The filters, columns and order as a view keeps them, without a name that was searched for."""
        return urlencode({name: value for name, value in self.carried.items() if name != WORDS})


def words_asked(text: str) -> str:
    """Words of the school's own as an address asks for them: in one line, and no longer than a record's."""
    return words_in(text)[:MOST_CHARACTERS]


def asked_of(sent: QueryDict) -> dict[str, str]:
    """What an address sends: of each parameter its last value, but every ticked column."""
    return {name: sent.get(name, "") for name in sent} | {COLUMNS: COMMA.join(sent.getlist(COLUMNS))}


def choice_in(
    asked: Mapping[str, str], words: str, filters: Sequence[Filter], columns: Sequence[Column]
) -> ListChoice:
    """What an address asks for, of the filters and columns that this person may use."""
    known = {each.param: each for each in filters}
    found = {param: value for param, each in known.items() if (value := each.read(asked.get(param, "")))}
    order = asked.get(SORT, "")
    sort = next((each for each in columns if each.value == order.removeprefix(LARGEST_FIRST)), None)
    chosen = columns_in(asked.get(COLUMNS, ""), columns)
    return ListChoice(
        words=words,
        filters=found,
        columns=chosen,
        allowed=columns,
        sort=sort,
        largest_first=sort is not None and order.startswith(LARGEST_FIRST),
        page=asked.get(PAGE, ""),
        is_cut=_is_cut(asked, found) or (bool(order) and sort is None),
    )


PARAMS = (GROUP, YEAR, SEX, FACT, WITHOUT, ETHNICITY, TRANSPORT, LANGUAGE, ROLL, *OF_FIGURES)


def _is_cut(asked: Mapping[str, str], found: Mapping[str, str]) -> bool:
    wanted = {param: set(asked.get(param, "").split(COMMA)) - {""} for param in PARAMS}
    return any(
        len(values) > len(found.get(param, "").split(COMMA)) or not found.get(param)
        for param, values in wanted.items()
        if values
    )
