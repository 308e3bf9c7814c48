"""What becomes of two pupil records that are made one: the plan that a page shows and a service carries out.

Read here, changed in `schools.services.pupil_merges`. The plan holds facts beyond some readers' rights:
`schools.queries.merge_words` says which of its lines a person may read.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from schools.merging import Days, Join, Stay, join_stays, join_texts, pick_numbers, uncovered
from schools.models import (
    ONE_AT_A_TIME,
    Contact,
    GroupMember,
    ProtectedFact,
    Pupil,
    PupilAddress,
    PupilMarker,
    RollEntry,
    SafetyNote,
    SupportFact,
)
from schools.upn import is_temporary

APART = ("id", "school", "merged_into")
SUPPORT_TEXTS = {"need": "need", "note": "note", "source": "source"}
PROTECTED_TEXTS = {
    "worker_name": "worker",
    "worker_phone": "phone",
    "worker_email": "email",
    "team": "team",
    "authority": "local authority",
    "note": "note",
    "source": "source",
}
NOTE_LENGTH = 300

FactT = TypeVar("FactT", SupportFact, ProtectedFact)


@dataclass(frozen=True)
class FactJoin:
    """A fact that moves, or stands for others of its kind, with the values it then has.

    `is_cut`: what the others say does not all find room in its note.
    """

    title: str
    join: Join
    values: dict[str, Any]
    is_cut: bool


@dataclass(frozen=True)
class SameHome:
    """A home that both records have; it is hidden when either hides it."""

    kept: PupilAddress
    other: PupilAddress


@dataclass(frozen=True)
class SameContact:
    """A parent whom both records name; a no-contact fact of either stands."""

    kept: Contact
    other: Contact


@dataclass(frozen=True)
class Membership:
    """A time in a group that moves, and the days that are left of it; none when it goes."""

    row: GroupMember
    days: list[Days]


@dataclass(frozen=True)
class PupilPlan:
    """Every row of the record that goes, and what becomes of it."""

    kept: Pupil
    other: Pupil
    values: dict[str, Any]
    left_number: str
    roll: list[Join]
    entries: dict[int, RollEntry]
    homes_moved: list[PupilAddress] = field(default_factory=list)
    homes_same: list[SameHome] = field(default_factory=list)
    contacts_moved: list[Contact] = field(default_factory=list)
    contacts_same: list[SameContact] = field(default_factory=list)
    notes_moved: list[SafetyNote] = field(default_factory=list)
    markers_moved: list[PupilMarker] = field(default_factory=list)
    support: list[FactJoin] = field(default_factory=list)
    protected: list[FactJoin] = field(default_factory=list)
    groups: list[Join] = field(default_factory=list)
    memberships: list[Membership] = field(default_factory=list)

    @property
    def stamp(self) -> str:
        """What tells this plan from another: a page that was shown one carries out no other."""
        rows = (self.kept, self.other, *self.entries.values(), *self.homes_moved, *self.contacts_moved)
        homes = [row for same in self.homes_same for row in (same.kept, same.other)]
        contacts = [row for twice in self.contacts_same for row in (twice.kept, twice.other)]
        days = [(membership.row.pk, membership.days) for membership in self.memberships]
        parts = (self.values, self.roll, self.support, self.protected, self.groups, days)
        return stamp_of((*rows, *homes, *contacts, *self.notes_moved, *self.markers_moved), *parts)


def plan_pupils(kept: Pupil, other: Pupil) -> PupilPlan:
    """What becomes of each row when `other` is merged into `kept`: nine statements."""
    values, left_number = _pupil_values(kept, other)
    entries = {row.pk: row for row in RollEntry.objects.filter(pupil__in=(kept, other))}
    homes_moved, homes_same = _homes(kept, other)
    contacts_moved, contacts_same = _contacts(kept, other)
    pair = (kept, other)
    groups, memberships = _groups(kept, other)
    return PupilPlan(
        kept=kept,
        other=other,
        values=values,
        left_number=left_number,
        roll=join_stays(
            Stay(row.pk, row.admitted_on, row.left_on, row.pupil_id == kept.pk) for row in entries.values()
        ),
        entries=entries,
        homes_moved=homes_moved,
        homes_same=homes_same,
        contacts_moved=contacts_moved,
        contacts_same=contacts_same,
        notes_moved=list(SafetyNote.objects.filter(pupil=other)),
        markers_moved=list(PupilMarker.objects.filter(pupil=other)),
        support=_join_facts(list(SupportFact.objects.filter(pupil__in=pair)), kept, SUPPORT_TEXTS),
        protected=_join_facts(list(ProtectedFact.objects.filter(pupil__in=pair)), kept, PROTECTED_TEXTS),
        groups=groups,
        memberships=memberships,
    )


def stamp_of(rows: Iterable[Any], *parts: object) -> str:
    """A digest of every column of the rows, and of what else a plan says."""
    told = [{each.attname: getattr(row, each.attname) for each in row._meta.concrete_fields} for row in rows]
    return hashlib.sha256(repr((told, *parts)).encode()).hexdigest()[:32]


def pupil_fields() -> list[str]:
    """The names of the fields of a pupil that one record may have and the other not."""
    return [each.name for each in Pupil._meta.concrete_fields if each.name not in APART]


def _pupil_values(kept: Pupil, other: Pupil) -> tuple[dict[str, Any], str]:
    """The kept pupil's fields as they will be, and the number that goes with the other record."""
    values = {name: getattr(kept, name) or getattr(other, name) for name in pupil_fields()}
    values["upn"], was = pick_numbers(
        kept.upn, other.upn, is_temporary=(is_temporary(kept.upn), is_temporary(other.upn))
    )
    numbers = [number for number in (kept.former_upn, was, other.former_upn) if number != values["upn"]]
    former = list(dict.fromkeys(filter(None, numbers)))
    values["former_upn"] = former[0] if former else ""
    return values, former[1] if len(former) > 1 else ""


def _homes(kept: Pupil, other: Pupil) -> tuple[list[PupilAddress], list[SameHome]]:
    ours: dict[str, PupilAddress] = {}
    theirs: list[PupilAddress] = []
    for home in PupilAddress.objects.filter(pupil__in=(kept, other)):
        if home.pupil_id == kept.pk:
            ours[home.lines] = home
        else:
            theirs.append(home)
    moved = [home for home in theirs if home.lines not in ours]
    return moved, [SameHome(ours[home.lines], home) for home in theirs if home.lines in ours]


def _contacts(kept: Pupil, other: Pupil) -> tuple[list[Contact], list[SameContact]]:
    """The contacts that move get the places after the kept pupil's own."""
    rows = Contact.objects.filter(pupil__in=(kept, other)).select_related("parent").order_by("call_order")
    ours = {row.parent_id: row for row in rows if row.pupil_id == kept.pk}
    last = max((row.call_order for row in ours.values()), default=0)
    moved: list[Contact] = []
    same: list[SameContact] = []
    for row in rows:
        if row.pupil_id == kept.pk:
            continue
        if row.parent_id in ours:
            same.append(SameContact(ours[row.parent_id], row))
        else:
            last += 1
            row.call_order = last
            moved.append(row)
    return moved, same


def _join_facts(rows: Sequence[FactT], kept: Pupil, labels: dict[str, str]) -> list[FactJoin]:
    """The facts of both records by kind: those that overlap become one, which says what each said."""
    found: list[FactJoin] = []
    by_key = {row.pk: row for row in rows}
    for kind in sorted({row.kind for row in rows}):
        stays = [
            Stay(row.pk, row.from_on, row.until_on, row.pupil_id == kept.pk)
            for row in rows
            if row.kind == kind
        ]
        found += [_fact_join(join, by_key, labels) for join in join_stays(stays)]
    return found


def _fact_join(
    join: Join, rows: Mapping[int, SupportFact | ProtectedFact], labels: dict[str, str]
) -> FactJoin:
    texts = [
        {name: str(getattr(rows[pk], name)) for name in labels} for pk in (join.survivor, *join.absorbed)
    ]
    days: dict[str, Any] = {"from_on": join.from_on, "until_on": join.until_on}
    title = str(rows[join.survivor].get_kind_display())
    said = join_texts(texts, labels=labels)
    note = said["note"]
    return FactJoin(title, join, days | said | {"note": note[:NOTE_LENGTH]}, is_cut=len(note) > NOTE_LENGTH)


def _groups(kept: Pupil, other: Pupil) -> tuple[list[Join], list[Membership]]:
    """Times in the same group are joined. A pupil is in one year and one registration group at a time.

    So of a time in another such group only the days move on which the kept pupil is in none.
    """
    rows = list(GroupMember.objects.filter(pupil__in=(kept, other)).select_related("group__academic_year"))
    ours: defaultdict[int, list[GroupMember]] = defaultdict(list)
    covers: defaultdict[str, list[Days]] = defaultdict(list)
    for row in rows:
        if row.pupil_id == kept.pk:
            ours[row.group_id].append(row)
            covers[row.group.kind].append((row.from_on, row.until_on))
    shared = {row.group_id for row in rows if row.pupil_id == other.pk and row.group_id in ours}
    joins: list[Join] = []
    for group in sorted(shared):
        joins += join_stays(_stays((row for row in rows if row.group_id == group), kept))
    moved = [
        Membership(row, _days_left(row, covers))
        for row in rows
        if row.pupil_id == other.pk and row.group_id not in shared
    ]
    return joins, moved


def _stays(rows: Iterable[GroupMember], kept: Pupil) -> list[Stay]:
    return [Stay(row.pk, row.from_on, row.until_on, row.pupil_id == kept.pk) for row in rows]


def _days_left(row: GroupMember, covers: dict[str, list[Days]]) -> list[Days]:
    days: Days = (row.from_on, row.until_on)
    if row.group.kind not in ONE_AT_A_TIME:
        return [days]
    ends_on = row.group.academic_year.ends_on
    return [left for left in uncovered(days, covers[row.group.kind]) if left[0] <= ends_on]
