"""The pages of home visits: who sees which, what a phone shows at the door, and what is written down."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
import time_machine
from django.db.models import QuerySet

from accounts.models import AuditEvent, User
from attendance.home_visits import Press
from attendance.models import Visit
from attendance.queries.visits import home
from attendance.queries.visits.lists import visit_list
from schools.access import Rights
from schools.models import Contact, Parent, Pupil, PupilAddress
from schools.queries.families import Sight, sight_of
from tests.factories import ContactFactory, ParentFactory, SafetyNoteFactory, VisitFactory
from tests.integration.attendance.desk_steps import rights
from tests.integration.attendance.pages import page_of, statements, words_of
from tests.integration.attendance.visit_steps import (
    VISITS,
    ask_lead_about,
    planned,
    presses,
    today_at,
    written,
)
from tests.sign_in import signed_in
from tests.world import NOW, World

PLAN = {
    "key": "8f0e6a5e-1111-4222-8333-444455556666",
    "second": "",
    "second_name": "",
    "due_on": "2027-03-09",
    "due_time": "14:00",
    "check_in_time": "15:00",
    "purpose": "Nobody answers",
    "risk": "usual",
    "risk_words": "",
}
RECORD = {
    "set_out_at": "14:00",
    "arrived_at": "14:10",
    "left_at": "14:30",
    "who_seen": "Amir and his mother",
    "child_seen": "yes",
    "child_spoken_to": "yes",
    "child_voice": "My stomach hurts",
    "conditions": "",
    "unseen_step": "",
    "next_step": "Ms Okafor rings on Thursday",
    "next_on": "2027-03-11",
}


def page(person: User, visit: Visit) -> str:
    return words_of(signed_in(person).get(f"{VISITS}{visit.pk}/"))


def rings(person: User, visit: Visit) -> list[str]:
    tags = page_of(signed_in(person).get(f"{VISITS}{visit.pk}/")).tags
    return [found["href"] for tag, found in tags if tag == "a" and found.get("href", "").startswith("tel:")]


def test_a_visit_is_planned_from_the_pupil_and_sent_twice_it_is_one(world: World) -> None:
    client = signed_in(world.okafor)
    path = f"{VISITS}new/?pupil={world.pupils[0].pk}"
    assert client.get(path).status_code == 200
    sent = PLAN | {"visitor": str(world.okafor.pk)}
    first, again = client.post(path, sent), client.post(path, sent)
    visit = Visit.objects.get()
    assert first.headers["Location"] == again.headers["Location"] == f"{VISITS}{visit.pk}/"
    assert (visit.due_at, visit.check_in_by) == (today_at(14), today_at(15))


def test_a_plan_that_is_refused_keeps_what_was_typed(world: World) -> None:
    path = f"{VISITS}new/?pupil={world.pupils[0].pk}"
    sent = PLAN | {"visitor": str(world.okafor.pk), "check_in_time": "", "purpose": "Day three"}
    answer = signed_in(world.okafor).post(path, sent)
    assert answer.status_code == 422
    assert "Nobody goes alone without a check-in time" in words_of(answer)
    assert 'value="Day three"' in answer.content.decode()


def test_a_pupil_is_looked_for_within_reach(world: World) -> None:
    assert "Hughes, Megan" in words_of(signed_in(world.okafor).get(f"{VISITS}new/?q=meg"))
    assert "Hughes, Megan" not in words_of(signed_in(world.rahman).get(f"{VISITS}new/?q=meg"))
    assert "Khan, Amir" in words_of(signed_in(world.rahman).get(f"{VISITS}new/?q=amir"))


def test_who_may_not_visit_gets_no_page(world: World) -> None:
    own, elsewhere = planned(world), planned(world, world.pupils_elsewhere["7A"])
    foreign = VisitFactory.create(pupil=world.pupils_elsewhere["9T"], visitor=world.shah)
    for person in (world.lane, world.bell):
        assert signed_in(person).get(VISITS).status_code == 403
        assert signed_in(person).get(f"{VISITS}{own.pk}/").status_code == 403
    year_8 = signed_in(world.rahman)
    assert year_8.get(f"{VISITS}{own.pk}/").status_code == 200
    assert year_8.get(f"{VISITS}{elsewhere.pk}/").status_code == 404
    assert "Megan" not in words_of(year_8.get(VISITS))
    for path in (f"{VISITS}{foreign.pk}/", f"{VISITS}{foreign.pk}/record/", f"{VISITS}{foreign.pk}/plan/"):
        assert signed_in(world.okafor).get(path).status_code == 404
    pressed = signed_in(world.okafor).post(f"{VISITS}{foreign.pk}/press/", {"step": "set_out"})
    assert pressed.status_code == 404
    foreign.refresh_from_db()
    assert foreign.set_out_at is None


def test_a_hidden_address_is_told_to_who_may_know_it(world: World) -> None:
    PupilAddress.objects.create(pupil=world.pupils[0], lines="4 Secret Close", is_hidden=True)
    visit = planned(world)
    assert "4 Secret Close" in page(world.okafor, visit)
    told = page(world.rahman, visit)
    assert "Secret Close" not in told
    assert "Address withheld. Ask the attendance officer" in told


def test_nobody_whom_no_one_may_contact_has_a_number(world: World) -> None:
    amir = world.pupils[0]
    mother = ParentFactory.create(school=world.marlowe, mobile="07700 900123", surname="Khan")
    father = ParentFactory.create(school=world.marlowe, mobile="07700 900456", surname="Khan")
    ContactFactory.create(pupil=amir, parent=mother)
    Contact.objects.create(
        pupil=amir, parent=father, call_order=2, relationship="Father", must_not_contact=True
    )
    assert rings(world.okafor, planned(world)) == ["tel:07700900123"]


def test_a_family_that_the_lead_is_asked_about_first_is_said_so(world: World) -> None:
    visit = presses(at_home_with_a_number(world), Press.SET_OUT, at=today_at(14))
    assert "Speak to the DSL first" not in page(world.okafor, visit)
    ask_lead_about(visit.pupil)
    assert page(world.okafor, visit).count("Speak to the DSL first") == 1
    assert rings(world.okafor, visit) == ["tel:07700900123"]


@pytest.mark.parametrize("warn", [ask_lead_about, lambda pupil: SafetyNoteFactory.create(pupil=pupil)])
def test_who_may_not_read_why_has_no_number_of_such_a_family(
    world: World, monkeypatch: pytest.MonkeyPatch, warn: Callable[[Pupil], None]
) -> None:
    def knows_nothing_of_safety(rights: Rights, pupil: Pupil) -> Sight:
        return replace(sight_of(rights, pupil), contact_safety=False)

    monkeypatch.setattr(home, "sight_of", knows_nothing_of_safety)
    visit = at_home_with_a_number(world)
    assert rings(world.okafor, visit) == ["tel:07700900123"]
    warn(visit.pupil)
    assert rings(world.okafor, visit) == []
    assert "Speak to the DSL first" in page(world.okafor, visit)
    assert not AuditEvent.objects.filter(verb="open", tbl="schools_safetynote").exists()


def at_home_with_a_number(world: World) -> Visit:
    mother = ParentFactory.create(school=world.marlowe, mobile="07700 900123")
    ContactFactory.create(pupil=world.pupils[0], parent=mother)
    return planned(world)


def test_the_note_on_safety_is_shown_and_its_reading_written_down(world: World) -> None:
    amir = world.pupils[0]
    SafetyNoteFactory.create(pupil=amir, text="Ring before you go")
    visit = planned(world)
    assert "Ring before you go" in page(world.okafor, visit)
    opened = AuditEvent.objects.filter(verb="open", tbl="schools_safetynote", pupil=amir.pk)
    assert opened.count() == 1
    signed_in(world.okafor).get(f"{VISITS}new/?pupil={amir.pk}")
    assert opened.count() == 2


def test_who_reads_what_was_written_is_written_down(world: World) -> None:
    visit = written(world)
    assert "My stomach hurts on Mondays" in page(world.reid, visit)
    assert readers(AuditEvent.objects.filter(obj=str(visit.pk))) == [world.reid.pk]


def test_who_reads_why_somebody_goes_and_at_what_risk_is_written_down(world: World) -> None:
    visit = planned(world, risk_raised=True, risk_words="A dog", second_id=world.reid.pk)
    assert "A dog" in page(world.reid, visit)
    assert "A dog" in signed_in(world.adeyemi).get(f"{VISITS}{visit.pk}/plan/").content.decode()
    lines = AuditEvent.objects.filter(obj=str(visit.pk), pupil=visit.pupil_id)
    assert readers(lines) == [world.reid.pk, world.adeyemi.pk]


def test_who_looks_at_the_list_is_written_down_once_a_day_for_each_pupil(world: World) -> None:
    amir, zoe, _ = world.pupils
    planned(world, amir)
    written(world, planned(world, zoe))
    client = signed_in(world.reid)
    for _ in range(2):
        assert "Amir Khan" in words_of(client.get(VISITS))
    lines = AuditEvent.objects.filter(pupil__in=[amir.pk, zoe.pk])
    assert readers(lines) == [world.reid.pk, world.reid.pk]


def readers(lines: QuerySet[AuditEvent]) -> list[int | None]:
    return [line.actor for line in lines.filter(verb="open", tbl="attendance_visit").order_by("pk")]


def test_the_presses_work_without_script_and_with_it(world: World) -> None:
    visit = planned(world)
    with time_machine.travel(today_at(14), tick=False):
        client = signed_in(world.okafor)
        press = f"{VISITS}{visit.pk}/press/"
        assert client.post(press, {"step": "set_out"}).headers["Location"] == f"{VISITS}{visit.pk}/"
        told = client.post(press, {"step": "arrived"}, headers={"Accept": "application/json"})
        assert told.json() == {"said": "Arrived: 14:00. Daymark has it."}
        refused = signed_in(world.reid).post(press, {"step": "safe"}, headers={"Accept": "application/json"})
        assert client.post(press, {"step": "fly"}).status_code == 400
    assert refused.status_code == 409
    assert "Ms Okafor goes on this visit" in refused.json()["said"]


def test_the_times_are_put_right_by_who_goes_alone(world: World) -> None:
    visit = presses(planned(world), Press.SET_OUT, at=today_at(14))
    times = {"set_out_at": "14:00", "safe_at": "14:20"}
    with time_machine.travel(today_at(14, 30), tick=False):
        officer, lead = signed_in(world.okafor), signed_in(world.reid)
        assert lead.get(f"{VISITS}{visit.pk}/times/").status_code == 302
        assert lead.post(f"{VISITS}{visit.pk}/times/", times).status_code == 422
        assert "Correct the times" not in page(world.reid, visit)
        assert officer.get(f"{VISITS}{visit.pk}/times/").status_code == 200
        assert officer.post(f"{VISITS}{visit.pk}/times/", times).status_code == 302
    visit.refresh_from_db()
    assert (visit.safe_at, visit.safe_by) == (today_at(14, 20), world.okafor)


def test_writing_it_down_keeps_what_was_typed_and_the_time_that_was_pressed(world: World) -> None:
    pressed = today_at(14, 10) + timedelta(seconds=33)
    visit = presses(planned(world), Press.SET_OUT, at=today_at(14))
    presses(visit, Press.ARRIVED, at=pressed)
    with time_machine.travel(today_at(15), tick=False):
        client = signed_in(world.okafor)
        refused = client.post(f"{VISITS}{visit.pk}/record/", RECORD | {"next_step": ""})
        assert refused.status_code == 422
        assert "My stomach hurts" in refused.content.decode()
        for _ in range(2):
            assert client.post(f"{VISITS}{visit.pk}/record/", RECORD).status_code == 302
        assert client.get(f"{VISITS}{visit.pk}/record/").status_code == 302
    visit.refresh_from_db()
    assert (visit.arrived_at, visit.left_at) == (pressed, today_at(14, 30))


def test_a_note_sent_twice_is_added_once(world: World) -> None:
    visit = written(world)
    client = signed_in(world.reid)
    note = {"note": "His aunt rang", "save_key": "8f0e6a5e-1111-4222-8333-444455556667"}
    for _ in range(2):
        client.post(f"{VISITS}{visit.pk}/note/", note)
    assert page(world.reid, visit).count("His aunt rang") == 1


def test_the_lead_is_named_where_the_lead_is_to_be_asked(world: World) -> None:
    ask_lead_about(world.pupils[0])
    path = f"{VISITS}new/?pupil={world.pupils[0].pk}"
    assert "Speak to the DSL first" in words_of(signed_in(world.okafor).get(path))


def test_the_list_begins_with_what_cannot_wait(world: World) -> None:
    amir, zoe, jack = world.pupils
    presses(planned(world, amir), Press.SET_OUT, at=today_at(14))
    VisitFactory.create(pupil=zoe, visitor=world.okafor, due_at=NOW - timedelta(days=1), check_in_by=NOW)
    planned(world, jack, due_at=today_at(17), check_in_by=today_at(18))
    written(world, planned(world, world.pupils_elsewhere["7A"]))
    with time_machine.travel(today_at(16), tick=False):
        words = words_of(signed_in(world.okafor).get(VISITS))
    titles = ["Check-in missed 1", "Under way now 0", "Planned for before now 1", "Today 1", "called off 1"]
    places = [words.index(title) for title in titles]
    assert places == sorted(places)
    assert "Nobody has set out" in words


def test_an_alarm_is_never_pushed_off_the_list_by_newer_visits(world: World) -> None:
    waiting = presses(planned(world), Press.SET_OUT, at=today_at(14))
    after = waiting.due_at + timedelta(minutes=1)
    over = {"due_at": after, "written_at": after, "written_by": world.okafor, "next_step": "None"}
    VisitFactory.create_batch(
        201,
        pupil=world.pupils[1],
        visitor=world.okafor,
        child_seen=True,
        set_out_at=after,
        **over,
        safe_at=after,
        safe_by=world.okafor,
    )
    found = visit_list(rights(world.okafor), at=today_at(16))
    assert [(part.key, len(part.lines)) for part in found.parts if part.lines] == [
        ("alarms", 1),
        ("written", 200),
    ]
    assert found.capped


def test_old_visits_are_shown_to_who_visits_the_whole_school(world: World) -> None:
    written(world)
    long_ago = NOW + timedelta(days=40)
    with time_machine.travel(long_ago, tick=False):
        officer, lead = signed_in(world.okafor), signed_in(world.rahman)
        assert "Amir Khan" not in words_of(officer.get(VISITS))
        assert "Amir Khan" in words_of(officer.get(f"{VISITS}?back=1"))
        assert "Amir Khan" not in words_of(lead.get(f"{VISITS}?back=1"))
        assert "Amir Khan" in words_of(officer.get(f"{VISITS}?back=1&pupil={world.pupils[0].pk}"))
        assert "Amir Khan" not in words_of(officer.get(f"{VISITS}?back=1&pupil={world.pupils[1].pk}"))


@pytest.mark.parametrize("path", ["", "new/?q=a"])
def test_lists_cost_the_same_for_any_number(world: World, path: str) -> None:
    client = signed_in(world.okafor)
    planned(world)
    client.get(f"{VISITS}{path}")
    with statements() as few:
        client.get(f"{VISITS}{path}")
    for pupil in world.pupils:
        written(world, planned(world, pupil))
    with statements() as many:
        client.get(f"{VISITS}{path}")
    assert len(few) == len(many)


def test_a_page_costs_the_same_for_any_family(world: World) -> None:
    visit = planned(world)
    client = signed_in(world.okafor)
    client.get(f"{VISITS}{visit.pk}/")
    with statements() as few:
        client.get(f"{VISITS}{visit.pk}/")
    for order in range(1, 6):
        parent = ParentFactory.create(school=world.marlowe, mobile=f"07700 90012{order}")
        ContactFactory.create(pupil=world.pupils[0], parent=parent, call_order=order)
    assert Parent.objects.count() >= 5
    with statements() as many:
        client.get(f"{VISITS}{visit.pk}/")
    assert len(few) == len(many)
