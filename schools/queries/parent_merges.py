"""What becomes of two parents who are made one: the plan that a page shows and a service carries out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import Http404

from accounts.roles import Permission
from schools.access import Rights
from schools.addresses import is_secret
from schools.models import Contact, Parent
from schools.queries.families import address_of_parent
from schools.queries.family_sheets import get_parent
from schools.queries.hidden_addresses import secret_places_of_parents
from schools.queries.merge_words import (
    FieldLine,
    MergeWords,
    contact_losses,
    field_label,
    home_words,
    value_words,
)
from schools.queries.pupil_merges import SameContact, stamp_of

HOME = ("address_lines", "postcode", "address_hidden")
APART = ("id", "school", *HOME)
REACH = ("mobile", "phone", "email")
WITHHELD = "Withheld: ask the DSL"


@dataclass(frozen=True)
class ParentPlan:
    """The fields of the parent who stays, and the contacts of the one who goes.

    `is_withheld`: one of the two lives where a page tells nothing without the right to hidden addresses.
    """

    kept: Parent
    other: Parent
    values: dict[str, Any]
    contacts_moved: list[Contact]
    contacts_same: list[SameContact]
    is_stopped: bool
    is_withheld: bool

    @property
    def stamp(self) -> str:
        """What tells this plan from another: a page that was shown one carries out no other."""
        twice = [row for same in self.contacts_same for row in (same.kept, same.other)]
        return stamp_of((self.kept, self.other, *self.contacts_moved, *twice), self.values)


def get_parent_to_merge(rights: Rights, parent_id: int) -> Parent:
    """A parent of the person's school, whom they may manage; 404 otherwise."""
    rights.check(Permission.PUPIL_MANAGE)
    if not rights.has_for_school(Permission.PUPIL_MANAGE):
        raise Http404
    return get_parent(rights, parent_id)


def plan_parents(kept: Parent, other: Parent) -> ParentPlan:
    """What becomes of each field and contact when `other` is merged into `kept`: two statements."""
    rows = list(Contact.objects.filter(parent__in=(kept, other)).select_related("pupil", "parent"))
    ours = {row.pupil_id: row for row in rows if row.parent_id == kept.pk}
    theirs = [row for row in rows if row.parent_id == other.pk]
    secret = secret_places_of_parents((kept.pk, other.pk))
    return ParentPlan(
        kept=kept,
        other=other,
        values=_values(kept, other),
        contacts_moved=[row for row in theirs if row.pupil_id not in ours],
        contacts_same=[SameContact(ours[row.pupil_id], row) for row in theirs if row.pupil_id in ours],
        is_stopped=any(row.must_not_contact for row in rows),
        is_withheld=any(is_secret(address_of_parent(row), secret) for row in (kept, other)),
    )


def _values(kept: Parent, other: Parent) -> dict[str, Any]:
    """What the kept parent has, else the other; a second number finds room; a hidden address goes first."""
    names = [each.name for each in Parent._meta.concrete_fields if each.name not in APART]
    values = {name: getattr(kept, name) or getattr(other, name) for name in names}
    spare = [
        number for number in (other.mobile, other.phone) if number not in (values["mobile"], kept.phone, "")
    ]
    if not kept.phone:
        values["phone"] = spare[0] if spare else ""
    home = other if (not kept.address_lines or (other.address_hidden and not kept.address_hidden)) else kept
    if not home.address_lines:
        home = kept
    return values | {name: getattr(home, name) for name in HOME}


def parent_words(plan: ParentPlan, rights: Rights) -> MergeWords:
    """The plan as this person may read it; no statement."""
    words = MergeWords(fields=_fields(plan, rights))
    words.lost += [f"{line.label}: {line.other}" for line in words.fields if line.is_lost]
    words.moved += [
        f"{row.relationship} of {row.pupil.known_name}, number {row.call_order}"
        for row in plan.contacts_moved
    ]
    for same in plan.contacts_same:
        words.twice.append(f"Contact of {same.kept.pupil.known_name}")
        words.lost += [f"Contact of {same.kept.pupil.known_name}: {lost}" for lost in contact_losses(same)]
    return words


def _fields(plan: ParentPlan, rights: Rights) -> list[FieldLine]:
    lines = []
    for name in plan.values:
        if name in HOME:
            continue
        kept, other, after = (
            value_words(value)
            for value in (getattr(plan.kept, name), getattr(plan.other, name), plan.values[name])
        )
        if kept == other == after:
            continue
        numbers = {plan.values[each] for each in REACH} if name in REACH else {after}
        is_lost = bool(other) and other not in numbers
        if name in REACH and plan.is_stopped:
            kept, other, after = (WITHHELD if text else "" for text in (kept, other, after))
        label = field_label(Parent, name)
        lines.append(FieldLine(label, kept, other, after, is_lost))
    return lines + _home_line(plan, rights)


def _home_line(plan: ParentPlan, rights: Rights) -> list[FieldLine]:
    """The address of each. Without its right a hidden one is told by no record, nor one that may match it."""
    homes = [
        tuple(getattr(plan.kept, name) for name in HOME),
        tuple(getattr(plan.other, name) for name in HOME),
        tuple(plan.values[name] for name in HOME),
    ]
    if homes[0] == homes[1] == homes[2]:
        return []
    is_open = rights.has_for_school(Permission.HIDDEN_ADDRESS_VIEW) or not plan.is_withheld
    shows = is_open and not plan.is_stopped
    kept, other, after = (_home(home, shows=shows) for home in homes)
    is_lost = bool(plan.other.address_lines) and homes[1] != homes[2]
    kept_goes = bool(plan.kept.address_lines) and homes[0] != homes[2]
    return [FieldLine("Address", kept, other, after, is_lost or kept_goes)]


def _home(home: tuple[Any, ...], *, shows: bool) -> str:
    lines, postcode, hidden = home
    if not lines:
        return ""
    return home_words(lines, postcode, is_hidden=hidden) if shows else WITHHELD
