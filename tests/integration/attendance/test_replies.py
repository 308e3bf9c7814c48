"""A family's answer is kept as it came, proposes a code, and is settled once by staff with the right."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404

from accounts.models import AuditEvent
from attendance.codes import ILLNESS, MEDICAL, NO_REASON
from attendance.models import ContactAttempt, FamilyReply, MarkAmendment
from attendance.reply_words import ReplyPick
from attendance.services.replies import ArrivedText, ReplyFacts, take_reply, take_text
from attendance.services.reply_decisions import accept_replies, refuse_replies
from schools.calendar import Session
from tests.factories import ParentFactory
from tests.integration.attendance.call_steps import tried
from tests.integration.attendance.desk_steps import rights
from tests.integration.attendance.family_steps import CLOSED, LATER, letters, mother_of, nobody_came
from tests.integration.attendance.pages import statements
from tests.integration.attendance.reply_steps import MOBILE, answered, pick_of, said, texted
from tests.integration.attendance.steps import officer_amends
from tests.world import TODAY, TOMORROW, YESTERDAY, World, add_pupils

FAILED: dict[str, Any] = {"state": "failed", "sent_at": None, "ended_at": CLOSED, "why": "number"}


@pytest.fixture(autouse=True)
def closed(clock: object) -> None:
    """It is 09:20, and the morning's register is closed."""
    clock.move_to(CLOSED)  # type: ignore[attr-defined]


def test_an_answer_proposes_a_code_and_sets_none(world: World) -> None:
    amir = world.pupils[0]
    nobody_came(world, amir)
    reply = answered(amir)
    assert (reply.pupil, reply.proposed_code, reply.decision) == (amir, ILLNESS, "")
    assert letters(amir) == {1: (NO_REASON, 1)}
    assert not ContactAttempt.objects.exists()
    line = AuditEvent.objects.get(tbl="attendance_familyreply", verb="insert")
    assert (line.pupil, line.actor) == (amir.pk, None)
    assert "cold" not in str(line.after)


def test_a_link_is_answered_once_and_for_seven_days(world: World) -> None:
    amir = world.pupils[0]
    message = texted(amir)
    facts = ReplyFacts("ill")
    with pytest.raises(ValidationError, match="too old"):
        take_reply(message_id=message.pk, facts=facts, at=CLOSED + timedelta(days=8))
    take_reply(message_id=message.pk, facts=facts, at=CLOSED + timedelta(days=7))
    take_reply(message_id=message.pk, facts=facts, at=CLOSED + timedelta(days=7))
    with pytest.raises(ValidationError, match="not taken"):
        take_reply(message_id=message.pk, facts=ReplyFacts("appointment"), at=LATER)
    with pytest.raises(ValidationError, match="Choose what has happened"):
        take_reply(message_id=texted(world.pupils[1]).pk, facts=ReplyFacts("bored"), at=LATER)
    with pytest.raises(Http404):
        take_reply(message_id=0, facts=facts, at=LATER)
    assert FamilyReply.objects.count() == 1


@pytest.mark.parametrize(
    ("facts", "refusal"),
    [
        (ReplyFacts("ill", until_on=YESTERDAY), "Give a date from 9 March 2027 to 9 April 2027"),
        (ReplyFacts("ill", until_on=TODAY + timedelta(days=32)), "Give a date from 9 March 2027"),
        (ReplyFacts("away", " "), "Say where, and why"),
        (ReplyFacts("other"), "Say what has happened"),
    ],
)
def test_an_answer_that_would_silence_messages_for_years_or_says_nothing_is_refused(
    world: World, facts: ReplyFacts, refusal: str
) -> None:
    with pytest.raises(ValidationError, match=refusal):
        take_reply(message_id=texted(world.pupils[0]).pk, facts=facts, at=CLOSED)


def test_the_officer_accepts_many_in_the_same_few_statements(world: World) -> None:
    few = [*world.pupils[:2]]
    many = add_pupils(world.class_8hw, 9)
    nobody_came(world, *few, *many)
    counts = []
    for group in (few, many):
        picks = [pick_of(said(child)) for child in group]
        with statements() as found:
            done = accept_replies(rights=rights(world.okafor), picks=picks, at=LATER)
        counts.append(len(found))
        assert (done.coded, done.noted, done.left) == (len(group), 0, [])
        assert [letters(child)[1] for child in group] == [(ILLNESS, 2)] * len(group)
    assert counts[0] == counts[1]


def test_an_accepted_answer_is_contact_with_the_family_and_says_who_set_the_code(world: World) -> None:
    amir = world.pupils[0]
    nobody_came(world, amir)
    reply = answered(amir, until_on=TOMORROW + timedelta(days=1))
    pick = pick_of(reply)
    accept_replies(rights=rights(world.okafor), picks=[pick], at=LATER)
    again = accept_replies(rights=rights(world.okafor), picks=[pick], at=LATER)
    assert [left.why for left in again.left] == ["somebody has decided about this answer already"]
    today, *ahead = ContactAttempt.objects.filter(pupil=amir).order_by("date")
    assert (today.from_family, today.way, today.words) == (True, "message", "Ill: Has a cold")
    assert (today.name, today.made_by) == ("Mrs Sana Khan", world.okafor)
    assert [(row.date, row.proposed_code) for row in ahead] == [
        (TOMORROW, ILLNESS),
        (TOMORROW + timedelta(days=1), ILLNESS),
    ]
    reply.refresh_from_db()
    assert (reply.decision, reply.decided_by, reply.decided_code) == ("accepted", world.okafor, ILLNESS)
    amendment = MarkAmendment.objects.get(pupil=amir)
    assert amendment.reason == "Reason for absence now known: the family answered"


def test_a_mark_that_somebody_changed_meanwhile_stays_and_so_does_the_answer(world: World) -> None:
    amir, zoe = world.pupils[:2]
    nobody_came(world, amir, zoe)
    replies = [answered(amir), said(zoe, "appointment")]
    picks = [pick_of(reply) for reply in replies]
    officer_amends(world, amir, "M", at=CLOSED)
    done = accept_replies(rights=rights(world.okafor), picks=picks, at=LATER)
    assert (done.coded, [left.name for left in done.left]) == (1, ["Amir Khan"])
    assert letters(amir)[1][0] == letters(zoe)[1][0] == MEDICAL
    replies[0].refresh_from_db()
    assert replies[0].decision == ""
    noted = accept_replies(rights=rights(world.okafor), picks=[pick_of(replies[0])], at=LATER)
    assert (noted.noted, letters(amir)[1][0]) == (1, MEDICAL)


def test_two_answers_about_one_child_set_one_code(world: World) -> None:
    amir = world.pupils[0]
    nobody_came(world, amir)
    picks = [pick_of(answered(amir)), pick_of(said(amir))]
    done = accept_replies(rights=rights(world.okafor), picks=picks, at=LATER)
    assert (done.coded, letters(amir)[1]) == (2, (ILLNESS, 2))


def test_without_a_proposal_the_officer_chooses_or_only_notes(world: World) -> None:
    amir, zoe, jack = world.pupils[:3]
    nobody_came(world, amir, zoe, jack)
    away, late, lost = said(amir, "away"), said(zoe, "on_the_way"), said(jack, "thought_in")
    officer = rights(world.okafor)
    assert accept_replies(rights=officer, picks=[pick_of(away)], letter="I", at=LATER).coded == 1
    done = accept_replies(rights=officer, picks=[pick_of(late), pick_of(lost)], at=LATER)
    assert (done.coded, done.noted, [left.name for left in done.left]) == (0, 1, [jack.known_name])
    assert letters(zoe)[1] == letters(jack)[1] == (NO_REASON, 1)
    assert {row.pupil for row in ContactAttempt.objects.all()} == {amir, zoe}


def test_no_code_is_set_about_a_child_whom_nobody_knows_to_be_safe_until_the_family_is_rung(
    world: World,
) -> None:
    amir, zoe = world.pupils[:2]
    nobody_came(world, amir, zoe)
    lost = said(amir, "thought_in")
    picks = [pick_of(lost), pick_of(said(amir)), pick_of(said(zoe))]
    done = accept_replies(rights=rights(world.okafor), picks=picks, at=LATER)
    assert (done.coded, done.noted) == (1, 0)
    assert {left.why[:25] for left in done.left} == {"the family thought that t"}
    assert letters(amir)[1] == (NO_REASON, 1)
    tried(amir, world.bell, "spoke", at=LATER)
    assert accept_replies(rights=rights(world.okafor), picks=picks[:2], at=LATER).coded == 1


def test_answers_that_propose_different_codes_are_settled_one_by_one(world: World) -> None:
    amir = world.pupils[0]
    nobody_came(world, amir)
    picks = [pick_of(said(amir)), pick_of(said(amir, "appointment"))]
    done = accept_replies(rights=rights(world.okafor), picks=picks, at=LATER)
    assert (done.coded, len(done.left), letters(amir)[1]) == (0, 2, (NO_REASON, 1))
    assert accept_replies(rights=rights(world.okafor), picks=picks[1:], at=LATER).coded == 1
    assert letters(amir)[1] == (MEDICAL, 2)


def test_an_answer_is_not_accepted_with_a_reason_and_the_mark_stays(world: World) -> None:
    amir = world.pupils[0]
    nobody_came(world, amir)
    reply = answered(amir)
    with pytest.raises(ValidationError, match="Say why"):
        refuse_replies(rights=rights(world.okafor), picks=[pick_of(reply)], why=" ", at=LATER)
    done = refuse_replies(
        rights=rights(world.okafor), picks=[pick_of(reply)], why="Seen in the park", at=LATER
    )
    reply.refresh_from_db()
    assert (done.refused, reply.decision, reply.decided_why) == (1, "not_accepted", "Seen in the park")
    assert letters(amir)[1] == (NO_REASON, 1)


def test_only_who_may_set_codes_decides_and_only_at_their_own_school(world: World) -> None:
    amir, abroad = world.pupils[0], world.pupils_elsewhere["9T"]
    nobody_came(world, amir)
    pick = pick_of(answered(amir))
    for person in (world.bell, world.lane, world.reid):
        with pytest.raises(PermissionDenied):
            accept_replies(rights=rights(person), picks=[pick], at=LATER)
        with pytest.raises(PermissionDenied):
            refuse_replies(rights=rights(person), picks=[pick], why="Because", at=LATER)
    foreign = said(abroad)
    with pytest.raises(Http404):
        accept_replies(rights=rights(world.okafor), picks=[ReplyPick(foreign.pk, {})], at=LATER)
    with pytest.raises(ValidationError, match="Tick at least one"):
        accept_replies(rights=rights(world.okafor), picks=[], at=LATER)


def test_a_text_answers_for_each_child_to_whom_its_number_was_written(world: World) -> None:
    amir, zoe, jack = world.pupils[:3]
    sana = ParentFactory.create(school=world.marlowe)
    texted(jack, on=YESTERDAY, contact=mother_of(jack, parent=sana))
    texted(amir, contact=mother_of(amir, parent=sana))
    texted(zoe, contact=mother_of(zoe, parent=sana))
    text = ArrivedText(str(uuid4()), "447700900123", "Both are ill\0 today")
    assert take_text(school=world.marlowe, text=text, at=LATER) == 2
    assert take_text(school=world.marlowe, text=text, at=LATER) == 0
    rows = FamilyReply.objects.order_by("pk")
    assert {row.pupil for row in rows} == {amir, zoe}
    assert {(row.reason, row.words, row.number, row.session) for row in rows} == {
        ("ill", "Both are ill today", MOBILE, Session.AM.value)
    }


def test_a_text_of_a_mother_whom_no_text_reached_is_about_her_child(world: World) -> None:
    amir, zoe = world.pupils[:2]
    nobody_came(world, amir, zoe)
    other = ParentFactory.create(school=world.marlowe, mobile="07700900556")
    texted(zoe, contact=mother_of(zoe, parent=other), sent_to="07700900555", **FAILED)
    sana = ParentFactory.create(school=world.marlowe, mobile="07700900123")
    mother_of(amir, parent=sana)
    for number in ("+447700900555", "+447700900123"):
        text = ArrivedText(str(uuid4()), number, "Hes in school")
        assert take_text(school=world.marlowe, text=text, at=LATER) == 1
    rows = FamilyReply.objects.order_by("pk")
    assert [(row.pupil, row.reason, row.date) for row in rows] == [
        (zoe, "thought_in", TODAY),
        (amir, "thought_in", TODAY),
    ]


def test_a_text_from_another_number_is_kept_without_a_pupil(world: World) -> None:
    texted(world.pupils[0])
    text = ArrivedText(str(uuid4()), "+447700900999", "Who is this?")
    assert take_text(school=world.marlowe, text=text, at=LATER) == 1
    row = FamilyReply.objects.get()
    assert (row.pupil, row.number, row.date, row.reason) == (None, "07700900999", TODAY, "")
    done = accept_replies(rights=rights(world.okafor), picks=[ReplyPick(row.pk, {})], letter="I", at=LATER)
    assert (done.noted, done.coded) == (1, 0)
