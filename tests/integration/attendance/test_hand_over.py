"""The hand-over at the end of the day: who is still unexplained, with whom, and on paper."""

import random

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404
from django.test import Client

from accounts.models import AuditEvent, User
from attendance.codes import ILLNESS, LATE_AFTER_CLOSE, NO_REASON, PRESENT_MORNING, numbers_of
from attendance.models import HandOver
from attendance.queries.first_day.call_list import call_list
from attendance.queries.first_day.hand_overs import HandOverLine, hand_over_page
from attendance.queries.first_day.steps import steps_now
from attendance.services.first_day.steps import HandOverFacts, hand_over
from schools.models import Membership, Pupil
from tests.factories import MarkFactory, ProtectedFactFactory
from tests.integration.attendance.absence_steps import (
    at,
    attempt,
    away_for,
    day_at,
    rights_at,
    was_away,
    was_here,
)
from tests.integration.attendance.pages import statements, words_of
from tests.sign_in import signed_in
from tests.world import TODAY, World, add_pupils

HALF_PAST_THREE = at(15, 30)
OTHER = numbers_of(["O"])[0]
HAND_OVER = "/marlowe-park/contact/hand-over/"
MANY_NAMES = [(f"Ashworth-{number}", "Ada") for number in range(160)]


@pytest.fixture
def amir(world: World) -> Pupil:
    """Amir alone is away all day, for the second day."""
    for pupil in (*world.pupils[1:], world.pupils_elsewhere["7A"]):
        was_here(pupil, TODAY)
    amir = world.pupils[0]
    away_for(amir, 2)
    was_away(amir, TODAY, sessions=(2,))
    return amir


@pytest.fixture
def officer(world: World, clock: time_machine.Traveller) -> Client:
    """Ms Okafor at half past three."""
    clock.move_to(HALF_PAST_THREE)
    return signed_in(world.okafor)


def lines(world: World, by: User) -> list[HandOverLine]:
    return hand_over_page(rights_at(by, HALF_PAST_THREE), day_at(world.marlowe, HALF_PAST_THREE)).lines


def handed(world: World, *facts: HandOverFacts, by: User | None = None) -> int:
    return hand_over(rights=rights_at(by or world.okafor), lines=facts, at=HALF_PAST_THREE).count


def fields_of(pupil: Pupil, to: User | None, words: str = "", seen: HandOver | None = None) -> dict[str, str]:
    """What the page sends of one pupil."""
    return {
        f"to_{pupil.pk}": str(to.pk) if to else "",
        f"words_{pupil.pk}": words,
        f"seen_{pupil.pk}": str(seen.pk) if seen else "",
    }


def given_to(pupil: Pupil, to: User | None, by: User, words: str = "") -> HandOver:
    """A hand-over of today that stands."""
    return HandOver.objects.create(
        school=pupil.school, pupil=pupil, date=TODAY, to=to, words=words, made_by=by, made_at=at(15)
    )


def test_a_line_says_what_was_tried_and_what_comes_tomorrow(world: World, amir: Pupil) -> None:
    attempt(amir, world.bell)
    attempt(amir, world.bell, made_at=at(13, 5))

    (line,) = lines(world, world.okafor)

    assert (line.name, line.day, line.so_far) == ("Amir Khan", 2, "2 tries, last 13:05")
    assert line.tomorrow == (
        "Write to the family, text the family, try every contact, ask siblings and friends and visit the home"
    )
    assert (line.with_whom, line.is_handed_over) == ("Attendance office", False)


def test_who_is_explained_is_handed_over_to_nobody(world: World, amir: Pupil) -> None:
    assert [line.pupil_id for line in lines(world, world.okafor)] == [amir.pk]
    assert handed(world, HandOverFacts(world.pupils[1].pk, None)) == 0


def test_those_who_may_take_a_pupil_on_are_offered_and_no_others(world: World, amir: Pupil) -> None:
    offered = {line.pupil_id: [name for _, name in line.choices] for line in lines(world, world.okafor)}
    assert offered[amir.pk] == [
        "Attendance office",
        "Miss Farrow",
        "Mr Bell",
        "Mr Rahman",
        "Mr Reid",
        "Mrs Adeyemi",
        "Ms Okafor",
    ]
    with pytest.raises(ValidationError, match="may not take on this pupil"):
        handed(world, HandOverFacts(amir.pk, world.lane.pk))
    with pytest.raises(ValidationError, match="may not take on this pupil"):
        handed(world, HandOverFacts(amir.pk, world.shah.pk))


def test_a_pastoral_lead_takes_on_their_own_year_alone(world: World, amir: Pupil) -> None:
    Membership.objects.filter(user=world.rahman).update(year_groups=[7])
    with pytest.raises(ValidationError, match="may not take on this pupil"):
        handed(world, HandOverFacts(amir.pk, world.rahman.pk))


def test_a_role_without_its_second_person_takes_on_nobody(world: World, amir: Pupil) -> None:
    Membership.objects.filter(user=world.reid).update(approved_by=None)
    assert "Mr Reid" not in [name for _, name in lines(world, world.okafor)[0].choices]


def test_a_form_sent_twice_hands_over_once(world: World, amir: Pupil) -> None:
    facts = HandOverFacts(amir.pk, world.rahman.pk, "Grandmother may know")
    assert (handed(world, facts), handed(world, facts)) == (1, 0)
    seen = HandOver.objects.get().pk
    assert handed(world, HandOverFacts(amir.pk, None, "Grandmother may know", seen_id=seen)) == 1

    rows = HandOver.objects.filter(pupil=amir).order_by("pk").values_list("to", "words")
    assert list(rows) == [(world.rahman.pk, "Grandmother may know"), (None, "Grandmother may know")]
    lines_of_audit = AuditEvent.objects.filter(tbl="attendance_handover")
    assert {line.actor for line in lines_of_audit} == {world.okafor.pk}
    assert len(lines_of_audit) == 2


def test_what_stands_shows_who_took_it_on(world: World, amir: Pupil) -> None:
    handed(world, HandOverFacts(amir.pk, world.rahman.pk, "Grandmother may know"))
    (line,) = lines(world, world.okafor)
    assert (line.with_whom, line.words, line.is_handed_over, line.taker_id) == (
        "Mr Rahman",
        "Grandmother may know",
        True,
        world.rahman.pk,
    )


def test_a_person_who_left_gives_the_pupil_back_to_the_office(world: World, amir: Pupil) -> None:
    handed(world, HandOverFacts(amir.pk, world.rahman.pk, "Grandmother may know"))
    User.objects.filter(pk=world.rahman.pk).update(is_active=False)
    (line,) = lines(world, world.okafor)
    assert (line.with_whom, line.words, line.taker_id) == ("Attendance office", "Grandmother may know", None)


def test_a_hand_over_of_an_absence_that_ended_says_nothing_of_the_next(world: World, amir: Pupil) -> None:
    long_ago = at(15, 30, on=TODAY.replace(day=1))
    HandOver.objects.create(
        school=world.marlowe,
        pupil=amir,
        date=long_ago.date(),
        to=world.rahman,
        words="Old",
        made_by=world.bell,
        made_at=long_ago,
    )
    (line,) = lines(world, world.okafor)
    assert (line.with_whom, line.words) == ("Attendance office", "")


def test_who_may_not_work_on_absences_hands_over_nobody(world: World, amir: Pupil) -> None:
    with pytest.raises(PermissionDenied):
        handed(world, HandOverFacts(amir.pk, None), by=world.lane)
    for pupil in (world.pupils_elsewhere["9T"], world.pupils_elsewhere["Oak"]):
        with pytest.raises(Http404):
            handed(world, HandOverFacts(pupil.pk, None))
    with pytest.raises(Http404):
        handed(world, HandOverFacts(world.pupils_elsewhere["7A"].pk, None), by=world.rahman)


def test_the_page_hands_over_all_with_one_press(world: World, amir: Pupil, officer: Client) -> None:
    page = words_of(officer.get(HAND_OVER))
    assert "1 not handed over yet, due by 15:30" in page
    sent = {f"to_{amir.pk}": str(world.rahman.pk), f"words_{amir.pk}": "Try the aunt at 8"}
    answer = officer.post(HAND_OVER, sent, follow=True)
    assert "1 pupil handed over." in words_of(answer)
    assert "Try the aunt at 8" in answer.content.decode()
    assert HandOver.objects.get().to == world.rahman


def test_who_came_on_the_list_since_the_page_was_opened_is_left_alone(
    world: World, amir: Pupil, officer: Client
) -> None:
    zoe = add_pupils(world.class_8hw, 1)[0]
    was_away(zoe, TODAY)
    given_to(zoe, world.rahman, world.bell)
    officer.post(HAND_OVER, fields_of(amir, world.reid))
    assert set(HandOver.objects.values_list("pupil", "to")) == {
        (amir.pk, world.reid.pk),
        (zoe.pk, world.rahman.pk),
    }


def test_a_stale_page_overwrites_no_hand_over_of_a_colleague(
    world: World, amir: Pupil, officer: Client
) -> None:
    zoe = add_pupils(world.class_8hw, 1)[0]
    was_away(zoe, TODAY)
    theirs = given_to(amir, world.rahman, world.bell, "Rang the aunt")
    sent = fields_of(amir, world.reid, "Try the uncle") | fields_of(zoe, world.reid)

    answer = officer.post(HAND_OVER, sent)

    assert answer.status_code == 409
    said = words_of(answer)
    assert "1 pupil handed over." in said
    assert "With whom: Amir Khan: Handed over meanwhile to Mr Rahman" in said
    assert "Try the uncle" in answer.content.decode()
    assert f'name="to_{zoe.pk}"' not in answer.content.decode()
    assert HandOver.objects.filter(pupil=amir).get() == theirs

    again = officer.post(HAND_OVER, fields_of(amir, world.reid, "Try the uncle", seen=theirs), follow=True)
    assert "1 pupil handed over." in words_of(again)
    assert HandOver.objects.filter(pupil=amir).count() == 2


def test_what_was_typed_stays_where_it_is_refused(world: World, amir: Pupil, officer: Client) -> None:
    sent = {f"to_{amir.pk}": str(world.lane.pk), f"words_{amir.pk}": "Try the aunt at 8"}
    answer = officer.post(HAND_OVER, sent)
    assert answer.status_code == 422
    assert "Choose from the list" in words_of(answer)
    assert "Try the aunt at 8" in answer.content.decode()
    assert not HandOver.objects.exists()


def test_the_paper_says_nothing_that_its_reader_may_not_know(
    world: World, amir: Pupil, officer: Client
) -> None:
    ProtectedFactFactory.create(pupil=amir, kind="cp", note="zqsecretzq")
    paper = officer.get(f"{HAND_OVER}?print=1").content.decode()
    assert "Amir Khan" in paper
    for person in (world.okafor, world.bell):
        paper = signed_in(person).get(f"{HAND_OVER}?print=1").content.decode()
        assert "zqsecretzq" not in paper
        assert "Child protection" not in paper


def test_the_hand_over_tells_nobody_in_the_office_who_is_at_risk(world: World, amir: Pupil) -> None:
    """Two pupils, one on a child protection plan: what is due tomorrow is the same for the office."""
    zoe = add_pupils(world.class_8hw, 1)[0]
    away_for(zoe, 2)
    was_away(zoe, TODAY, sessions=(2,))
    ProtectedFactFactory.create(pupil=amir, kind="cp", note="zqsecretzq")
    tomorrow = {line.pupil_id: line.tomorrow for line in lines(world, world.bell)}
    assert tomorrow[amir.pk] == tomorrow[zoe.pk]
    paper = signed_in(world.bell).get(f"{HAND_OVER}?print=1").content.decode()
    assert "ecide what happens now" not in paper


def test_printing_is_written_down(world: World, amir: Pupil, officer: Client) -> None:
    officer.get(HAND_OVER)
    assert not AuditEvent.objects.filter(tbl="hand_over").exists()
    officer.get(f"{HAND_OVER}?print=1")
    line = AuditEvent.objects.get(tbl="hand_over")
    assert (line.verb, line.actor, line.obj) == ("print", world.okafor.pk, TODAY.isoformat())


def test_nobody_is_lost_on_a_day_with_many(world: World, amir: Pupil, officer: Client) -> None:
    many = add_pupils(world.class_8hw, 160, MANY_NAMES)
    for pupil in many:
        was_away(pupil, TODAY)
    given_to(many[0], world.rahman, world.bell, "Rang the aunt")

    first = officer.get(HAND_OVER)
    assert "Still unexplained 161" in words_of(first)
    assert "160 not handed over yet" in words_of(first)
    assert "1 to 50 of 161" in words_of(first)
    named = [pupil for pupil in (amir, *many) if f'name="to_{pupil.pk}"' in first.content.decode()]
    assert len(named) == 50
    assert "151 to 161 of 161" in words_of(officer.get(f"{HAND_OVER}?page=4"))

    fields = [fields_of(pupil, None) for pupil in named]
    sent = {name: said for each in fields for name, said in each.items()}
    after = officer.post(HAND_OVER, sent, follow=True)
    assert "50 pupils handed over." in words_of(after)
    assert "110 not handed over yet" in words_of(after)
    assert not [pupil for pupil in named if f'name="to_{pupil.pk}"' in after.content.decode()]

    paper = words_of(officer.get(f"{HAND_OVER}?print=1"))
    assert all(f"{pupil.known_forename} {pupil.known_surname}" in paper for pupil in (amir, *many))
    assert "Mr Rahman Rang the aunt" in paper
    assert "161 pupils, 110 not handed over yet" in paper


def test_the_order_is_that_of_the_call_list(world: World, amir: Pupil) -> None:
    first, second = add_pupils(world.class_8hw, 2)
    for pupil in (first, second):
        away_for(pupil, 1)
        was_away(pupil, TODAY, sessions=(2,))
    ProtectedFactFactory.create(pupil=second, kind="cp")
    for person in (world.okafor, world.bell):
        rows = call_list(rights_at(person), day_at(world.marlowe, HALF_PAST_THREE)).rows
        called = [pupil.pupil_id for row in rows for pupil in row.pupils]
        assert [line.pupil_id for line in lines(world, person)] == called
        assert called.index(second.pk) < called.index(first.pk)


def test_an_explained_day_has_nothing_to_hand_over(world: World, officer: Client) -> None:
    for pupil in (*world.pupils, world.pupils_elsewhere["7A"]):
        was_away(pupil, TODAY, ILLNESS)
    assert "There is nothing to hand over" in words_of(officer.get(HAND_OVER))


def test_nobody_absent_without_a_reason_is_on_no_list(world: World) -> None:
    """Sixty pupils with any marks of today: each one unexplained is handed over, and has steps till then."""
    dice = random.Random(8)
    choices = (None, NO_REASON, ILLNESS, OTHER, LATE_AFTER_CLOSE, PRESENT_MORNING)
    wanted = set()
    for pupil in (*world.pupils, world.pupils_elsewhere["7A"], *add_pupils(world.class_8hw, 56)):
        morning, afternoon = dice.choice(choices), dice.choice(choices)
        for session, code in ((1, morning), (2, afternoon)):
            if code is not None:
                MarkFactory.create(pupil=pupil, date=TODAY, session=session, code=code)
        if afternoon in (None, NO_REASON):
            wanted.add(pupil.pk)
    rights, day = rights_at(world.okafor, HALF_PAST_THREE), day_at(world.marlowe, HALF_PAST_THREE)

    assert {line.pupil_id for line in lines(world, world.okafor)} == wanted
    assert {line.pupil_id for line in steps_now(rights, day)} == wanted
    called = {each.pupil_id for row in call_list(rights, day).rows for each in row.pupils}
    assert called == wanted


def test_the_page_asks_as_often_for_many_as_for_few(world: World, officer: Client) -> None:
    counts = []
    for many in (3, 40):
        for pupil in add_pupils(world.class_8hw, many):
            was_away(pupil, TODAY)
        officer.get(HAND_OVER)
        with statements() as sent:
            officer.get(HAND_OVER)
        counts.append(len(sent))
    assert counts[0] == counts[1]


def test_handing_over_many_takes_no_more_statements(world: World) -> None:
    counts = []
    for many in (3, 30):
        pupils = add_pupils(world.class_8hw, many)
        for pupil in pupils:
            was_away(pupil, TODAY)
        with statements() as sent:
            assert handed(world, *(HandOverFacts(pupil.pk, None, "Ring at 8") for pupil in pupils)) == many
        counts.append(len(sent))
    assert counts[0] == counts[1]
