"""A message about an absence looks again before it goes: what changed since it was queued keeps it back."""

from datetime import datetime, timedelta

import pytest

from attendance.models import FamilyReply, Outcome, ReplyReason, ReplyWay
from attendance.queries.first_day.still_due import why_not_now
from schools.calendar import Session
from schools.message_faults import (
    ADDRESS_CHANGED,
    ASK_FIRST,
    DAY_OVER,
    EXPLAINED,
    LEFT,
    MARK_CHANGED,
    NO_CONTACT,
    QUIET,
    Fault,
)
from schools.models import Contact, MarkerKind, Message, Parent, Pupil, PupilMarker, RollEntry
from tests.factories import SafetyNoteFactory
from tests.integration.attendance.alert_steps import sets, text_about, with_families, with_family
from tests.integration.attendance.family_steps import CLOSED, father_of, nobody_came, rings
from tests.integration.attendance.n_code_steps import marked_n
from tests.integration.attendance.pages import statements
from tests.integration.attendance.steps import officer_amends
from tests.world import NOW, TODAY, TOMORROW, World

NOON, AFTERNOON = CLOSED.replace(hour=12), CLOSED.replace(hour=13, minute=50)


@pytest.fixture(autouse=True)
def closed(clock: object) -> None:
    """It is 09:20, and the morning's register is closed."""
    clock.move_to(CLOSED)  # type: ignore[attr-defined]


@pytest.fixture
def text(world: World) -> Message:
    """A text to Amir's mother that waits."""
    amir = world.pupils[0]
    with_family(amir, mobile="07700900777")
    nobody_came(world, amir)
    return text_about(amir)


def pupil_of(text: Message) -> Pupil:
    assert text.pupil is not None
    return text.pupil


def why(text: Message, at: datetime = NOON) -> Fault | None:
    return why_not_now([text.pk], at=at).get(text.pk)


def test_a_text_about_a_pupil_who_is_still_away_goes(text: Message) -> None:
    assert why(text) is None


def test_an_absence_that_has_a_reason_by_now_is_not_asked_about(world: World, text: Message) -> None:
    officer_amends(world, pupil_of(text), "I")
    assert why(text) == EXPLAINED


def test_an_n_that_is_another_than_the_one_seen_is_asked_about_afresh(world: World, text: Message) -> None:
    officer_amends(world, pupil_of(text), "L", minutes=3)
    officer_amends(world, pupil_of(text), "N", base=2)
    assert why(text) == MARK_CHANGED


def test_who_came_in_the_afternoon_is_not_said_to_be_away(world: World, text: Message) -> None:
    marked_n([pupil_of(text)], TODAY, Session.PM)
    assert why(text, AFTERNOON) is None
    officer_amends(world, pupil_of(text), "\\", session=Session.PM, at=AFTERNOON)
    assert why(text, AFTERNOON) == EXPLAINED


def test_a_family_that_spoke_since_is_not_asked(world: World, text: Message) -> None:
    rings(world.okafor, pupil_of(text), outcome=Outcome.NO_ANSWER.value, words="")
    assert why(text) is None
    rings(world.okafor, pupil_of(text), at=CLOSED + timedelta(minutes=4), outcome=Outcome.SPOKE.value)
    assert why(text) == EXPLAINED


def test_what_was_said_before_somebody_pressed_the_button_does_not_keep_the_text_back(
    world: World, text: Message
) -> None:
    rings(world.okafor, pupil_of(text), at=CLOSED - timedelta(minutes=4), outcome=Outcome.SPOKE.value)
    assert why(text) is None


def test_a_reply_that_waits_for_the_school_keeps_it_back_and_one_not_accepted_does_not(
    world: World, text: Message
) -> None:
    reply = FamilyReply.objects.create(
        school=world.marlowe,
        pupil=pupil_of(text),
        way=ReplyWay.LINK,
        date=TODAY,
        session=1,
        reason=ReplyReason.ILL,
        received_at=CLOSED + timedelta(minutes=2),
    )
    assert why(text) == EXPLAINED
    decided = {"decision": "not_accepted", "decided_by": world.okafor, "decided_at": NOON}
    FamilyReply.objects.filter(pk=reply.pk).update(**decided)
    assert why(text) is None


def test_nothing_goes_against_the_dsl_s_word(world: World, text: Message) -> None:
    SafetyNoteFactory.create(pupil=pupil_of(text), contact=father_of(pupil_of(text)))
    assert why(text) is None
    SafetyNoteFactory.create(pupil=pupil_of(text), contact=text.contact)
    assert why(text) == ASK_FIRST


def test_nothing_goes_where_the_dsl_is_asked_first(text: Message) -> None:
    PupilMarker.objects.create(pupil=pupil_of(text), kind=MarkerKind.CALL_FIRST, from_on=TODAY)
    assert why(text) is None
    PupilMarker.objects.create(pupil=pupil_of(text), kind=MarkerKind.ASK_FIRST, from_on=TODAY)
    assert why(text) == ASK_FIRST


def test_nothing_goes_to_who_must_not_be_contacted_nor_to_their_number(text: Message) -> None:
    father = father_of(pupil_of(text), must_not_contact=True)
    assert why(text) is None
    Message.objects.update(words="Sent", sent_to="07700900777")
    Parent.objects.filter(pk=father.parent_id).update(mobile="07700900777")
    assert why(text) == NO_CONTACT
    Contact.objects.filter(pk=father.pk).update(must_not_contact=False)
    Contact.objects.filter(pupil=pupil_of(text)).update(must_not_contact=True)
    assert why(text) == NO_CONTACT


def test_a_number_that_changed_since_gets_nothing(text: Message) -> None:
    Message.objects.update(words="Sent", sent_to="07700900777")
    assert why(text) is None
    Parent.objects.filter(mobile="07700900777").update(mobile="07700900778")
    assert why(text) == ADDRESS_CHANGED


def test_nothing_goes_about_a_pupil_off_roll_or_on_another_day_or_late_at_night(
    world: World, text: Message
) -> None:
    assert why(text, CLOSED + timedelta(days=1)) == DAY_OVER
    assert why(text, NOON.replace(hour=18)) == QUIET
    sets(world, messages_quiet_after="11:30")
    assert why(text) == QUIET
    assert why(text, NOON.replace(hour=11)) is None
    RollEntry.objects.filter(pupil=pupil_of(text)).update(admitted_on=TOMORROW)
    assert why(text, NOON.replace(hour=11)) == LEFT


def test_any_number_of_messages_is_one_statement(world: World) -> None:
    children = with_families(world, 8)
    nobody_came(world, *children)
    texts = [text_about(child).pk for child in children]
    officer_amends(world, children[0], "I", at=NOW + timedelta(hours=1))
    with statements() as found:
        assert why_not_now(texts, at=NOON) == {texts[0]: EXPLAINED}
    assert len(found) == 1
