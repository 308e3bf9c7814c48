"""Two records of one child are made one: the register loses no entry, and nothing else goes in silence."""

from datetime import date
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404

from accounts.models import AuditEvent, User
from accounts.roles import Permission, Role
from attendance.codes import PRESENT_MORNING
from attendance.models import Mark, MarkAmendment, PastTotals
from attendance.queries.history import pupil_history, register_history
from attendance.queries.merges import plan_merge
from attendance.queries.tallies import tally_drift
from attendance.services.amendments import amend_mark
from attendance.services.merges import merge_pupils
from schools.access import pupils_visible_to
from schools.calendar import Session
from schools.models import (
    Contact,
    DifferentPupils,
    GroupMember,
    ProtectedFact,
    Pupil,
    PupilAddress,
    RollEntry,
    SafetyNote,
    SiblingPair,
    SupportFact,
)
from schools.queries.former_upns import former_upns
from schools.queries.merge_words import merge_words
from tests.factories import (
    ContactFactory,
    MarkFactory,
    MembershipFactory,
    ParentFactory,
    ProtectedFactFactory,
    SupportFactFactory,
)
from tests.integration.attendance.merge_steps import LATER, NOV, PERMANENT, SEP, merged, pair, rights
from tests.world import NOW, TODAY, YESTERDAY, World


def test_marks_come_over_where_the_kept_pupil_has_none(world: World) -> None:
    kept, other = pair(world)
    MarkFactory.create(pupil=kept, date=TODAY)
    MarkFactory.create(pupil=other, date=TODAY)
    MarkFactory.create(pupil=other, date=YESTERDAY, code=20, minutes_late=7, note="Bus", set_by=world.okafor)

    merged(kept, other, by=world.okafor)

    assert Mark.objects.filter(pupil=kept).count() == 2
    copy = Mark.objects.get(pupil=kept, date=YESTERDAY)
    assert (copy.code, copy.minutes_late, copy.note, copy.set_by_id) == (20, 7, "Bus", world.okafor.pk)
    assert tally_drift(world.marlowe.pk) == []


def test_the_register_keeps_every_entry_of_the_record_that_goes(world: World) -> None:
    kept, other = pair(world)
    MarkFactory.create(pupil=other, date=YESTERDAY, code=220)
    amend_mark(
        other,
        YESTERDAY,
        Session.AM,
        letter="I",
        minutes=None,
        reason="Mother rang",
        base_version=1,
        by=world.okafor,
        office=True,
        at=NOW,
    )

    merged(kept, other, by=world.okafor)

    assert Mark.objects.filter(pupil=other).count() == 1
    assert MarkAmendment.objects.filter(pupil=other).count() == 1
    (change,) = pupil_history(kept.pk)
    assert (change.pupil_id, change.reason, change.original.letter) == (kept.pk, "Mother rang", "N")


def test_a_registers_history_still_shows_the_change(world: World) -> None:
    kept, other = pair(world)
    GroupMember.objects.filter(pupil=kept).delete()
    MarkFactory.create(pupil=other, date=YESTERDAY, code=220)
    amend_mark(
        other,
        YESTERDAY,
        Session.AM,
        letter="I",
        minutes=None,
        reason="Mother rang",
        base_version=1,
        by=world.okafor,
        office=True,
        at=NOW,
    )
    merged(kept, other, by=world.okafor)

    (change,) = register_history(world.class_7a.pk, YESTERDAY, Session.AM)
    assert (change.pupil_id, change.pupil) == (kept.pk, "Amir Khan")


def test_different_marks_of_one_session_refuse_the_merge(world: World) -> None:
    kept, other = pair(world)
    MarkFactory.create(pupil=kept, date=YESTERDAY)
    MarkFactory.create(pupil=other, date=YESTERDAY, code=104)

    with pytest.raises(ValidationError, match="different marks in 1 session"):
        merged(kept, other, by=world.okafor)
    assert Pupil.objects.get(pk=other.pk).merged_into_id is None


def test_a_merge_that_nobody_saw_is_refused(world: World) -> None:
    kept, other = pair(world)
    stamp = plan_merge(kept, other).stamp
    MarkFactory.create(pupil=other, date=YESTERDAY)

    with pytest.raises(ValidationError, match="Something changed since this page was shown"):
        merge_pupils(rights=rights(world.okafor), kept_id=kept.pk, other_id=other.pk, stamp=stamp, at=LATER)


def test_the_record_that_goes_is_found_by_no_right(world: World) -> None:
    kept, other = pair(world)
    merged(kept, other, by=world.staff[Role.ADMIN])

    for permission in (Permission.PUPIL_SEARCH, Permission.PUPIL_MANAGE):
        assert not pupils_visible_to(rights(world.okafor), permission).filter(pk=other.pk).exists()
    assert not RollEntry.objects.filter(pupil=other).exists()
    with pytest.raises(ValidationError, match="one record already"):
        merged(kept, other, by=world.okafor)


def test_a_later_file_finds_the_child_by_either_number(world: World) -> None:
    kept, other = pair(world)
    was, stays = other.upn, kept.upn
    result = merged(kept, other, by=world.okafor)

    assert (result.upn, result.former_upn) == (stays, was)
    assert former_upns(world.marlowe) == {was: stays}


def test_a_third_number_is_kept_too(world: World) -> None:
    kept, other = pair(world)
    Pupil.objects.filter(pk=kept.pk).update(former_upn=PERMANENT)
    was = other.upn
    result = merged(kept, other, by=world.okafor)
    assert former_upns(world.marlowe) == {PERMANENT: result.upn, was: result.upn}


def test_a_permanent_number_takes_the_place_of_a_temporary_one(world: World) -> None:
    kept, other = pair(world)
    Pupil.objects.filter(pk=kept.pk).update(upn="T20110001805W")
    Pupil.objects.filter(pk=other.pk).update(upn=PERMANENT)
    result = merged(kept, other, by=world.okafor)
    assert (result.upn, result.former_upn) == (PERMANENT, "T20110001805W")


def test_a_note_that_finds_no_room_is_said_to_be_lost(world: World) -> None:
    kept, other = pair(world)
    SupportFactFactory.create(pupil=kept, note="a" * 200)
    SupportFactFactory.create(pupil=other, note="b" * 200)
    assert "SEN support: the end of a long note" in _lost_for(world.okafor, kept, other)
    assert not any("SEN" in words for words in _lost_for(world.staff[Role.ADMIN], kept, other))


def _lost_for(person: User, kept: Pupil, other: Pupil) -> list[str]:
    return merge_words(plan_merge(kept, other).pupils, rights(person)).lost


def test_facts_homes_and_pairs_come_over_and_no_warning_is_lost(world: World) -> None:
    kept, other = pair(world)
    mother: Any = ParentFactory.create(school=world.marlowe)
    father: Any = ParentFactory.create(school=world.marlowe, title="Mr", forename="Omar")
    ContactFactory.create(pupil=kept, parent=mother)
    stopped: Any = ContactFactory.create(pupil=other, parent=mother, must_not_contact=True)
    ContactFactory.create(pupil=other, parent=father, call_order=2)
    SafetyNote.objects.create(pupil=other, contact=stopped, text="Ring after noon", from_on=SEP)
    PupilAddress.objects.create(pupil=kept, lines="1 Mill Road")
    PupilAddress.objects.create(pupil=other, lines="1 Mill Road", is_hidden=True)
    SupportFactFactory.create(pupil=kept)
    SupportFactFactory.create(pupil=other, from_on=NOV, source="The SENCO")
    ProtectedFactFactory.create(pupil=other, worker_name="Jo Marsh")
    SiblingPair.objects.create(one=world.pupils[1], other=other, are_siblings=True, decided_at=NOW)
    PastTotals.objects.create(
        school=world.marlowe,
        pupil=other,
        year_starts=date(2025, 9, 1),
        term="Autumn",
        possible=140,
        attended=130,
        authorised=10,
        unauthorised=0,
        source="A file",
    )

    MembershipFactory.create(
        user=world.okafor, school=world.marlowe, role=Role.DSL.value, approved_by=world.adeyemi
    )
    merged(kept, other, by=world.okafor)

    contacts = list(Contact.objects.filter(pupil=kept).order_by("call_order"))
    assert [(row.parent, row.must_not_contact) for row in contacts] == [(mother, True), (father, False)]
    assert SafetyNote.objects.get().contact == contacts[0]
    assert PupilAddress.objects.get(pupil=kept).is_hidden
    assert SupportFact.objects.get(pupil=kept).source == "The SENCO"
    assert ProtectedFact.objects.get(pupil=kept).worker_name == "Jo Marsh"
    assert SiblingPair.objects.get().other_id in (kept.pk, world.pupils[1].pk)
    assert PastTotals.objects.get().pupil == kept


# What stays with the record that goes: its marks and their amendments, totals of a term that the kept pupil
# has too, and what an import once found.
def test_a_merge_of_a_merge_points_at_the_last(world: World) -> None:
    kept, other = pair(world)
    last = world.pupils[1]
    Pupil.objects.filter(pk=last.pk).update(
        born_on=kept.born_on, upn="T20110001805W", admission_number=kept.admission_number
    )
    merged(kept, other, by=world.okafor)
    merged(last, kept, by=world.okafor)

    assert set(Pupil.objects.exclude(merged_into=None).values_list("merged_into", flat=True)) == {last.pk}
    assert len(former_upns(world.marlowe)) == 2


def test_the_audit_has_a_line_for_each_record(world: World) -> None:
    kept, other = pair(world)
    MarkFactory.create(pupil=other, date=YESTERDAY)
    upn = other.upn
    merged(kept, other, by=world.okafor)

    lines = {line.pupil: line for line in AuditEvent.objects.filter(verb="merge")}
    assert lines.keys() == {kept.pk, other.pk}
    line = lines[kept.pk]
    assert line.before is not None
    assert line.after is not None
    assert line.before["upn"] == upn
    assert line.after["marks_copied"] == [f"2027-03-08 1 {PRESENT_MORNING}"]
    assert (line.actor, line.school) == (world.okafor.pk, world.marlowe.pk)


def test_who_may_not_manage_pupils_merges_none(world: World) -> None:
    kept, other = pair(world)
    with pytest.raises(PermissionDenied):
        merged(kept, other, by=world.lane)


def test_another_schools_pupil_is_not_found(world: World) -> None:
    with pytest.raises(Http404):
        merged(world.pupils[0], world.pupils_elsewhere["9T"], by=world.okafor)
    with pytest.raises(ValidationError, match="not merged with itself"):
        merged(world.pupils[0], world.pupils[0], by=world.okafor)


def test_what_was_said_of_a_pair_goes_with_it(world: World) -> None:
    kept, other = pair(world)
    one, two = sorted((kept.pk, other.pk))
    DifferentPupils.objects.create(one_id=one, other_id=two, decided_at=NOW)
    merged(kept, other, by=world.okafor)
    assert not DifferentPupils.objects.exists()
