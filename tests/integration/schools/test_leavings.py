"""A leaving is proposed and never done: a person says who stays, and no proposal deletes a name."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404

from accounts.models import AuditEvent, User
from schools.access import Rights, rights_of
from schools.models import LeavingState, ProposedLeaving, RollEntry
from schools.services.leavings import LeavingFacts, keep_pupil, propose_leavings
from tests.world import NOW, TODAY, TOMORROW, World


def propose(world: World, *leavings: LeavingFacts, source: str = "Arbor") -> int:
    return propose_leavings(school=world.marlowe, leavings=leavings, source=source, by=None, at=NOW)


def leaves(world: World, number: int, last_on: date = TOMORROW) -> LeavingFacts:
    return LeavingFacts(world.pupils[number].upn, last_on)


def rights(world: World, person: User) -> Rights:
    found = rights_of(person, world.marlowe.slug, on=TODAY)
    assert found is not None
    return found


def keep(world: World, leaving: ProposedLeaving, words: str = "The family stays in Lincoln.") -> None:
    keep_pupil(rights=rights(world, world.okafor), leaving_id=leaving.pk, words=words, at=NOW)


def test_a_leaving_of_another_system_waits_and_deletes_no_name(world: World) -> None:
    assert propose(world, leaves(world, 0), leaves(world, 1)) == 2

    waiting = ProposedLeaving.objects.get(roll_entry__pupil=world.pupils[0])
    assert (waiting.last_on, waiting.source, waiting.state) == (TOMORROW, "Arbor", LeavingState.WAITING)
    assert not RollEntry.objects.exclude(left_on=None).exists()


def test_the_same_file_twice_proposes_once(world: World) -> None:
    propose(world, leaves(world, 0))

    assert propose(world, leaves(world, 0)) == 0
    assert ProposedLeaving.objects.count() == 1


def test_a_new_day_moves_the_proposal_that_waits(world: World) -> None:
    propose(world, leaves(world, 0))
    later = TOMORROW + timedelta(days=7)

    assert propose(world, leaves(world, 0, later)) == 1
    assert ProposedLeaving.objects.get().last_on == later


def test_a_pupil_whom_a_person_kept_is_not_proposed_again_for_that_day(world: World) -> None:
    propose(world, leaves(world, 0))
    keep(world, ProposedLeaving.objects.get())

    assert propose(world, leaves(world, 0)) == 0
    assert propose(world, leaves(world, 0, TOMORROW + timedelta(days=1))) == 1


def test_who_stays_has_the_words_and_a_line_in_the_audit(world: World) -> None:
    propose(world, leaves(world, 0))
    keep(world, ProposedLeaving.objects.get())

    kept = ProposedLeaving.objects.get()
    assert (kept.state, kept.decided_by, kept.decided_at) == (LeavingState.STAYS, world.okafor, NOW)
    line = AuditEvent.objects.get(verb="leaving.kept")
    assert (line.actor, line.pupil, line.school) == (world.okafor.pk, world.pupils[0].pk, world.marlowe.pk)
    assert AuditEvent.objects.filter(tbl="schools_proposedleaving", verb="update").exists()


def test_nobody_is_kept_without_words_or_twice(world: World) -> None:
    propose(world, leaves(world, 0))
    leaving = ProposedLeaving.objects.get()
    with pytest.raises(ValidationError, match="Say why the pupil stays"):
        keep(world, leaving, words="  ")
    keep(world, leaving)
    with pytest.raises(ValidationError, match="Somebody has decided this already"):
        keep(world, leaving)


def test_a_teacher_keeps_nobody_and_another_school_has_no_such_leaving(world: World) -> None:
    propose(world, leaves(world, 0))
    leaving = ProposedLeaving.objects.get().pk
    with pytest.raises(PermissionDenied):
        keep_pupil(rights=rights(world, world.lane), leaving_id=leaving, words="No.", at=NOW)
    theirs = rights_of(world.shah, world.tallis.slug, on=TODAY)
    assert theirs is not None
    with pytest.raises(Http404):
        keep_pupil(rights=theirs, leaving_id=leaving, words="No.", at=NOW)


def test_a_number_of_another_school_and_a_pupil_off_roll_are_not_proposed(world: World) -> None:
    RollEntry.objects.filter(pupil=world.pupils[0]).update(left_on=date(2026, 9, 30), is_history=True)
    foreign = LeavingFacts(world.pupils_elsewhere["9T"].upn, TOMORROW)

    assert propose(world, leaves(world, 0), foreign, leaves(world, 1, date(2020, 1, 1))) == 0
    assert not ProposedLeaving.objects.exists()
