"""A planned merge in words, line by line: what stays, what moves, what is there twice, what is lost.

Each line by its own right; what a person may not read goes with the pupil all the same.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Model

from accounts.roles import Permission
from schools.access import Rights
from schools.merging import Days
from schools.models import Pupil, PupilAddress
from schools.queries.pupil_merges import FactJoin, PupilPlan, SameContact, pupil_fields
from schools.wording import count_words, date_words, list_words

OUTSIDE = (
    Permission.HIDDEN_ADDRESS_VIEW,
    Permission.SUPPORT_FACTS_VIEW,
    Permission.PROTECTED_FACTS_VIEW,
    Permission.CONTACT_SAFETY_VIEW,
)
LABELS = {
    "upn": "UPN",
    "former_upn": "Former UPN",
    "born_on": "Date of birth",
    "is_boarder": "Boarder",
    "needs_interpreter": "Interpreter",
}


@dataclass(frozen=True)
class FieldLine:
    """A field in which the two records differ, and what it will be."""

    label: str
    kept: str
    other: str
    after: str
    is_lost: bool


@dataclass
class MergeWords:
    """The lines of a preview. `goes_along` says that there may be more than the reader may see."""

    fields: list[FieldLine] = field(default_factory=list)
    moved: list[str] = field(default_factory=list)
    twice: list[str] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)
    goes_along: str = ""


def merge_words(plan: PupilPlan, rights: Rights) -> MergeWords:
    """The plan as this person may read it; no statement."""
    words = MergeWords(fields=_fields(plan))
    words.lost += [f"{line.label}: {line.other}" for line in words.fields if line.is_lost]
    _say_roll(plan, words)
    _say_groups(plan, words)
    _say_homes(plan, words, in_full=rights.has_for_school(Permission.HIDDEN_ADDRESS_VIEW))
    _say_contacts(plan, words)
    if rights.has_for_school(Permission.CONTACT_SAFETY_VIEW):
        _say_safety(plan, words)
    if rights.has_for_school(Permission.SUPPORT_FACTS_VIEW):
        _say_facts(plan.support, words)
    if rights.has_for_school(Permission.PROTECTED_FACTS_VIEW):
        _say_facts(plan.protected, words)
    if not all(rights.has_for_school(permission) for permission in OUTSIDE):
        words.goes_along = "Facts, notes and addresses outside your access stay with the pupil."
    return words


def _fields(plan: PupilPlan) -> list[FieldLine]:
    lines = []
    for name in pupil_fields():
        kept, other, after = (
            value_words(value)
            for value in (getattr(plan.kept, name), getattr(plan.other, name), plan.values[name])
        )
        if kept == other == after:
            continue
        stays = {after, plan.values["former_upn"]} if name.endswith("upn") else {after}
        lines.append(
            FieldLine(field_label(Pupil, name), kept, other, after, bool(other) and other not in stays)
        )
    return lines


def field_label(model: type[Model], name: str) -> str:
    """A field as the pages name it."""
    field_of = {each.name: each for each in model._meta.concrete_fields}[name]
    return LABELS.get(name) or str(field_of.verbose_name).capitalize()


def value_words(value: Any) -> str:
    """The value of a field in words."""
    if isinstance(value, date):
        return date_words(value)
    if isinstance(value, bool):
        return "Yes" if value else "No"
    return str(value)


def _days(days: Days) -> str:
    first, last = days
    return f"from {date_words(first)}" + (f" to {date_words(last)}" if last else "")


def _say_roll(plan: PupilPlan, words: MergeWords) -> None:
    for join in plan.roll:
        days = _days((join.from_on, join.until_on))
        if not join.absorbed:
            words.moved.append(f"Time on roll {days}")
            continue
        words.twice.append(f"Time on roll, joined to one {days}")
        entries = [plan.entries[pk] for pk in (join.survivor, *join.absorbed)]
        words.lost += [
            f"The leaving on {date_words(entry.left_on)}"
            for entry in entries
            if entry.left_on not in (None, join.until_on)
        ]
        words.lost += [
            f"Enrolment: {entry.get_enrolment_display()}"
            for entry in entries[1:]
            if entry.enrolment != entries[0].enrolment
        ]


def _say_groups(plan: PupilPlan, words: MergeWords) -> None:
    words.twice += [
        f"Time in a group, joined to one {_days((join.from_on, join.until_on))}"
        for join in plan.groups
        if join.absorbed
    ]
    for membership in plan.memberships:
        group, row = membership.row.group, membership.row
        words.moved += [f"{group.name} {_days(days)}" for days in membership.days]
        if membership.days != [(row.from_on, row.until_on)]:
            whole = _days((row.from_on, row.until_on))
            words.lost.append(f"{group.name} {whole}: the days on which the other group stands")


def _say_homes(plan: PupilPlan, words: MergeWords, *, in_full: bool) -> None:
    """Without the right to hidden addresses no address is told: one may be hidden under another spelling."""
    if in_full:
        words.moved += [f"Address {_home(home)}" for home in plan.homes_moved]
        words.twice += [f"Address {_home(same.kept)}" for same in plan.homes_same]
    else:
        if plan.homes_moved:
            words.moved.append(count_words(len(plan.homes_moved), "address", "addresses"))
        if plan.homes_same:
            words.twice.append(count_words(len(plan.homes_same), "address", "addresses"))


def _home(home: PupilAddress) -> str:
    return home_words(home.lines, home.postcode, is_hidden=home.is_hidden)


def home_words(lines: str, postcode: str, *, is_hidden: bool) -> str:
    """An address in one line, and that it is hidden."""
    text = ", ".join(filter(None, (lines.replace("\n", ", "), postcode)))
    return f"{text} (hidden)" if is_hidden else text


def _say_contacts(plan: PupilPlan, words: MergeWords) -> None:
    words.moved += [
        f"Contact {row.parent}, {row.relationship}, as number {row.call_order}" for row in plan.contacts_moved
    ]
    for same in plan.contacts_same:
        words.twice.append(f"Contact {same.kept.parent}")
        words.lost += [f"Contact {same.kept.parent}: {lost}" for lost in contact_losses(same)]


def contact_losses(same: SameContact) -> Iterable[str]:
    """What the contact that goes says otherwise than the one that stays."""
    if same.other.relationship != same.kept.relationship:
        yield same.other.relationship
    for name, words in (
        ("has_responsibility", "parental responsibility"),
        ("lives_with_pupil", "lives with the pupil"),
    ):
        if getattr(same.other, name) != getattr(same.kept, name):
            yield f"{words}: {'yes' if getattr(same.other, name) else 'no'}"


def _say_safety(plan: PupilPlan, words: MergeWords) -> None:
    if plan.notes_moved:
        words.moved.append(count_words(len(plan.notes_moved), "safety note"))
    stops = [str(same.kept.parent) for same in plan.contacts_same if same.other.must_not_contact]
    if stops:
        words.moved.append(f"Do not contact: {list_words(stops)}")


def _say_facts(facts: Iterable[FactJoin], words: MergeWords) -> None:
    for fact in facts:
        days = _days((fact.join.from_on, fact.join.until_on))
        if fact.join.absorbed:
            words.twice.append(f"{fact.title}, joined to one {days}")
        else:
            words.moved.append(f"{fact.title} {days}")
        if fact.is_cut:
            words.lost.append(f"{fact.title}: the end of a long note")
