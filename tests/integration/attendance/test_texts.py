"""Texts about an absence wait to be sent: one to one adult who may have it, and never twice."""

import pytest
from django.test import Client

from accounts.models import AuditEvent
from attendance.first_day_steps import Step
from attendance.models import ContactAttempt
from attendance.queries.first_day.steps import steps_now
from schools.models import MarkerKind, Message, MessageKind, MessageState, Messaging, PupilMarker
from schools.queries.school_days import school_day_now
from schools.services.outbox import Wanted, queue_messages
from tests.factories import ParentFactory, SafetyNoteFactory
from tests.integration.attendance.call_steps import listed, rights, row_of
from tests.integration.attendance.family_steps import (
    CLOSED,
    father_of,
    mother_of,
    nobody_came,
    panel_of,
    rings,
)
from tests.integration.attendance.pages import statements, words_of
from tests.integration.attendance.steps import mark, officer_saves, teacher_saves
from tests.sign_in import signed_in
from tests.world import TODAY, World, add_pupils

LIST, TEXTS = "/marlowe-park/contact/", "/marlowe-park/contact/texts/"


@pytest.fixture(autouse=True)
def closed(clock: object) -> None:
    """It is 09:20, and the morning's register is closed."""
    clock.move_to(CLOSED)  # type: ignore[attr-defined]


def asked(client: Client, **sent: object) -> str:
    """What the page says after the press."""
    answer = client.post(TEXTS, sent, follow=True)
    return " ".join(str(message) for message in answer.context["messages"])


def everybody_else_here(world: World, *absent: object) -> None:
    here = [pupil for pupil in world.pupils if pupil not in absent]
    teacher_saves(world, *(mark(pupil, "/") for pupil in here))


def test_a_text_waits_for_the_first_adult_with_responsibility(world: World) -> None:
    amir = world.pupils[0]
    aunt = mother_of(amir, relationship="Aunt", has_responsibility=False)
    father = father_of(amir)
    nobody_came(world, amir)
    said = asked(signed_in(world.bell), pupil=str(amir.pk))
    assert said == "1 text waiting to be sent."
    row = Message.objects.get()
    assert (row.contact, row.state, row.mark_version) == (father, MessageState.QUEUED, 1)
    assert (row.date, row.session, row.queued_by) == (TODAY, 1, world.bell)
    assert aunt.pk != row.contact_id
    assert AuditEvent.objects.filter(tbl="schools_message", pupil=amir.pk, verb="insert").exists()
    assert not ContactAttempt.objects.exists()


def test_the_same_session_is_texted_once_whoever_is_first_meanwhile(world: World) -> None:
    amir = world.pupils[0]
    mother_of(amir, call_order=3)
    nobody_came(world, amir)
    client = signed_in(world.bell)
    asked(client, pupil=str(amir.pk))
    father_of(amir, call_order=1)
    assert asked(client, pupil=str(amir.pk)) == "No text was added. 1 family had one already."
    assert Message.objects.count() == 1


def test_nobody_is_texted_against_the_dsl_s_word_or_without_a_mobile(world: World) -> None:
    amir, zoe, jack = world.pupils[:3]
    new = [ParentFactory.create(school=world.marlowe) for _ in range(3)]
    mother_of(amir, parent=new[0], must_not_contact=True)
    SafetyNoteFactory.create(pupil=zoe, contact=mother_of(zoe, parent=new[1]))
    mother_of(jack, parent=ParentFactory.create(school=world.marlowe, mobile="02079460000"))
    ella = add_pupils(world.class_8hw, 1, [("Carter", "Ella")])[0]
    mother_of(ella, parent=new[2])
    PupilMarker.objects.create(pupil=ella, kind=MarkerKind.ASK_FIRST, from_on=TODAY)
    nobody_came(world, amir, zoe, jack, ella)
    ids = [str(pupil.pk) for pupil in (amir, zoe, jack, ella)]
    said = asked(signed_in(world.okafor), pupil=ids)
    assert not Message.objects.exists()
    assert said.startswith(
        "No text was added. Speak to the DSL first about Ella Carter. No number fits for Jack"
    )
    assert "Ella" not in said.split("No number fits")[1]


def test_all_families_are_texted_after_a_page_that_counts_them(world: World) -> None:
    amir, zoe, jack = world.pupils[:3]
    mother = mother_of(amir)
    mother_of(zoe, parent=mother.parent)
    nobody_came(world, amir, zoe, jack)
    client = signed_in(world.okafor)
    client.post(TEXTS, {"all": "1"})
    with statements() as few:
        page = client.post(TEXTS, {"all": "1"}).content.decode()
    assert "Text 1 family (2 pupils, a text for each)?" in page
    assert "No number fits for Jack Abbott: ring them." in page
    assert not Message.objects.exists()
    more = add_pupils(world.class_8hw, 6)
    for child in more:
        mother_of(child, parent=ParentFactory.create(school=world.marlowe))
    nobody_came(world, *more)
    with statements() as many:
        page = client.post(TEXTS, {"all": "1"}).content.decode()
    assert "Text 7 families (8 pupils, a text for each)?" in page
    assert len(few) == len(many)
    assert asked(client, all="1", sure="1").startswith("8 texts waiting to be sent.")
    assert Message.objects.count() == 8


def test_who_is_explained_by_now_gets_none(world: World) -> None:
    amir, zoe = world.pupils[:2]
    mother_of(amir)
    mother_of(zoe, parent=ParentFactory.create(school=world.marlowe))
    nobody_came(world, amir, zoe)
    rings(world.okafor, amir, letter="I")
    said = asked(signed_in(world.okafor), pupil=[str(amir.pk), str(zoe.pk)])
    assert said.startswith("1 text waiting to be sent. 1 pupil left out")
    assert Message.objects.get().pupil == zoe


def test_a_text_to_all_leaves_out_who_has_spoken_and_a_named_one_does_not(world: World) -> None:
    amir, zoe, jack = world.pupils[:3]
    for pupil in (amir, zoe, jack):
        mother_of(pupil, parent=ParentFactory.create(school=world.marlowe))
    nobody_came(world, amir, zoe, jack)
    rings(world.okafor, amir, words="Bus did not come")
    client = signed_in(world.okafor)
    assert "Text those not yet texted" in words_of(client.get(LIST))
    page = words_of(client.post(TEXTS, {"all": "1"}))
    assert "Text 2 families?" in page
    assert "1 family spoken with already." in page
    said = asked(client, all="1", sure="1")
    assert said.startswith("2 texts waiting to be sent. 1 family spoken with already.")
    assert set(Message.objects.values_list("pupil", flat=True)) == {zoe.pk, jack.pk}
    assert "not yet texted" not in words_of(client.get(LIST))
    assert asked(client, pupil=str(amir.pk)) == "1 text waiting to be sent."


def test_while_messages_are_stopped_the_press_says_that_the_texts_wait(world: World) -> None:
    amir, zoe = world.pupils[:2]
    for pupil in (amir, zoe):
        mother_of(pupil, parent=ParentFactory.create(school=world.marlowe))
    nobody_came(world, amir, zoe)
    Messaging.objects.create(
        school=world.marlowe, texts="file", stopped_at=CLOSED, stopped_by=world.okafor, stopped_why="A fault"
    )
    client = signed_in(world.okafor)
    waits = "Messages are stopped: these wait until somebody starts them again."
    assert waits in words_of(client.post(TEXTS, {"all": "1"}))
    assert asked(client, pupil=str(amir.pk)).startswith(f"1 text waiting to be sent. {waits}")
    assert waits not in asked(client, pupil=str(amir.pk))


def test_the_address_of_the_press_leads_to_the_call_list(world: World) -> None:
    assert signed_in(world.okafor).get(TEXTS).headers["Location"] == LIST
    assert signed_in(world.lane).get(TEXTS).status_code == 403


def test_all_are_those_of_the_reader_s_own_list(world: World) -> None:
    amir, seven = world.pupils[0], world.pupils_elsewhere["7A"]
    mother_of(amir)
    mother_of(seven, parent=ParentFactory.create(school=world.marlowe))
    everybody_else_here(world, amir)
    nobody_came(world, amir)
    officer_saves(world, mark(seven, "N"), frame=world.frame(group=world.class_7a))
    asked(signed_in(world.rahman), all="1", sure="1")
    assert [row.pupil for row in Message.objects.all()] == [amir]
    asked(signed_in(world.okafor), all="1", sure="1")
    assert {row.pupil for row in Message.objects.all()} == {amir, seven}


def test_no_family_is_told_of_an_absence_that_nobody_has_marked(world: World) -> None:
    amir = world.pupils[0]
    mother_of(amir)
    said = asked(signed_in(world.okafor), pupil=str(amir.pk))
    assert said == "No text was added. 1 pupil left out: no mark yet, so ask for the register first."
    assert "No text was added." in asked(signed_in(world.okafor), all="1")
    assert not Message.objects.exists()


def test_pupils_out_of_reach_are_not_texted(world: World) -> None:
    abroad, amir = world.pupils_elsewhere["9T"], world.pupils[0]
    mother_of(abroad)
    mother_of(amir)
    nobody_came(world, amir)
    asked(signed_in(world.okafor), pupil=str(abroad.pk))
    assert signed_in(world.shah).post(TEXTS, {"all": "1"}).status_code == 404
    assert signed_in(world.lane).post(TEXTS, {"all": "1"}).status_code == 403
    assert not Message.objects.exists()


def test_any_number_of_texts_is_one_statement_after_a_lock(world: World) -> None:
    children = add_pupils(world.class_8hw, 12)
    for child in children:
        mother_of(child, parent=ParentFactory.create(school=world.marlowe))
    wanted = [Wanted(child.pk, 1, 0) for child in children]
    with statements() as found:
        done = queue_messages(
            school=world.marlowe,
            wanted=wanted,
            kind=MessageKind.FIRST_DAY,
            on=TODAY,
            by=world.okafor,
            at=CLOSED,
        )
    assert (len(done.queued), len(found)) == (12, 2)
    assert (
        queue_messages(
            school=world.marlowe, wanted=[], kind=MessageKind.FIRST_DAY, on=TODAY, by=None, at=CLOSED
        ).queued
        == []
    )


def test_a_text_that_was_tried_again_has_no_time_and_soon_somebody_rings(world: World) -> None:
    amir = world.pupils[0]
    mother_of(amir)
    nobody_came(world, amir)
    asked(signed_in(world.okafor), pupil=str(amir.pk))
    said = []
    for attempts, clear in ((0, 0), (1, 0), (2, 2), (2, 0)):
        Message.objects.update(
            attempts=attempts, clear_tries=clear, due_at=CLOSED.replace(minute=40 + attempts)
        )
        said.append(row_of(listed(world, at=CLOSED), amir).so_far)
    waits = "Text waiting to be sent"
    assert said == ["Text due 09:40", waits, waits, "Text not answered by the provider: ring"]


def test_the_list_says_what_became_of_a_text_and_whom_to_ring(world: World) -> None:
    amir, zoe = world.pupils[:2]
    for pupil in (amir, zoe):
        mother_of(pupil, parent=ParentFactory.create(school=world.marlowe))
    nobody_came(world, amir, zoe)
    client = signed_in(world.okafor)
    asked(client, pupil=[str(amir.pk), str(zoe.pk)])
    sent_at = CLOSED.replace(minute=31)
    Message.objects.filter(pupil=amir).update(state="sent", sent_at=sent_at)
    Message.objects.filter(pupil=zoe).update(state="failed", why="refused", ended_at=sent_at)
    found = listed(world, at=CLOSED)
    assert row_of(found, amir).so_far == "Text sent 09:31"
    assert row_of(found, zoe).so_far == "Text failed: ring"
    assert panel_of(world.okafor, zoe).messages == ["Text failed: ring"]
    assert [row_of(found, pupil).so_far_tone for pupil in (amir, zoe)] == ["", "due"]
    steps = steps_now(rights(world.okafor), school_day_now(world.marlowe, CLOSED))
    assert {line.pupil_id for line in steps if line.key == Step.TEXT} & {amir.pk, zoe.pk} == {zoe.pk}
    assert asked(client, pupil=[str(amir.pk), str(zoe.pk)]) == (
        "No text was added. 1 family had one already. The text failed for Zoë O'Brien-Łukasiewicz: ring them."
    )
