"""Who is told what a family answered: on the call list, on the register, in the alerts and on Today."""

from datetime import timedelta
from uuid import uuid4

import pytest

from accounts.models import User
from attendance.codes import PRESENT_MORNING
from attendance.models import ContactAttempt, Mark, Outcome
from attendance.services.reply_decisions import accept_replies, refuse_replies
from schools.classroom import SESSION_KEY
from tests.integration.attendance.call_steps import listed, row_of, tried
from tests.integration.attendance.desk_steps import rights
from tests.integration.attendance.family_steps import CLOSED, nobody_came
from tests.integration.attendance.pages import address, words_of
from tests.integration.attendance.reply_steps import answered, pick_of, said
from tests.integration.attendance.steps import officer_amends
from tests.sign_in import signed_in
from tests.world import World

ALERTS = "/marlowe-park/alerts/"
THOUGHT_IN = "A family thought that their child was in school, 09:20."


@pytest.fixture(autouse=True)
def closed(clock: object) -> None:
    """It is 09:20, and the morning's register is closed."""
    clock.move_to(CLOSED)  # type: ignore[attr-defined]


def alerted(person: User) -> list[str]:
    return [line["words"] for line in signed_in(person).get(ALERTS).json()["alerts"]]


def test_the_call_list_tells_what_home_says_until_somebody_decides(world: World) -> None:
    amir = world.pupils[0]
    nobody_came(world, amir)
    reply = answered(amir)
    assert row_of(listed(world, at=CLOSED), amir).home == "Home says: ill, 09:20"
    assert "Home says: ill, 09:20" in words_of(signed_in(world.bell).get("/marlowe-park/contact/"))
    accept_replies(rights=rights(world.okafor), picks=[pick_of(reply)], at=CLOSED)
    assert amir.pk not in [row.pupils[0].pupil_id for row in listed(world, at=CLOSED).rows]


def test_a_family_who_thought_the_child_was_in_school_comes_before_all_others(world: World) -> None:
    zoe = world.pupils[1]
    nobody_came(world, *world.pupils)
    reply = said(zoe, "thought_in")
    first = listed(world, at=CLOSED).rows[0]
    assert (first.pupils[0].pupil_id, first.priority) == (zoe.pk, 1)
    assert first.why == "Home thought the child was in school: ring now"
    for person in (world.okafor, world.bell, world.reid, world.rahman):
        assert alerted(person) == [THOUGHT_IN]
    assert alerted(world.lane) == []
    assert zoe.known_forename not in str(signed_in(world.okafor).get(ALERTS).content)
    said(zoe, "ill", received_at=CLOSED + timedelta(minutes=1))
    assert listed(world, at=CLOSED).rows[0].pupils[0].pupil_id == zoe.pk
    reply.refresh_from_db()
    assert reply.decision == ""
    tried(zoe, world.bell, "spoke", at=CLOSED)
    assert "thought" not in row_of(listed(world, at=CLOSED), zoe).why


@pytest.mark.parametrize("end", ["spoken", "marked", "arrived", "refused"])
def test_that_alarm_ends_when_the_family_was_reached_or_the_child_is_found(world: World, end: str) -> None:
    amir = world.pupils[0]
    nobody_came(world, amir)
    reply = said(amir, "thought_in")
    assert alerted(world.okafor) == [THOUGHT_IN]
    if end == "spoken":
        ContactAttempt.objects.create(
            school=world.marlowe,
            pupil=amir,
            date=CLOSED.date(),
            call=uuid4(),
            name="Mrs Khan",
            outcome=Outcome.SPOKE,
            made_by=world.bell,
            made_at=CLOSED,
        )
    elif end == "marked":
        officer_amends(world, amir, "M", at=CLOSED)
    elif end == "arrived":
        Mark.objects.filter(pupil=amir).update(code=PRESENT_MORNING)
    else:
        refuse_replies(rights=rights(world.okafor), picks=[pick_of(reply)], why="Said by mistake", at=CLOSED)
    assert alerted(world.okafor) == []


def test_that_alarm_lasts_overnight_and_over_a_code_that_was_set_before_it(
    world: World, clock: object
) -> None:
    amir = world.pupils[0]
    nobody_came(world, amir)
    officer_amends(world, amir, "I", at=CLOSED)
    evening = CLOSED + timedelta(hours=9, minutes=10)
    said(amir, "thought_in", received_at=evening)
    said(None, "thought_in", school=world.marlowe, received_at=evening)
    clock.move_to(CLOSED + timedelta(days=1))  # type: ignore[attr-defined]
    late = "A family thought that their child was in school, Tue 9 Mar 18:30."
    assert alerted(world.okafor) == [late, late]
    assert alerted(world.rahman) == [late]


def test_a_teacher_learns_that_home_has_answered_and_never_what(world: World) -> None:
    amir = world.pupils[0]
    nobody_came(world, amir)
    answered(amir)
    teacher = signed_in(world.lane)
    words = words_of(teacher.get(address(world)))
    assert "Home has answered, 09:20" in words
    assert "ill" not in words.split("Home has answered")[1][:40]
    for person in (world.okafor, world.rahman):
        assert "Home says: ill, 09:20" in words_of(signed_in(person).get(address(world)))
    said(amir, "thought_in")
    said(amir, "on_the_way", received_at=CLOSED + timedelta(minutes=1))
    assert "Home says: thought to be in school, 09:20" in words_of(
        signed_in(world.okafor).get(address(world))
    )
    session = teacher.session
    session[SESSION_KEY] = True
    session.save()
    assert "Home has" not in words_of(teacher.get(address(world)))


def test_today_counts_the_answers_to_read(world: World) -> None:
    amir, zoe = world.pupils[:2]
    nobody_came(world, amir, zoe)
    answered(amir)
    said(zoe, "thought_in")
    words = words_of(signed_in(world.okafor).get("/marlowe-park/"))
    assert "Read what families have answered" in words
    assert "2 answers, 1 thought the child was in school" in words
