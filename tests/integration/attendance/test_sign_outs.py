"""The desk: a pupil leaves with leave and comes back, and no mark changes."""

from datetime import timedelta

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404

from accounts.models import AuditEvent
from accounts.verbs import Verb
from attendance.models import SignOut
from attendance.queries.sign_outs import SIGNED_OUT, SPEAK_TO_DSL
from attendance.services.sign_outs import SignOutFacts, correct_sign_out, sign_back, sign_out
from schools.models import RollEntry
from schools.queries.rows import rows_of
from schools.services.openings import SAFETY
from tests.factories import ContactFactory
from tests.integration.attendance.desk_steps import desk_signs_out, rights
from tests.integration.attendance.pages import statements, words_of
from tests.integration.attendance.steps import mark, standing, teacher_saves
from tests.sign_in import signed_in
from tests.world import NOW, SUNDAY, TODAY, TOMORROW, World, add_pupils

DESK = "/marlowe-park/desk/"
LATER = NOW + timedelta(minutes=50)


def out_now(world: World, at: object = NOW) -> list[int]:
    values = {"school": world.marlowe.pk, "on": TODAY, "now": at}
    return [pupil for (pupil,) in rows_of(f"SELECT o.pupil_id FROM {SIGNED_OUT} o", values)]


def test_a_sign_out_is_written_down_and_changes_no_mark(world: World) -> None:
    amir = world.pupils[0]
    teacher_saves(world, mark(amir, "/"))
    before = standing(amir)
    row = desk_signs_out(world, amir)
    after = standing(amir)
    assert before
    assert after
    assert (before.code, before.version) == (after.code, after.version)
    assert (row.reason, row.collected_by, row.signed_by) == (
        "Medical or dental appointment: dentist",
        "Mrs Khan",
        world.bell,
    )
    audit = AuditEvent.objects.filter(tbl="attendance_signout", verb="insert").latest("pk")
    assert (audit.actor, audit.pupil) == (world.bell.pk, amir.pk)


def test_signed_out_holds_from_leaving_until_coming_back(world: World) -> None:
    amir = world.pupils[0]
    row = desk_signs_out(world, amir)
    assert out_now(world, NOW - timedelta(minutes=1)) == []
    assert out_now(world, LATER) == [amir.pk]
    sign_back(rights=rights(world.bell), sign_out_id=row.pk, at=LATER)
    assert out_now(world, NOW + timedelta(minutes=10)) == [amir.pk]
    assert out_now(world, LATER) == []


def test_nobody_signs_out_twice_and_a_second_press_on_back_changes_nothing(world: World) -> None:
    amir = world.pupils[0]
    row = desk_signs_out(world, amir)
    with pytest.raises(ValidationError, match="Amir Khan is out already, signed out at 08:49 by Mr Bell"):
        desk_signs_out(world, amir, by=world.okafor, out_at=LATER)
    for at in (LATER, LATER + timedelta(minutes=5)):
        assert sign_back(rights=rights(world.bell), sign_out_id=row.pk, at=at).back_at == LATER
    with pytest.raises(ValidationError, match=r"came back at 09:39\. Give a later time"):
        desk_signs_out(world, amir, out_at=NOW, at=LATER + timedelta(minutes=1))
    desk_signs_out(world, amir, out_at=LATER + timedelta(minutes=2))
    assert SignOut.objects.filter(pupil=amir).count() == 2


def test_a_time_to_come_and_a_day_without_school_are_refused(world: World) -> None:
    amir = world.pupils[0]
    with pytest.raises(ValidationError, match="not still to come"):
        desk_signs_out(world, amir, out_at=LATER, at=NOW)
    sunday = NOW.replace(day=SUNDAY.day)
    with pytest.raises(ValidationError, match=r"School starts at 08:45\. Give a later time"):
        desk_signs_out(world, amir, out_at=NOW.replace(hour=3), at=NOW)
    with pytest.raises(ValidationError, match="School is closed on Sunday 7 March 2027"):
        desk_signs_out(world, amir, out_at=sunday)


def test_rights_end_at_the_caseload_the_roll_and_the_school(world: World) -> None:
    facts = SignOutFacts(NOW, "Unwell, going home")
    megan, poppy = world.pupils_elsewhere["7A"], world.pupils_elsewhere["Oak"]
    desk_signs_out(world, world.pupils[0], by=world.rahman)
    row = desk_signs_out(world, megan)
    for person, pupil in ((world.rahman, megan), (world.bell, poppy)):
        with pytest.raises(Http404):
            sign_out(rights=rights(person), pupil_id=pupil.pk, facts=facts, at=NOW)
    with pytest.raises(Http404):
        sign_back(rights=rights(world.rahman), sign_out_id=row.pk, at=NOW)
    with pytest.raises(PermissionDenied):
        desk_signs_out(world, world.pupils[1], by=world.lane)
    RollEntry.objects.filter(pupil=world.pupils[2]).update(admitted_on=TOMORROW)
    with pytest.raises(Http404):
        desk_signs_out(world, world.pupils[2])


def test_a_sign_out_is_corrected_while_the_pupil_is_out(world: World) -> None:
    amir, client = world.pupils[0], signed_in(world.bell)
    desk_signs_out(world, amir)
    page = client.get(DESK, {"pupil": amir.pk})
    assert "Correct the time or reason" in words_of(page)
    assert 'value="dentist"' in page.content.decode()
    sent = {"pupil": amir.pk, "correct": "1", "out_at": "08:46", "reason": "Unwell, going home"}
    assert "School starts at 08:45" in words_of(client.post(DESK, sent | {"out_at": "03:00"}))
    told = client.post(DESK, sent, follow=True)
    assert "Amir Khan: corrected. Out at 08:46, Unwell, going home." in words_of(told)
    row = SignOut.objects.get()
    assert (row.out_at, row.collected_by) == (NOW - timedelta(minutes=3), "")
    audit = AuditEvent.objects.filter(tbl="attendance_signout", verb="update").latest("pk")
    assert (audit.actor, audit.pupil) == (world.bell.pk, amir.pk)


def test_one_who_is_back_or_out_of_reach_is_corrected_by_nobody(world: World) -> None:
    amir, facts = world.pupils[0], SignOutFacts(NOW, "Lunch at home")
    row = desk_signs_out(world, amir)
    with pytest.raises(Http404):
        correct_sign_out(
            rights=rights(world.bell), pupil_id=world.pupils_elsewhere["Oak"].pk, facts=facts, at=NOW
        )
    sign_back(rights=rights(world.bell), sign_out_id=row.pk, at=NOW)
    with pytest.raises(ValidationError, match="Amir Khan is not signed out now"):
        correct_sign_out(rights=rights(world.bell), pupil_id=amir.pk, facts=facts, at=NOW)


def test_yesterdays_sign_out_is_over(world: World) -> None:
    row = desk_signs_out(world, world.pupils[0])
    with pytest.raises(ValidationError, match="That day is over"):
        sign_back(rights=rights(world.bell), sign_out_id=row.pk, at=NOW + timedelta(days=1))


def test_the_desk_finds_signs_out_and_signs_back(world: World) -> None:
    amir, client = world.pupils[0], signed_in(world.bell)
    found = client.get(DESK, {"q": "Khan, Amir"})
    assert f'href="{DESK}?pupil={amir.pk}"' in found.content.decode()
    assert "No mark this morning yet" in words_of(found)
    sent = {"pupil": amir.pk, "out_at": "08:49", "reason": "Unwell, going home", "words": ""}
    told = client.post(DESK, sent, follow=True)
    assert "Amir Khan signed out at 08:49." in words_of(told)
    assert "Unwell, going home. Mr Bell" in words_of(told)
    row = SignOut.objects.get()
    assert row.out_at == NOW
    with time_machine.travel(LATER, tick=False):
        back = signed_in(world.bell).post(f"{DESK}{row.pk}/back/", follow=True)
    assert "Amir Khan is back, 09:39." in words_of(back)
    assert "Nobody is signed out." in words_of(back)


def test_what_was_typed_stays_when_the_desk_is_asked_again(world: World) -> None:
    client, amir = signed_in(world.bell), world.pupils[0]
    sent = {"pupil": amir.pk, "out_at": "08:40", "reason": "Other (say why)", "collected_by": "Aunt Sara"}
    told = client.post(DESK, sent)
    assert told.status_code == 422
    assert "Say why this pupil leaves" in words_of(told)
    assert 'value="Aunt Sara"' in told.content.decode()
    assert "Choose a pupil first" in words_of(client.post(DESK, {"out_at": "08:40"}))
    poppy = world.pupils_elsewhere["Oak"]
    assert client.post(DESK, sent | {"pupil": poppy.pk}).status_code == 404


def test_the_desk_is_told_to_speak_to_the_dsl(world: World) -> None:
    amir, zoe = world.pupils[:2]
    ContactFactory.create(pupil=amir, must_not_contact=True)
    client = signed_in(world.bell)
    assert SPEAK_TO_DSL in words_of(client.get(DESK, {"q": "Khan"}))
    assert SPEAK_TO_DSL in words_of(client.get(DESK, {"pupil": amir.pk}))
    assert SPEAK_TO_DSL not in words_of(client.get(DESK, {"pupil": zoe.pk}))
    told = AuditEvent.objects.filter(verb=Verb.OPEN, tbl=SAFETY)
    assert set(told.values_list("pupil", "actor")) == {(amir.pk, world.bell.pk)}


def test_an_absent_pupil_is_named_without_the_reason(world: World) -> None:
    amir = world.pupils[0]
    teacher_saves(world, mark(amir, "N"))
    words = words_of(signed_in(world.bell).get(DESK, {"q": "Khan"}))
    assert "Not in school this morning" in words


def test_the_desk_asks_as_often_for_many_as_for_one(world: World) -> None:
    client = signed_in(world.bell)
    desk_signs_out(world, world.pupils[0])
    client.get(DESK, {"q": "a"})
    with statements() as few:
        client.get(DESK, {"q": "a"})
    for pupil in add_pupils(world.class_8hw, 30):
        desk_signs_out(world, pupil)
    with statements() as many:
        words = words_of(client.get(DESK, {"q": "a"}))
    assert len(few) == len(many)
    assert "The first 10 are shown." in words
