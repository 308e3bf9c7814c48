"""The panel of a pupil's family: what to know first, whom to ring, and one small form."""

from uuid import uuid4

import pytest
from django.test import Client

from accounts.models import AuditEvent, User
from accounts.verbs import Verb
from attendance.codes import ILLNESS, MEDICAL
from attendance.models import ContactAttempt, Outcome, StayAtHome
from schools.models import Contact, MarkerKind, PupilMarker
from schools.services.openings import SAFETY
from tests.factories import ParentFactory, SafetyNoteFactory
from tests.integration.attendance.family_steps import (
    CLOSED,
    father_of,
    letters,
    mother_of,
    nobody_came,
    panel_of,
    rings,
)
from tests.integration.attendance.pages import statements
from tests.integration.attendance.steps import officer_amends
from tests.sign_in import signed_in
from tests.world import TODAY, World, add_pupils

CANARY = "07700900777"
NOTE = "Ring the mother at work alone"


@pytest.fixture(autouse=True)
def closed(clock: object) -> None:
    """It is 09:20, and the morning's register is closed."""
    clock.move_to(CLOSED)  # type: ignore[attr-defined]


def path(world: World, number: int = 0) -> str:
    return f"/marlowe-park/contact/{world.pupils[number].pk}/"


def page_of(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def sent(world: World, person: User, **more: str) -> dict[str, str]:
    """What the form sends: the first contact, spoken to."""
    amir = world.pupils[0]
    contact = Contact.objects.filter(pupil=amir).order_by("call_order").first()
    assert contact
    plain = {
        "call": str(uuid4()),
        "seen": panel_of(person, amir).seen,
        "contact": str(contact.pk),
        "outcome": "spoke",
        "way": "call",
        "letter": "",
        "words": "Has a cold",
        "name": "",
    }
    return plain | more


def test_it_shows_the_note_first_and_then_numbers_in_call_order(world: World) -> None:
    amir = world.pupils[0]
    mother_of(amir)
    father_of(amir)
    SafetyNoteFactory.create(pupil=amir, text=NOTE)
    page = page_of(signed_in(world.bell), path(world))
    places = [page.index(words) for words in (NOTE, 'href="tel:07700900123"', 'href="tel:07700900456"')]
    assert places == sorted(places)
    opened = AuditEvent.objects.filter(verb=Verb.OPEN, tbl=SAFETY, pupil=amir.pk)
    assert opened.get().actor == world.bell.pk


def test_a_person_who_must_not_be_contacted_is_named_without_number_and_cannot_be_chosen(
    world: World,
) -> None:
    amir = world.pupils[0]
    mother_of(amir)
    father = father_of(
        amir,
        parent=ParentFactory.create(
            school=world.marlowe, title="Mr", forename="Imran", mobile=CANARY, email="imran@example.com"
        ),
        must_not_contact=True,
    )
    for person in (world.bell, world.okafor, world.reid):
        page = page_of(signed_in(person), path(world))
        assert "Mr Imran Khan" in page
        assert "Do not contact: speak to the DSL" in page
        assert CANARY not in page
        assert "imran@example.com" not in page
        assert f'value="{father.pk}"' not in page
    refused = signed_in(world.okafor).post(path(world), sent(world, world.okafor, contact=str(father.pk)))
    assert refused.status_code == 422
    assert not ContactAttempt.objects.exists()


def test_who_may_not_read_safety_is_told_whom_to_ask(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    amir = world.pupils[0]
    mother_of(amir)
    PupilMarker.objects.create(pupil=amir, kind=MarkerKind.ASK_FIRST, from_on=TODAY)
    page = page_of(signed_in(world.bell), path(world))
    assert "Speak to the DSL first" in page
    assert "tel:" not in page
    assert not AuditEvent.objects.filter(verb=Verb.OPEN, tbl=SAFETY).exists()


def test_a_call_and_its_code_are_one_press_and_the_script_is_told_what_to_say(world: World) -> None:
    amir = world.pupils[0]
    mother_of(amir)
    nobody_came(world, amir)
    client = signed_in(world.okafor)
    facts = sent(world, world.okafor, letter="I", words="Has a cold")
    answer = client.post(path(world), facts, headers={"X-Panel": "1"})
    assert answer.json() == {"said": "Amir Khan: call logged, I set for the morning"}
    assert letters(amir) == {1: (ILLNESS, 2)}
    again = client.post(path(world), facts)
    assert again.status_code == 302
    assert letters(amir) == {1: (ILLNESS, 2)}
    assert ContactAttempt.objects.count() == 1
    assert "Has a cold" in page_of(client, path(world))


def test_the_form_cannot_bring_a_number_of_its_own(world: World) -> None:
    mother_of(world.pupils[0])
    signed_in(world.bell).post(path(world), sent(world, world.bell, number=CANARY))
    assert ContactAttempt.objects.get().number == "07700900123"


def test_what_was_typed_is_kept_where_it_is_refused(world: World) -> None:
    mother_of(world.pupils[0])
    facts = sent(world, world.okafor, letter="I", outcome=Outcome.VOICEMAIL.value, words="Left word")
    answer = signed_in(world.okafor).post(path(world), facts)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Nobody spoke, so no reason is known yet" in page
    assert 'value="Left word"' in page
    assert facts["call"] in page


def test_a_clash_shows_both_and_two_choices(world: World) -> None:
    amir = world.pupils[0]
    mother_of(amir)
    nobody_came(world, amir)
    facts = sent(world, world.adeyemi, letter="I")
    officer_amends(world, amir, "M", at=CLOSED)
    client = signed_in(world.adeyemi)
    answer = client.post(path(world), facts)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Ms Okafor set M for the morning at 09:20. You chose I." in page
    assert "Keep what stands" in page
    assert letters(amir) == {1: (MEDICAL, 2)}
    row = ContactAttempt.objects.get()
    choice = {"accept": str(row.pk), "seen": f"{amir.pk}:1:2", "overrule": "1"}
    assert client.post(path(world), choice).status_code == 302
    assert letters(amir) == {1: (ILLNESS, 3)}


def test_the_office_s_proposal_has_a_button_for_the_officer_alone(world: World) -> None:
    amir = world.pupils[0]
    mother_of(amir)
    nobody_came(world, amir)
    attempt = rings(world.bell, amir, letter="I").attempts[0]
    for person, may in ((world.bell, False), (world.okafor, True)):
        page = page_of(signed_in(person), path(world))
        assert "Mr Bell proposed I at 09:20" in page
        assert (">Set I</button>" in page) is may
    choice = {"accept": str(attempt.pk), "seen": panel_of(world.okafor, amir).seen}
    assert signed_in(world.bell).post(path(world), choice).status_code == 403
    assert signed_in(world.okafor).post(path(world), choice).status_code == 302
    assert letters(amir) == {1: (ILLNESS, 2)}


def test_pupils_out_of_reach_have_no_panel(world: World) -> None:
    abroad, seven = world.pupils_elsewhere["9T"], world.pupils_elsewhere["7A"]
    for person, pupil in ((world.okafor, abroad), (world.rahman, seven)):
        assert signed_in(person).get(f"/marlowe-park/contact/{pupil.pk}/").status_code == 404
    assert signed_in(world.shah).get(path(world)).status_code == 404
    assert signed_in(world.lane).get(path(world)).status_code == 403


def test_a_try_is_struck_out_on_a_page_of_its_own(world: World) -> None:
    amir = world.pupils[0]
    mother_of(amir)
    attempt = rings(world.bell, amir).attempts[0]
    address = f"/marlowe-park/contact/attempts/{attempt.pk}/strike/"
    client = signed_in(world.bell)
    assert client.post(address, {"reason": ""}).status_code == 422
    assert client.post(address, {"reason": "Rang the aunt"}).status_code == 302
    assert "Struck out by Mr Bell: Rang the aunt" in page_of(client, path(world))
    assert signed_in(world.shah).get(address).status_code == 404


def test_a_stay_that_the_school_asked_for_is_written_down_and_sets_no_code(world: World) -> None:
    amir = world.pupils[0]
    nobody_came(world, amir)
    before = letters(amir)
    client = signed_in(world.bell)
    address = f"{path(world)}stay/"
    assert "the code is E" in page_of(client, address)
    days = {"from_on": str(TODAY), "until_on": str(TODAY), "why": "48 hours after sickness"}
    assert client.post(address, days | {"until_on": "2027-03-01"}).status_code == 422
    for _ in range(2):
        assert client.post(address, days).status_code == 302
    row = StayAtHome.objects.get()
    assert (row.pupil, row.asked_by, letters(amir)) == (amir, world.bell, before)
    assert "Tue 9 Mar: 48 hours after sickness. Asked by Mr Bell" in page_of(client, path(world))


def test_the_panel_s_statements_are_as_many_for_a_large_family(world: World) -> None:
    amir, zoe = world.pupils[:2]
    mother = mother_of(amir)
    mother_of(zoe, parent=mother.parent)
    nobody_came(world, amir, zoe)
    client = signed_in(world.okafor)
    client.get(path(world))
    with statements() as small:
        client.get(path(world))
    for number, child in enumerate(add_pupils(world.class_8hw, 5, [(f"Sib{n}", "Ling") for n in range(5)])):
        mother_of(child, parent=mother.parent)
        father_of(amir, call_order=3 + number, parent=ParentFactory.create(school=world.marlowe))
        rings(world.okafor, amir, contact_id=mother.pk)
    with statements() as large:
        page = client.get(path(world)).content.decode()
    assert page.count('name="siblings"') == 6
    assert len(large) == len(small) <= 30


def test_a_name_that_was_typed_is_somebody_else_although_the_first_contact_is_preset(world: World) -> None:
    mother_of(world.pupils[0])
    signed_in(world.bell).post(path(world), sent(world, world.bell, name="The aunt, Ms Roe"))
    row = ContactAttempt.objects.get()
    assert (row.name, row.contact, row.number) == ("The aunt, Ms Roe", None, "")


def test_where_no_reason_is_missing_no_code_is_offered(world: World) -> None:
    amir = world.pupils[0]
    nobody_came(world, amir)
    officer_amends(world, amir, "M", at=CLOSED)
    page = page_of(signed_in(world.okafor), path(world))
    assert "No code is missing today." in page
    assert 'name="letter"' not in page


def test_an_untouched_form_is_refused_and_says_what_is_missing(world: World) -> None:
    mother_of(world.pupils[0])
    client = signed_in(world.okafor)
    facts = sent(world, world.okafor, words="", name="The aunt")
    answer = client.post(path(world), facts)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "Nothing is told of the talk. Choose a code, or write what was said" in page
    assert 'value="The aunt"' in page
    assert not ContactAttempt.objects.exists()
    assert client.post(path(world), facts | {"outcome": "no_answer"}).status_code == 302


def test_an_email_is_no_call(world: World) -> None:
    mother_of(world.pupils[0])
    facts = sent(world, world.bell, way="email", outcome="no_answer", words="Asked why")
    answer = signed_in(world.bell).post(path(world), facts, headers={"X-Panel": "1"})
    assert answer.json()["said"] == "Amir Khan: email logged"


def test_where_the_dsl_is_asked_first_the_lead_alone_has_the_numbers(world: World) -> None:
    amir = world.pupils[0]
    mother_of(amir)
    nobody_came(world, amir)
    PupilMarker.objects.create(pupil=amir, kind=MarkerKind.ASK_FIRST, from_on=TODAY)
    for person, rings_now in ((world.bell, False), (world.okafor, False), (world.reid, True)):
        page = page_of(signed_in(person), path(world))
        assert "Speak to the DSL first" in page
        assert ("tel:" in page) is rings_now
        assert ('name="outcome"' in page) is rings_now
        assert ">Text</button>" not in page
        page = page_of(signed_in(person), f"/marlowe-park/contact/from-family/?pupil={amir.pk}")
        assert ("07700900123" in page) is rings_now
    refused = signed_in(world.okafor).post(path(world), sent(world, world.okafor))
    assert refused.status_code == 422
    assert "Speak to the DSL first. Nothing was saved" in refused.content.decode()
    assert not ContactAttempt.objects.exists()
