"""Making two pupil records of one child one: every row of the other moves, joins another, or stays behind.

The marks come first, in `attendance.services.merges`, which calls this within its transaction. Each row
that moves or goes writes its audit row by the triggers. The record that goes stays as a bare row, for its
marks and their amendments are kept for six years (reg 7, SI 2024/208).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import connection

from schools.merging import Join
from schools.models import (
    Contact,
    DifferentPupils,
    GroupMember,
    LeavingState,
    Message,
    ProposedLeaving,
    ProtectedFact,
    Pupil,
    PupilAddress,
    PupilMarker,
    RollEntry,
    SafetyNote,
    SiblingPair,
    SupportFact,
)
from schools.queries.pupil_merges import FactJoin, PupilPlan
from schools.services.merges import join_contacts, move_pairs


def carry_out(plan: PupilPlan) -> None:
    """Do what the plan says, inside the caller's act and transaction, with both pupils locked."""
    _join_roll(plan)
    _join_groups(plan)
    _move_homes(plan)
    _move_contacts(plan)
    _move_markers(plan)
    _join_facts(SupportFact, plan.support, plan.kept)
    _join_facts(ProtectedFact, plan.protected, plan.kept)
    move_pairs(SiblingPair, plan.kept, plan.other)
    move_pairs(DifferentPupils, plan.kept, plan.other)
    _merge_records(plan)


def _merge_records(plan: PupilPlan) -> None:
    """The other record gives up its numbers first: a UPN stands once."""
    Pupil.objects.filter(merged_into=plan.other).update(merged_into=plan.kept)
    Pupil.objects.filter(pk=plan.other.pk).update(
        upn="", admission_number="", former_upn=plan.left_number, merged_into=plan.kept
    )
    Pupil.objects.filter(pk=plan.kept.pk).update(**plan.values)


def _join_roll(plan: PupilPlan) -> None:
    for join in plan.roll:
        for entry in join.absorbed:
            _move_leavings(entry, join.survivor)
    # By hand: the tallies of an entry go by the database's own trigger, and the application may not.
    with connection.cursor() as cursor:
        gone = [entry for join in plan.roll for entry in join.absorbed]
        cursor.execute("DELETE FROM schools_rollentry WHERE id = ANY (%s)", [gone])
    for join in plan.roll:
        ends = plan.entries[join.ends_as]
        RollEntry.objects.filter(pk=join.survivor).update(
            pupil=plan.kept,
            admitted_on=join.from_on,
            left_on=ends.left_on,
            is_history=ends.is_history,
            ground=ends.ground,
            decided_by=ends.decided_by_id,
        )


def _move_leavings(entry: int, survivor: int) -> None:
    """One leaving waits for each entry at a time: the survivor's own stands."""
    if ProposedLeaving.objects.filter(roll_entry=survivor, state=LeavingState.WAITING).exists():
        ProposedLeaving.objects.filter(roll_entry=entry, state=LeavingState.WAITING).delete()
    ProposedLeaving.objects.filter(roll_entry=entry).update(roll_entry=survivor)


def _join_groups(plan: PupilPlan) -> None:
    for join in plan.groups:
        GroupMember.objects.filter(pk__in=join.absorbed).delete()
        _set(GroupMember, join, plan.kept, {"from_on": join.from_on, "until_on": join.until_on})
    for membership in plan.memberships:
        rows = GroupMember.objects.filter(pk=membership.row.pk)
        if not membership.days:
            rows.delete()
            continue
        (first, last), *more = membership.days
        rows.update(pupil=plan.kept, from_on=first, until_on=last)
        GroupMember.objects.bulk_create(
            GroupMember(group=membership.row.group, pupil=plan.kept, from_on=first, until_on=last)
            for first, last in more
        )


def _set(model: Any, join: Join, kept: Pupil, values: dict[str, Any]) -> None:
    model.objects.filter(pk=join.survivor).update(pupil=kept, **values)


def _join_facts(model: Any, joins: Sequence[FactJoin], kept: Pupil) -> None:
    for fact in joins:
        model.objects.filter(pk__in=fact.join.absorbed).delete()
        _set(model, fact.join, kept, fact.values)


def _move_homes(plan: PupilPlan) -> None:
    PupilAddress.objects.filter(pk__in=[home.pk for home in plan.homes_moved]).update(pupil=plan.kept)
    for same in plan.homes_same:
        if same.other.is_hidden and not same.kept.is_hidden:
            PupilAddress.objects.filter(pk=same.kept.pk).update(is_hidden=True)
        PupilAddress.objects.filter(pk=same.other.pk).delete()


def _move_markers(plan: PupilPlan) -> None:
    """A marker that both records have from one day on lasts as long as the longer of the two."""
    for marker in plan.markers_moved:
        twin = PupilMarker.objects.filter(pupil=plan.kept, kind=marker.kind, from_on=marker.from_on).first()
        if twin is None:
            PupilMarker.objects.filter(pk=marker.pk).update(pupil=plan.kept)
            continue
        ends = (twin.until_on, marker.until_on)
        lasts = None if None in ends else max(end for end in ends if end)
        PupilMarker.objects.filter(pk=twin.pk).update(until_on=lasts)


def _move_contacts(plan: PupilPlan) -> None:
    join_contacts(plan.contacts_same)
    Message.objects.filter(pupil=plan.other).update(pupil=plan.kept)
    SafetyNote.objects.filter(pupil=plan.other).update(pupil=plan.kept)
    for contact in plan.contacts_moved:
        Contact.objects.filter(pk=contact.pk).update(pupil=plan.kept, call_order=contact.call_order)
