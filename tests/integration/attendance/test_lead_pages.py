"""The pages of telling the safeguarding lead and of deciding: who sees what, and what is written down."""

from datetime import timedelta

import pytest
import time_machine

from accounts.models import AuditEvent, User
from accounts.verbs import Verb
from attendance.models import Escalation, EscalationDecision
from attendance.services.first_day.escalations import ESCALATIONS
from schools.services.openings import PROTECTED
from tests.factories import ContactFactory, ParentFactory, ProtectedFactFactory, SafetyNoteFactory
from tests.integration.attendance.late_steps import comes_late
from tests.integration.attendance.lead_steps import (
    DECIDED_AT,
    ELEVEN,
    TOLD_AT,
    WORRY,
    given_a_try,
    given_n,
    lead_decides,
    officer_tells,
)
from tests.integration.attendance.pages import statements, words_of
from tests.integration.attendance.steps import officer_amends
from tests.sign_in import signed_in
from tests.world import World, add_pupils

LIST = "/marlowe-park/escalations/"
CANARY = "zqcanary"


def tell_page(pupil_id: int) -> str:
    return f"/marlowe-park/contact/{pupil_id}/dsl/"


def test_the_office_tells_in_one_line_and_sees_the_outcome_alone(world: World) -> None:
    amir = world.pupils[0]
    given_n(world, amir)
    given_a_try(world, amir)
    ProtectedFactFactory.create(pupil=amir, note=CANARY, worker_name=CANARY)
    with time_machine.travel(TOLD_AT, tick=False):
        client = signed_in(world.bell)
        asked = client.post(tell_page(amir.pk), {"words": ""})
        assert (asked.status_code, Escalation.objects.count()) == (422, 0)
        told = client.post(tell_page(amir.pk), {"words": WORRY}, follow=True)
        again = client.post(tell_page(amir.pk), {"words": "Once more"}, follow=True)
    assert "Amir Khan: Mr Bell told the DSL at 10:20." in words_of(told)
    assert "Mr Bell told the DSL at 10:20. Nothing was added." in words_of(again)
    lead_decides(world, amir, "social_care")
    with time_machine.travel(DECIDED_AT, tick=False):
        after = signed_in(world.bell).get(tell_page(amir.pk))
        as_officer = signed_in(world.okafor).get(tell_page(amir.pk))
    assert "Mr Reid decided at 11:04 and has taken it on" in words_of(after)
    assert "social care" in words_of(as_officer)
    for page in (told, again, after):
        text = words_of(page).lower()
        assert not [word for word in (CANARY, "social", "risk", "protect") if word in text]
        assert WORRY not in words_of(page)


@pytest.mark.parametrize("path", ["contact/{}/dsl/", "contact/{}/agencies/", "escalations/{}/"])
def test_a_teacher_is_refused_and_other_schools_are_not_there(world: World, path: str) -> None:
    amir, sam = world.pupils[0], world.pupils_elsewhere["9T"]
    assert signed_in(world.lane).get(f"/marlowe-park/{path.format(amir.pk)}").status_code == 403
    assert signed_in(world.reid).get(f"/marlowe-park/{path.format(sam.pk)}").status_code == 404
    assert signed_in(world.shah).get(f"/marlowe-park/{path.format(amir.pk)}").status_code == 404
    assert signed_in(world.lane).get(LIST).status_code == 403
    assert signed_in(world.okafor).get(LIST).status_code == 403


def test_the_lead_reads_what_is_known_and_that_is_written_down(world: World) -> None:
    amir = world.pupils[0]
    given_n(world, amir)
    given_a_try(world, amir)
    ProtectedFactFactory.create(pupil=amir, worker_name="Dana Price", worker_phone="01632960001")
    stopped = ParentFactory.create(school=world.marlowe, surname="Stone", mobile="+447700900999")
    ContactFactory.create(pupil=amir, parent=stopped, call_order=2, must_not_contact=True)
    mother = ParentFactory.create(school=world.marlowe, surname="Khan", mobile="+447700900111")
    contact = ContactFactory.create(pupil=amir, parent=mother, call_order=1)
    SafetyNoteFactory.create(pupil=amir, contact=contact, text="Ring the work number alone")
    officer_tells(world, amir)
    with time_machine.travel(DECIDED_AT, tick=False):
        page = signed_in(world.reid).get(f"{LIST}{amir.pk}/")
    text = words_of(page)
    for words in (WORRY, "Ms Okafor, 10:20", "Dana Price", "Call: no answer", "Read the safety note first"):
        assert words in text
    assert "+447700900111" in text
    assert "Do not contact: speak to the DSL" in text
    assert "900999" not in text
    opened = AuditEvent.objects.filter(verb=Verb.OPEN, tbl=PROTECTED, pupil=amir.pk).latest("pk")
    assert opened.actor == world.reid.pk


def test_the_lead_decides_on_the_page_and_a_refusal_keeps_what_was_typed(world: World) -> None:
    amir = world.pupils[0]
    given_n(world, amir)
    officer_tells(world, amir)
    with time_machine.travel(DECIDED_AT, tick=False):
        client = signed_in(world.reid)
        sent = {"decision": "wait", "until_time": "10:00", "until_on": "", "seen": "0"}
        early = client.post(f"{LIST}{amir.pk}/", sent)
        assert (early.status_code, 'value="10:00"' in early.content.decode()) == (422, True)
        client.post(f"{LIST}{amir.pk}/", sent | {"until_time": "14:00"})
        row = EscalationDecision.objects.get()
        assert row.until_at == DECIDED_AT.replace(hour=14, minute=0)
        stale = client.post(f"{LIST}{amir.pk}/", sent | {"decision": "police", "until_time": ""})
        assert "Mr Reid decided at 11:04: wait until 14:00" in words_of(stale)
        assert f'name="seen" value="{row.pk}"' in stale.content.decode()
        assert EscalationDecision.objects.count() == 1


def test_a_day_alone_waits_until_school_begins(world: World) -> None:
    amir = world.pupils[0]
    given_n(world, amir)
    officer_tells(world, amir)
    with time_machine.travel(DECIDED_AT, tick=False):
        sent = {"decision": "wait", "until_time": "", "until_on": "2027-03-11", "seen": "0"}
        signed_in(world.reid).post(f"{LIST}{amir.pk}/", sent)
    begins = (DECIDED_AT + timedelta(days=2)).replace(hour=8, minute=45)
    assert EscalationDecision.objects.get().until_at == begins


def test_a_pupil_of_whom_nothing_is_to_be_decided_has_a_page_without_a_form(world: World) -> None:
    page = signed_in(world.reid).get(f"{LIST}{world.pupils[0].pk}/")
    assert "There is nothing to decide." in words_of(page)
    assert 'name="decision"' not in page.content.decode()


def test_the_list_shows_each_where_it_stands_and_puts_away_who_is_back(world: World) -> None:
    amir, zoe, jack = world.pupils
    given_n(world, amir, zoe, jack)
    ProtectedFactFactory.create(pupil=jack)
    officer_tells(world, amir)
    officer_tells(world, zoe)
    officer_amends(world, amir, "I", at=TOLD_AT + timedelta(minutes=10))
    lead_decides(world, zoe, "visit")
    with time_machine.travel(DECIDED_AT, tick=False):
        client = signed_in(world.reid)
        text = words_of(client.get(LIST))
        assert "By the clock, 11:00, 4 min ago" in text
        assert "Mr Reid decided at 11:04: home visit. Nobody has planned it yet" in text
        assert "Marked I at 10:30" in text
        assert "Not told yet: social worker" in text
        assert "1 pupil put away." in words_of(client.post(LIST, follow=True))
        assert "Marked I at 10:30" not in words_of(client.get(LIST))


def test_the_list_takes_as_many_statements_for_many_as_for_one(world: World) -> None:
    given_n(world, world.pupils[0])
    officer_tells(world, world.pupils[0])
    with time_machine.travel(ELEVEN, tick=False):
        client = signed_in(world.reid)
        client.get(LIST)
        with statements() as few:
            client.get(LIST)
        crowd = add_pupils(world.class_8hw, 15, [("Crowd", f"Child {number}") for number in range(15)])
        given_n(world, *crowd)
        for pupil in crowd:
            officer_tells(world, pupil)
        with statements() as many:
            assert words_of(client.get(LIST)).count("Ms Okafor, 10:20") == 16
    assert len(few) == len(many)


def opened_by(person: User) -> list[tuple[str, int | None]]:
    lines = AuditEvent.objects.filter(verb=Verb.OPEN, actor=person.pk).order_by("pk")
    return [(line.tbl, line.pupil) for line in lines]


def test_whose_words_and_facts_the_list_showed_is_written_down_once_however_often_it_asks(
    world: World,
) -> None:
    amir, zoe, jack = world.pupils
    given_n(world, amir, zoe, jack)
    ProtectedFactFactory.create(pupil=jack)
    officer_tells(world, amir)
    with time_machine.travel(DECIDED_AT, tick=False):
        client = signed_in(world.reid)
        client.get(LIST)
        client.get(LIST, headers={"X-Refresh": "1"})
    assert sorted(opened_by(world.reid)) == sorted(
        [(ESCALATIONS, amir.pk), (ESCALATIONS, jack.pk), (PROTECTED, jack.pk)]
    )
    officer_tells(world, zoe, at=DECIDED_AT)
    with time_machine.travel(DECIDED_AT, tick=False):
        client.get(LIST, headers={"X-Refresh": "1"})
    assert opened_by(world.reid)[3:] == [(ESCALATIONS, zoe.pk)]


def test_the_page_of_telling_and_of_deciding_write_down_who_opened_them(world: World) -> None:
    amir = world.pupils[0]
    given_n(world, amir)
    officer_tells(world, amir)
    with time_machine.travel(DECIDED_AT, tick=False):
        signed_in(world.bell).get(tell_page(amir.pk))
        lead_decides(world, amir, "social_care")
        signed_in(world.okafor).get(tell_page(amir.pk))
        signed_in(world.reid).get(f"{LIST}{amir.pk}/")
    assert opened_by(world.bell) == [(ESCALATIONS, amir.pk)]
    assert opened_by(world.okafor) == [(ESCALATIONS, amir.pk), (PROTECTED, amir.pk)]
    assert (ESCALATIONS, amir.pk) in opened_by(world.reid)


def test_a_pupil_at_risk_who_came_to_the_desk_is_said_under_decided_not_over(world: World) -> None:
    amir = world.pupils[0]
    given_n(world, amir)
    ProtectedFactFactory.create(pupil=amir)
    officer_tells(world, amir)
    lead_decides(world, amir, "police")
    comes_late(world, amir, at=DECIDED_AT + timedelta(minutes=3), is_here=True)
    with time_machine.travel(DECIDED_AT + timedelta(minutes=5), tick=False):
        client = signed_in(world.reid)
        page = words_of(client.get(LIST))
        today = words_of(client.get("/marlowe-park/"))
    assert "Decided, not over yet 1" in page
    for text in (page, today):
        assert "Arrived 11:07, U" in text
