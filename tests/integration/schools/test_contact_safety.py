"""The safeguarding lead's line on how to reach a family: set by the lead, read by whoever may ring."""

from datetime import date
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404

from accounts.models import AuditEvent, User
from accounts.roles import Role
from schools.models import Contact, Pupil, SafetyKind, SafetyNote
from schools.services.safety_notes import NoteFacts, end_note, set_note, stop_contact
from tests.factories import SafetyNoteFactory
from tests.integration.schools.family_steps import (
    audited,
    father,
    mother,
    osei,
    record,
    rights,
    shown,
    statements,
)
from tests.sign_in import signed_in
from tests.world import NOW, TODAY, YESTERDAY, World

WORDS = "Ring the mother at work, never at home"


def safety(pupil: Pupil, part: str = "") -> str:
    """The address of a pupil's safety page, or of a part of it."""
    return f"/marlowe-park/pupils/{pupil.pk}/safety/{part}"


def page_of(person: User, pupil: Pupil) -> Any:
    """What stands on the safety page."""
    return signed_in(person).get(safety(pupil)).context["page"]


def noted(world: World, by: User | None = None, contact: Contact | None = None) -> SafetyNote:
    """Mr Reid says how to reach Amir's family, from today on."""
    facts = NoteFacts(contact.pk if contact else None, SafetyKind.COURT_ORDER, WORDS, TODAY, None)
    return set_note(rights=rights(by or world.reid), pupil_id=world.pupils[0].pk, facts=facts, at=NOW)


def test_the_lead_sets_a_note_and_whoever_may_ring_reads_it(world: World) -> None:
    contact = mother(world)
    typed = {"about": contact.pk, "kind": "court_order", "text": WORDS, "from_on": "2027-03-09"}
    answer = signed_in(world.reid).post(safety(world.pupils[0], "notes/new/"), typed)
    assert answer.status_code == 302
    for person in (world.bell, world.okafor, world.rahman, world.adeyemi, world.reid):
        (line,) = page_of(person, world.pupils[0]).notes
        assert (line.text, line.about, line.kind, line.by) == (
            WORDS,
            "Mrs Sana Khan",
            "Court order",
            "Mr Reid",
        )
        assert WORDS in shown(person, f"/marlowe-park/pupils/{world.pupils[0].pk}/")


def test_reading_is_written_down_with_who_and_whom(world: World) -> None:
    shown(world.bell, safety(world.pupils[0]))
    line = AuditEvent.objects.filter(verb="open", actor=world.bell.pk).latest("id")
    assert (line.pupil, line.school, line.tbl) == (world.pupils[0].pk, world.marlowe.pk, "schools_safetynote")


def test_a_try_out_of_reach_is_written_down_too(world: World) -> None:
    other = world.pupils_elsewhere["7A"]
    assert signed_in(world.rahman).get(safety(other)).status_code == 404
    line = AuditEvent.objects.filter(verb="refused", actor=world.rahman.pk).latest("id")
    assert (line.obj, line.pupil, line.tbl) == (str(other.pk), None, "schools_safetynote")


def test_without_the_right_there_is_no_word_of_it_but_whom_to_ask(world: World) -> None:
    noted(world, contact=mother(world))
    amir = world.pupils[0]
    assert signed_in(osei(world)).get(safety(amir)).status_code == 403
    pages = (f"/marlowe-park/pupils/{amir.pk}/", record(amir))
    for page in pages:
        text = shown(osei(world), page)
        assert WORDS not in text
        assert "Court order" not in text
        assert "Speak to the DSL first" in text
    assert "Safety note" not in shown(osei(world), record(amir, "history/"))
    assert "Read the safety note first" in shown(world.bell, record(amir))


def test_a_note_on_the_pupil_stands_above_the_contacts(world: World) -> None:
    noted(world)
    amir = f"/marlowe-park/pupils/{world.pupils[0].pk}/"
    assert signed_in(world.bell).get(amir).context["pupil"].contact_notes == [WORDS]
    assert signed_in(osei(world)).get(amir).context["pupil"].contact_notes == ["Speak to the DSL first"]
    assert signed_in(world.lane).get(amir).context["pupil"].contact_notes == []


@pytest.mark.parametrize("role", [Role.OFFICE, Role.OFFICER, Role.HEAD, Role.DSO, Role.ADMIN])
def test_nobody_but_the_lead_sets_or_ends_a_note(world: World, role: Role) -> None:
    contact, note = mother(world), noted(world)
    who = rights(world.staff[role])
    pupil_id = world.pupils[0].pk
    with pytest.raises(PermissionDenied):
        noted(world, by=world.staff[role])
    with pytest.raises(PermissionDenied):
        end_note(rights=who, pupil_id=pupil_id, note_id=note.pk, on=TODAY, at=NOW)
    with pytest.raises(PermissionDenied):
        stop_contact(rights=who, pupil_id=pupil_id, contact_id=contact.pk, stop=True, at=NOW)
    assert list(SafetyNote.objects.values_list("until_on", flat=True)) == [None]


def test_a_note_ends_and_is_kept_with_its_words(world: World) -> None:
    note = SafetyNoteFactory.create(pupil=world.pupils[0], from_on=date(2027, 1, 5), set_by=world.reid)
    assert signed_in(world.reid).post(safety(world.pupils[0], f"notes/{note.pk}/end/")).status_code == 302
    page = page_of(world.bell, world.pupils[0])
    assert page.notes == []
    assert [line.days for line in page.past] == ["From 5 January 2027 to 9 March 2027"]
    with pytest.raises(ValidationError, match="ended already"):
        end_note(rights=rights(world.reid), pupil_id=world.pupils[0].pk, note_id=note.pk, on=TODAY, at=NOW)


def test_the_words_of_a_note_are_in_no_line_of_the_audit(world: World) -> None:
    note = noted(world)
    assert (line := audited("schools_safetynote", note.pk)).actor == world.reid.pk
    assert WORDS not in f"{line.before} {line.after}"


@pytest.mark.parametrize(("stop", "words"), [("yes", "Do not contact"), ("no", "May be contacted")])
def test_the_lead_says_whom_nobody_may_contact(world: World, stop: str, words: str) -> None:
    contact = father(world)
    Contact.objects.filter(pk=contact.pk).update(must_not_contact=stop == "no")
    url = safety(world.pupils[0], f"contacts/{contact.pk}/")
    assert signed_in(world.reid).post(url, {"stop": stop}).status_code == 302
    assert Contact.objects.get().must_not_contact is (stop == "yes")
    assert words in shown(world.bell, safety(world.pupils[0]))
    assert "Must not be contacted" in shown(world.bell, record(world.pupils[0], "history/"))
    assert "Must not be contacted" not in shown(osei(world), record(world.pupils[0], "history/"))


def test_days_in_the_wrong_order_and_words_that_are_missing_are_refused(world: World) -> None:
    typed = {"kind": "advice", "text": WORDS, "from_on": "2027-03-09", "until_on": YESTERDAY.isoformat()}
    page = safety(world.pupils[0], "notes/new/")
    late = signed_in(world.reid).post(page, typed)
    assert (late.status_code, late.context["form"]["text"].value()) == (422, WORDS)
    assert "The last day must be on or after the first" in late.content.decode()
    assert signed_in(world.reid).post(page, typed | {"text": "", "until_on": ""}).status_code == 422
    assert not SafetyNote.objects.exists()


def test_a_contact_or_note_of_another_pupil_is_not_there(world: World) -> None:
    contact, note = mother(world), noted(world)
    other = world.pupils[1].pk
    with pytest.raises(Http404):
        end_note(rights=rights(world.reid), pupil_id=other, note_id=note.pk, on=TODAY, at=NOW)
    with pytest.raises(Http404):
        stop_contact(rights=rights(world.reid), pupil_id=other, contact_id=contact.pk, stop=True, at=NOW)
    typed = {"about": contact.pk, "kind": "advice", "text": WORDS, "from_on": "2027-03-09"}
    page = safety(world.pupils[1], "notes/new/")
    assert signed_in(world.reid).post(page, typed).status_code == 422


def test_the_page_costs_as_many_statements_for_thirty_notes_as_for_three(world: World) -> None:
    contact = mother(world)
    for _ in range(3):
        SafetyNoteFactory.create(pupil=world.pupils[0], contact=contact, set_by=world.reid)
    few = statements(world.bell, safety(world.pupils[0]))
    for _ in range(27):
        SafetyNoteFactory.create(pupil=world.pupils[0], contact=contact, set_by=world.reid)
    assert statements(world.bell, safety(world.pupils[0])) == few
