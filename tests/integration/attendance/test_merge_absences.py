"""What was done about a child's absences goes along when two records of the child are made one."""

from datetime import date, timedelta
from typing import Any

import pytest

from accounts.roles import Role
from attendance.models import (
    Agency,
    AgencyTold,
    Arrival,
    ContactAttempt,
    Escalation,
    HandOver,
    StayAtHome,
    StepDone,
    VisitNote,
)
from attendance.queries.merges import mark_words, plan_merge
from attendance.services.merges import NOT_YOURS_TO_MOVE, why_not
from schools.models import Contact, MarkerKind, Message, MessageState, Pupil, PupilMarker, RollEntry
from schools.services.parents import remove_contact
from tests.factories import ContactFactory, MembershipFactory, ParentFactory
from tests.integration.attendance.absence_steps import attempt, decided, done, message, rights_at, visit
from tests.integration.attendance.merge_steps import LATER, merged
from tests.world import NOW, TODAY, TOMORROW, World, add_pupils


@pytest.fixture
def kept(world: World) -> Pupil:
    return world.pupils[0]


@pytest.fixture
def other(world: World, kept: Pupil) -> Pupil:
    """Amir again, in 7A since November."""
    (again,) = add_pupils(world.class_7a, 1, [("Khan", "Ameer")], born_on=kept.born_on, upn="")
    RollEntry.objects.filter(pupil=again).update(admitted_on=date(2026, 11, 2))
    return again


def arrived(pupil: Pupil, world: World) -> Arrival:
    return Arrival.objects.create(
        school=pupil.school,
        pupil=pupil,
        date=TODAY,
        session=1,
        arrived_at=NOW,
        minutes_late=4,
        signed_by=world.bell,
        signed_at=NOW,
    )


def test_all_that_was_done_about_an_absence_goes_along(world: World, kept: Pupil, other: Pupil) -> None:
    ours = {"school": world.marlowe, "pupil": other}
    note = {"words": "Gate locked", "made_by": world.reid, "made_at": NOW}
    rows: list[Any] = [
        attempt(other, world.bell),
        done(other, world.okafor, "siblings"),
        decision := decided(other, world.reid, "safe"),
        decision.escalation,
        planned := visit(other, world.reid, NOW),
        VisitNote.objects.create(**ours, visit=planned, **note),
        HandOver.objects.create(**ours, date=TODAY, made_by=world.bell, made_at=NOW),
        StayAtHome.objects.create(
            **ours, from_on=TODAY, until_on=TODAY, why="Boiler", asked_by=world.adeyemi, asked_at=NOW
        ),
        AgencyTold.objects.create(
            **ours,
            date=TODAY,
            agency=Agency.SOCIAL_WORKER,
            way="call",
            call="6b0c3ed2-0a35-4f0f-9f0e-0f8a3d1c2b11",
            told_by=world.reid,
            told_at=NOW,
        ),
        arrived(other, world),
        message(ContactFactory.create(pupil=other), world.okafor),
    ]

    assert "9 lines about absences and calls: moved" in mark_words(plan_merge(kept, other), sees_marks=False)

    merged(kept, other, by=world.okafor)

    for row in rows:
        row.refresh_from_db()
        assert row.pupil_id == kept.pk, row


def test_what_both_records_have_under_one_key_stays_where_it_is(
    world: World, kept: Pupil, other: Pupil
) -> None:
    call = attempt(kept, world.bell).call
    attempt(other, world.bell, call=call)
    for pupil in (kept, other):
        done(pupil, world.okafor, "siblings")
        arrived(pupil, world)

    merged(kept, other, by=world.okafor)

    for model in (ContactAttempt, StepDone, Arrival):
        assert list(model._default_manager.values_list("pupil", flat=True).order_by("pk")) == [
            kept.pk,
            other.pk,
        ]


def test_an_arrival_that_was_taken_back_hinders_none(world: World, kept: Pupil, other: Pupil) -> None:
    arrived(kept, world)
    row = arrived(other, world)
    Arrival.objects.filter(pk=row.pk).update(undone_at=NOW, undone_by=world.bell, undone_why="Another Khan")

    merged(kept, other, by=world.okafor)

    assert Arrival.objects.filter(pupil=kept).count() == 2


def test_of_two_open_absences_the_lead_keeps_one_open(world: World, kept: Pupil, other: Pupil) -> None:
    for pupil in (kept, other):
        decided(pupil, world.reid, "wait", until_at=NOW + timedelta(hours=2))

    merged(kept, other, by=world.okafor)

    found = Escalation.objects.filter(pupil=kept).order_by("pk").values_list("closed_at", flat=True)
    assert list(found) == [None, LATER]


def test_whoever_was_rung_stays_known_where_both_records_name_the_parent(
    world: World, kept: Pupil, other: Pupil
) -> None:
    mother = ParentFactory.create(school=world.marlowe)
    ours, theirs = (ContactFactory.create(pupil=pupil, parent=mother) for pupil in (kept, other))
    row = attempt(other, world.bell, contact=theirs)

    merged(kept, other, by=world.okafor)

    row.refresh_from_db()
    assert (row.pupil_id, row.contact_id) == (kept.pk, ours.pk)


def test_one_message_about_one_morning_is_sent_once(world: World, kept: Pupil, other: Pupil) -> None:
    mother = ParentFactory.create(school=world.marlowe)
    ours, theirs = (ContactFactory.create(pupil=pupil, parent=mother) for pupil in (kept, other))
    standing, twin = message(ours, world.okafor), message(theirs, world.okafor)
    afternoon = message(theirs, world.okafor, session=2)

    merged(kept, other, by=world.okafor)

    for row in (standing, twin, afternoon):
        row.refresh_from_db()
    assert (standing.contact_id, standing.state) == (ours.pk, MessageState.QUEUED)
    assert (afternoon.pupil_id, afternoon.contact_id) == (kept.pk, ours.pk)
    assert (twin.contact_id, twin.state) == (None, MessageState.WITHDRAWN)


def test_a_contact_is_removed_though_a_message_to_them_stands(world: World, kept: Pupil) -> None:
    contact = ContactFactory.create(pupil=kept)
    row = message(contact, world.okafor)

    remove_contact(rights=rights_at(world.okafor), pupil_id=kept.pk, contact_id=contact.pk, at=NOW)

    row.refresh_from_db()
    assert (row.contact_id, row.state) == (None, MessageState.WITHDRAWN)
    assert not Contact.objects.filter(pupil=kept).exists()
    assert Message.objects.exists()


def test_a_marker_of_the_lead_goes_along_and_lasts_as_long_as_the_longer(
    world: World, kept: Pupil, other: Pupil
) -> None:
    MembershipFactory.create(
        user=world.okafor, school=world.marlowe, role=Role.DSL.value, approved_by=world.adeyemi
    )
    first = {"kind": MarkerKind.CALL_FIRST, "from_on": TODAY, "set_by": world.reid}
    PupilMarker.objects.create(pupil=kept, until_on=TOMORROW, **first)
    PupilMarker.objects.create(pupil=other, **first)
    PupilMarker.objects.create(pupil=other, **first | {"kind": MarkerKind.ASK_FIRST})

    merged(kept, other, by=world.okafor)

    found = PupilMarker.objects.filter(pupil=kept).order_by("kind").values_list("kind", "until_on")
    assert list(found) == [(MarkerKind.ASK_FIRST, None), (MarkerKind.CALL_FIRST, None)]


def test_only_who_may_set_a_marker_gives_it_to_another_record(
    world: World, kept: Pupil, other: Pupil
) -> None:
    PupilMarker.objects.create(pupil=other, kind=MarkerKind.CALL_FIRST, from_on=TODAY, set_by=world.reid)

    assert why_not(plan_merge(kept, other), rights_at(world.okafor)) == NOT_YOURS_TO_MOVE
