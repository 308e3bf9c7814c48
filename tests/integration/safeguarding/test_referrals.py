"""Referrals to agencies: made, chased, answered; and for whom they do not exist."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.core.exceptions import ValidationError
from django.http import Http404

from accounts.models import AuditEvent, User
from safeguarding.door import Purpose, opened_list, opened_log
from safeguarding.models import Opening
from safeguarding.queries.referrals import ReferralLine, ReferralPage, referral_page, referrals_awaiting
from safeguarding.services.referrals import ReferralFacts, StepFacts, follow_up, refer
from safeguarding.tickets import Level
from schools.access import Rights, rights_of
from tests.seats import given_a_concern, seat
from tests.world import NOW, TODAY, World

pytestmark = pytest.mark.django_db
SENT = ReferralFacts(
    agency="Children’s social care",
    level="section_47",
    person="Ms Frith, duty desk",
    reference="CS-1881",
    sent_at=NOW,
    answer_due_at=NOW + timedelta(days=1),
    lawful_basis="safeguarding",
    shared="What the child said.",
    reason="Reasonable cause to suspect significant harm.",
    consent="Not asked: it would put the child at risk.",
)


def rights(person: User, school: str = "marlowe-park") -> Rights:
    found = rights_of(person, school, on=TODAY)
    assert found is not None
    return found


def given_a_referral(
    world: World, facts: ReferralFacts = SENT, *, person: User | None = None, key: UUID | None = None
) -> UUID:
    by = person or world.reid
    return refer(
        rights=rights(by, world.marlowe.slug),
        seat=seat(by, Level.CONFIRMED),
        pupil_id=world.pupils[0].pk,
        key=key or uuid4(),
        facts=facts,
        at=NOW,
    )


def follow(
    world: World, made: UUID, kind: str, words: str = "Rang them.", *, days: int = 0, minute: int = 1
) -> None:
    due_at = NOW + timedelta(days=days) if days else None
    follow_up(
        rights=rights(world.reid, world.marlowe.slug),
        seat=seat(world.reid),
        pupil_id=world.pupils[0].pk,
        referral_id=made,
        facts=StepFacts(kind, words, due_at),
        at=NOW + timedelta(minutes=minute),
    )


def page_of(world: World, made: UUID, person: User | None = None, pupil: int = 0) -> ReferralPage:
    by = person or world.reid
    return referral_page(
        rights=rights(by, world.marlowe.slug),
        seat=seat(by),
        pupil_id=world.pupils[pupil].pk,
        referral_id=made,
        now=NOW + timedelta(days=2),
    )


def awaiting(world: World, days: int = 0) -> list[ReferralLine]:
    with opened_list(seat(world.reid), school_id=world.marlowe.pk, purpose=Purpose.INBOX) as children:
        return referrals_awaiting(children, now=NOW + timedelta(days=days))


def test_a_lead_refers_and_reads_it_with_its_concern(world: World) -> None:
    concern = given_a_concern(world.lane, world.pupils[0])
    made = given_a_referral(world, replace(SENT, concern_id=concern.pk))
    page = page_of(world, made)
    assert (page.line.agency, page.line.level) == ("Children’s social care", "Section 47: significant harm")
    assert page.lawful_basis == "Public task; safeguarding of children (DPA 2018, Sch 1 para 18)"
    assert (page.concern_number, page.consent) == (concern.number, SENT.consent)
    assert page.line.state_words == "Answer overdue"


def test_a_form_that_is_sent_twice_refers_once(world: World) -> None:
    key = uuid4()
    assert given_a_referral(world, key=key) == given_a_referral(world, key=key)
    assert len(awaiting(world)) == 1


def test_what_is_chased_is_due_again_and_what_is_answered_is_awaited_no_more(world: World) -> None:
    made = given_a_referral(world)
    assert [line.is_late for line in awaiting(world, days=2)] == [True]
    follow(world, made, "chased", days=3)
    assert [line.is_late for line in awaiting(world, days=2)] == [False]
    follow(world, made, "answered", "They will assess.", minute=2)
    assert awaiting(world) == []
    steps = page_of(world, made).steps
    assert [(step.title, step.words) for step in steps] == [
        ("Chased", "Rang them."),
        ("Answered", "They will assess."),
    ]


def test_nothing_follows_an_end(world: World) -> None:
    made = given_a_referral(world)
    follow(world, made, "ended", "No further action.")
    with pytest.raises(ValidationError, match="has ended"):
        follow(world, made, "chased")
    assert not page_of(world, made).may_write


def test_times_that_cannot_be_are_refused(world: World) -> None:
    with pytest.raises(ValidationError, match="has passed"):
        given_a_referral(world, replace(SENT, sent_at=NOW + timedelta(hours=1)))
    with pytest.raises(ValidationError, match="after the referral"):
        given_a_referral(world, replace(SENT, answer_due_at=NOW - timedelta(hours=1)))


def test_nobody_refers_or_reads_a_referral_without_the_file(world: World) -> None:
    made = given_a_referral(world)
    for person in (world.lane, world.bell, world.rahman, world.adeyemi):
        with pytest.raises(Http404):
            given_a_referral(world, person=person)
        with pytest.raises(Http404):
            page_of(world, made, person)


def test_a_referral_stands_in_the_file_of_its_child_alone(world: World) -> None:
    made = given_a_referral(world)
    with pytest.raises(Http404):
        page_of(world, made, pupil=1)
    other = given_a_concern(world.lane, world.pupils[1])
    with pytest.raises(Http404):
        given_a_referral(world, replace(SENT, concern_id=other.pk))


def test_a_referral_opens_the_file_and_the_audit_names_no_child(world: World) -> None:
    given_a_referral(world)
    with opened_log(seat(world.reid)):
        assert Opening.objects.get().pupils == [world.pupils[0].pk]
    assert AuditEvent.objects.get(verb="referral.made").pupil is None
