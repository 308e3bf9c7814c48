"""A try to reach a family is written down once, for whom it was about, and stays."""

from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import ProgrammingError, transaction
from django.http import Http404

from accounts.models import AuditEvent
from attendance.models import ContactAttempt, Outcome
from attendance.queries.first_day.attempts import attempts_of, families_contacted
from attendance.queries.first_day.panels import first_to_ring
from attendance.services.first_day.attempts import log_attempt, strike_attempt
from schools.models import MarkerKind, Parent, PupilMarker
from tests.factories import ParentFactory
from tests.integration.attendance.desk_steps import rights
from tests.integration.attendance.family_steps import (
    CLOSED,
    LATER,
    NO_ANSWER,
    facts_about,
    father_of,
    mother_of,
    panel_of,
)
from tests.integration.attendance.pages import statements
from tests.world import TODAY, TOMORROW, World


def reached(world: World) -> set[int]:
    return {row.pupil_id for row in families_contacted(rights(world.okafor), on=TODAY)}


def test_a_try_keeps_name_and_number_as_they_were(world: World) -> None:
    amir = world.pupils[0]
    mother = mother_of(amir)
    (row,) = log_attempt(rights=rights(world.bell), facts=facts_about(amir), at=CLOSED)
    Parent.objects.filter(pk=mother.parent_id).update(mobile="07700900999", surname="Malik")
    row.refresh_from_db()
    assert (row.name, row.relationship, row.number) == ("Mrs Sana Khan", "Mother", "07700900123")
    assert (row.outcome, row.made_by, row.made_at) == (Outcome.SPOKE, world.bell, CLOSED)
    audit = AuditEvent.objects.filter(tbl="attendance_contactattempt", verb="insert").latest("pk")
    assert (audit.actor, audit.pupil) == (world.bell.pk, amir.pk)
    assert "cold" not in str(audit.after)


def test_one_call_covers_brothers_and_sisters_and_the_same_form_twice_is_one(world: World) -> None:
    amir, zoe = world.pupils[:2]
    mother = mother_of(amir)
    theirs = mother_of(zoe, parent=mother.parent, relationship="Stepmother")
    facts = facts_about(amir, zoe)
    first = log_attempt(rights=rights(world.bell), facts=facts, at=CLOSED)
    again = log_attempt(rights=rights(world.bell), facts=facts, at=LATER)
    assert [row.pk for row in first] == [row.pk for row in again]
    assert {(row.pupil_id, row.contact_id, row.relationship) for row in again} == {
        (amir.pk, mother.pk, "Mother"),
        (zoe.pk, theirs.pk, "Stepmother"),
    }
    assert {row.made_at for row in again} == {CLOSED}


def test_nobody_rings_an_adult_whom_the_dsl_forbids_for_any_of_the_pupils(world: World) -> None:
    amir, zoe = world.pupils[:2]
    mother = mother_of(amir)
    mother_of(zoe, parent=mother.parent, must_not_contact=True)
    with pytest.raises(ValidationError, match="Do not contact Mrs Sana Khan: speak to the DSL"):
        log_attempt(rights=rights(world.bell), facts=facts_about(amir, zoe), at=CLOSED)
    assert not ContactAttempt.objects.exists()
    facts = facts_about(zoe, from_family=True, contact_id=zoe.contacts.get().pk)
    (row,) = log_attempt(rights=rights(world.bell), facts=facts, at=CLOSED)
    assert (row.from_family, row.number) == (True, "")


def test_a_contact_of_another_family_and_a_pupil_of_another_school_are_not_there(world: World) -> None:
    amir, zoe = world.pupils[:2]
    strangers = mother_of(zoe, parent=ParentFactory.create(school=world.marlowe))
    abroad = world.pupils_elsewhere["9T"]
    for facts in (
        facts_about(amir, contact_id=strangers.pk),
        facts_about(amir, abroad, contact_id=None, name="Mr Roe"),
        facts_about(abroad, contact_id=None, name="Mr Roe"),
    ):
        with pytest.raises(Http404):
            log_attempt(rights=rights(world.bell), facts=facts, at=CLOSED)
    with pytest.raises(PermissionDenied):
        log_attempt(rights=rights(world.lane), facts=facts_about(amir, name="Mr Roe"), at=CLOSED)
    seven = world.pupils_elsewhere["7A"]
    with pytest.raises(Http404):
        log_attempt(rights=rights(world.rahman), facts=facts_about(seven, name="Mr Roe"), at=CLOSED)
    assert not ContactAttempt.objects.exists()


def test_nobody_named_and_a_code_without_a_word_spoken_are_refused(world: World) -> None:
    amir = world.pupils[0]
    mother_of(amir)
    with pytest.raises(ValidationError, match="Say who it was"):
        log_attempt(rights=rights(world.bell), facts=facts_about(amir, contact_id=None), at=CLOSED)
    with pytest.raises(ValidationError, match="Nobody spoke, so no reason is known yet"):
        log_attempt(
            rights=rights(world.bell), facts=facts_about(amir, outcome=NO_ANSWER, letter="I"), at=CLOSED
        )
    with pytest.raises(ValidationError, match="Choose a code from the list"):
        log_attempt(rights=rights(world.bell), facts=facts_about(amir, letter="QQ"), at=CLOSED)


def test_where_the_dsl_is_asked_first_nobody_rings_and_the_family_may(world: World) -> None:
    amir = world.pupils[0]
    mother_of(amir)
    PupilMarker.objects.create(pupil=amir, kind=MarkerKind.ASK_FIRST, from_on=TODAY)
    for person in (world.bell, world.okafor):
        with pytest.raises(ValidationError, match="Speak to the DSL first"):
            log_attempt(rights=rights(person), facts=facts_about(amir), at=CLOSED)
    assert not ContactAttempt.objects.exists()
    log_attempt(rights=rights(world.bell), facts=facts_about(amir, from_family=True), at=CLOSED)
    log_attempt(rights=rights(world.reid), facts=facts_about(amir), at=CLOSED)
    assert ContactAttempt.objects.count() == 2


def test_a_number_that_does_not_work_is_not_the_next_one_to_ring(world: World) -> None:
    amir = world.pupils[0]
    mother = mother_of(amir, parent=ParentFactory.create(school=world.marlowe, phone="01632960001"))
    father = father_of(amir)
    for number in ("07700900123", "01632960001"):
        (row,) = log_attempt(
            rights=rights(world.bell), facts=facts_about(amir, outcome="not_working", words=""), at=CLOSED
        )
        assert row.number == number
    contacts = panel_of(world.bell, amir).contacts
    assert [[each.is_dead for each in row.numbers] for row in contacts] == [[True, True], [False]]
    first = first_to_ring(contacts)
    assert first is not None
    assert first.contact_id == father.pk
    strike_attempt(rights=rights(world.bell), attempt_id=row.pk, reason="Mistyped", at=LATER)
    first = first_to_ring(panel_of(world.bell, amir).contacts)
    assert first is not None
    assert first.contact_id == mother.pk


def test_who_was_reached_counts_words_spoken_that_stand(world: World) -> None:
    amir, zoe, jack = world.pupils[:3]
    for pupil in (amir, zoe, jack):
        mother_of(pupil, parent=ParentFactory.create(school=world.marlowe))
    log_attempt(rights=rights(world.bell), facts=facts_about(amir), at=CLOSED)
    log_attempt(rights=rights(world.bell), facts=facts_about(zoe, outcome=NO_ANSWER), at=CLOSED)
    (row,) = log_attempt(rights=rights(world.bell), facts=facts_about(jack), at=CLOSED)
    assert reached(world) == {amir.pk, jack.pk}
    strike_attempt(rights=rights(world.okafor), attempt_id=row.pk, reason="Wrong family", at=LATER)
    assert reached(world) == {amir.pk}


def test_a_try_is_struck_out_by_its_maker_or_the_officer_once_and_with_a_reason(world: World) -> None:
    amir = world.pupils[0]
    mother_of(amir)
    (row,) = log_attempt(rights=rights(world.bell), facts=facts_about(amir), at=CLOSED)
    with pytest.raises(ValidationError, match="Say why"):
        strike_attempt(rights=rights(world.bell), attempt_id=row.pk, reason=" ", at=LATER)
    with pytest.raises(PermissionDenied):
        strike_attempt(rights=rights(world.rahman), attempt_id=row.pk, reason="Not mine", at=LATER)
    with pytest.raises(Http404):
        strike_attempt(
            rights=rights(world.shah, "tallis-wood"), attempt_id=row.pk, reason="Not ours", at=LATER
        )
    strike_attempt(rights=rights(world.bell), attempt_id=row.pk, reason="Rang the aunt", at=LATER)
    with pytest.raises(ValidationError, match="struck out already"):
        strike_attempt(rights=rights(world.okafor), attempt_id=row.pk, reason="Again", at=LATER)
    (line,) = attempts_of(rights(world.okafor), [amir.pk])
    assert (line.struck, line.reached) == ("Struck out by Mr Bell: Rang the aunt", False)


def test_what_was_written_of_a_call_cannot_be_rewritten(world: World) -> None:
    amir = world.pupils[0]
    mother_of(amir)
    log_attempt(rights=rights(world.bell), facts=facts_about(amir), at=CLOSED)
    with pytest.raises(ProgrammingError), transaction.atomic():
        ContactAttempt.objects.update(words="Never said")
    with pytest.raises(ProgrammingError), transaction.atomic():
        ContactAttempt.objects.all().delete()


def test_the_tries_of_any_number_of_pupils_are_one_statement(world: World) -> None:
    amir, zoe = world.pupils[:2]
    mother_of(amir)
    father_of(amir)
    for number in range(3):
        log_attempt(rights=rights(world.bell), facts=facts_about(amir, on=TODAY), at=CLOSED)
        log_attempt(
            rights=rights(world.bell), facts=facts_about(zoe, call=uuid4(), name=f"N{number}"), at=LATER
        )
    theirs = rights(world.okafor)
    with statements() as found:
        lines = attempts_of(theirs, [amir.pk, zoe.pk], on=TODAY)
    assert (len(lines), len(found)) == (6, 1)
    assert attempts_of(theirs, [amir.pk], on=TOMORROW) == []
    assert attempts_of(rights(world.lane), [amir.pk]) == []


def test_a_tutor_learns_that_the_family_was_reached_and_no_word_more(world: World) -> None:
    amir, zoe = world.pupils[:2]
    seven = world.pupils_elsewhere["7A"]
    mother_of(amir)
    log_attempt(rights=rights(world.bell), facts=facts_about(amir, letter="I"), at=CLOSED)
    log_attempt(
        rights=rights(world.bell), facts=facts_about(zoe, name="Ms Roe", outcome=NO_ANSWER), at=CLOSED
    )
    log_attempt(rights=rights(world.bell), facts=facts_about(seven, name="Ms Roe"), at=CLOSED)
    with statements() as found:
        (line,) = families_contacted(rights(world.lane), on=TODAY)
    assert (line.pupil_id, line.name, line.when, line.by) == (amir.pk, "Amir Khan", "09:20", "Mr Bell")
    assert "cold" not in str(line)
    assert "Sana" not in str(line)
    assert len([sql for sql in found if "contactattempt" in sql]) == 1
    assert [row.pupil_id for row in families_contacted(rights(world.okafor), on=TODAY)] == [amir.pk, seven.pk]
