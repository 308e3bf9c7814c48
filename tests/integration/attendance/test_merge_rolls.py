"""Two records of one child are made one: their times on roll and in groups."""

from datetime import date, timedelta

from accounts.models import AuditEvent
from attendance.queries.tallies import tally_drift
from schools.models import (
    GroupMember,
    LeavingState,
    ProposedLeaving,
    RollEntry,
)
from tests.factories import (
    MarkFactory,
)
from tests.integration.attendance.merge_steps import NOV, SEP, merged, pair
from tests.world import NOW, TODAY, World


def test_overlapping_roll_entries_are_joined_with_the_earlier_start(world: World) -> None:
    kept, other = pair(world)
    MarkFactory.create(pupil=other, date=date(2026, 12, 1))
    merged(other, kept, by=world.okafor)

    entry = RollEntry.objects.get(pupil=other)
    assert (entry.admitted_on, entry.left_on) == (SEP, None)
    gone = AuditEvent.objects.get(tbl="schools_rollentry", verb="delete")
    assert gone.before is not None
    assert (gone.before["admitted_on"], gone.actor) == ("2026-09-01", world.okafor.pk)
    assert gone.reason == f"Merge of duplicates: {kept.pk} into {other.pk}"
    assert tally_drift(world.marlowe.pk) == []


def test_an_earlier_time_on_roll_moves_with_its_marks(world: World) -> None:
    kept, other = pair(world)
    RollEntry.objects.filter(pupil=kept).update(admitted_on=date(2027, 1, 5))
    RollEntry.objects.filter(pupil=other).update(admitted_on=SEP, left_on=date(2026, 12, 18), is_history=True)
    MarkFactory.create(pupil=other, date=date(2026, 12, 1))
    merged(kept, other, by=world.okafor)

    assert [(row.admitted_on, row.left_on) for row in RollEntry.objects.filter(pupil=kept)] == [
        (SEP, date(2026, 12, 18)),
        (date(2027, 1, 5), None),
    ]
    assert tally_drift(world.marlowe.pk) == []


def test_one_proposed_leaving_waits(world: World) -> None:
    kept, other = pair(world)
    for pupil in (kept, other):
        ProposedLeaving.objects.create(
            roll_entry=pupil.roll_entries.get(), last_on=TODAY, source="A file", proposed_at=NOW
        )
    merged(kept, other, by=world.okafor)
    assert ProposedLeaving.objects.get(state=LeavingState.WAITING).roll_entry.pupil == kept


def test_a_pupil_is_in_one_registration_group_at_a_time(world: World) -> None:
    kept, other = pair(world)
    GroupMember.objects.filter(pupil=kept).update(from_on=NOV)
    merged(kept, other, by=world.okafor)

    rows = GroupMember.objects.filter(pupil=kept, group__kind="registration").order_by("from_on")
    assert [(row.group.name, row.from_on, row.until_on) for row in rows] == [
        ("7A", SEP, NOV - timedelta(days=1)),
        ("8HW", NOV, None),
    ]


def test_no_time_in_a_group_is_left_beyond_its_year(world: World) -> None:
    kept, other = pair(world)
    GroupMember.objects.filter(pupil=kept).update(until_on=date(2027, 8, 31))
    merged(kept, other, by=world.okafor)
    assert [row.group.name for row in GroupMember.objects.filter(pupil=kept, group__kind="registration")] == [
        "8HW"
    ]
