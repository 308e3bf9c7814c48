"""Who is in a list: as the address asks, as far as this person's rights reach, in its order."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from accounts.roles import Permission
from reporting.queries.lists.choices import WORDS, Filter, ListChoice, choice_in
from reporting.queries.lists.columns import Column, columns_for, order_of
from reporting.queries.lists.days import ListDays, ListValues, list_days, list_values
from reporting.queries.lists.filters import GroupChoice, filters_for, group_choices, narrowed_by
from reporting.queries.lists.rows import ListedPupil, listed_pupils
from reporting.queries.lists.standing import stands
from reporting.queries.pupil_searches import pupils_by_name, pupils_fitting, search_words
from schools.access import Rights


@dataclass(frozen=True)
class AskedList:
    """What was asked for, and what this person could ask for."""

    choice: ListChoice
    filters: Sequence[Filter]
    columns: Sequence[Column]
    groups: Sequence[GroupChoice]
    values: ListValues
    days: ListDays

    @property
    def narrowed_words(self) -> list[str]:
        """What narrows the list beside a name, in words."""
        chosen = self.choice.filters
        return [each.words(chosen[each.param]) for each in self.filters if each.param in chosen]


def asked_list(rights: Rights, asked: Mapping[str, str], *, on: date) -> AskedList:
    """The list of an address as this person may ask for it: three statements, four where it asks for
    words of the record.
    """
    values = list_values(rights.school, on=on)
    groups = group_choices(rights, on=on)
    filters = filters_for(rights, groups, values, asked)
    columns = columns_for(
        figures=rights.reaches_people(Permission.FIGURES_VIEW),
        facts=rights.reaches_people(Permission.SUPPORT_FACTS_VIEW)
        or rights.reaches_people(Permission.PROTECTED_FACTS_VIEW),
    )
    choice = choice_in(asked, search_words(asked.get(WORDS, "")), filters, columns)
    return AskedList(choice, filters, columns, groups, values, list_days(rights.school, values, on=on))


def ids_of(rights: Rights, asked: AskedList, *, to_leave: bool = False) -> list[int]:
    """The pupils whom names, groups and facts leave, by surname or best fit first: one statement.

    `to_leave`: only those whose attendance the person may take out in a file.
    """
    narrowed = narrowed_by(rights, asked.choice, on=asked.days.on, to_leave=to_leave)
    if asked.choice.words:
        return pupils_fitting(narrowed, asked.choice.words)
    return pupils_by_name(narrowed)


def everybody_of(rights: Rights, asked: AskedList, ids: Sequence[int]) -> list[ListedPupil]:
    """Those of them whom the filters of sessions leave, in the order asked for: one statement."""
    pupils = listed_pupils(rights, ids, asked.days)
    left = [pupil for pupil in pupils if stands(pupil, asked.choice, asked.values)]
    return _in_order(left, asked)


def _in_order(pupils: Sequence[ListedPupil], asked: AskedList) -> list[ListedPupil]:
    """By the chosen column, and by name where it is equal; who has nothing there stands last."""
    column, values = asked.choice.sort, asked.values.movement
    if column is None:
        return list(pupils)
    placed = [(order_of(column, pupil, values), pupil) for pupil in pupils]
    known = [(order, pupil) for order, pupil in placed if order is not None]
    known.sort(key=lambda each: each[0], reverse=asked.choice.largest_first)
    return [pupil for _, pupil in known] + [pupil for order, pupil in placed if order is None]
