"""The queue of N codes: who sees whom, what stands beside each, and setting one code for those ticked."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from accounts.models import User
from accounts.roles import Role
from attendance.models import ContactAttempt, HandOver, MarkAmendment
from attendance.models.contact_attempt import Outcome, Way
from attendance.queries.first_day.n_codes import NCode, n_codes_waiting
from schools.models import Channel, LegalRegister, Membership, Message, MessageKind, Pupil, School
from schools.queries.school_days import school_day_now
from tests.answers import Answer
from tests.factories import ContactFactory
from tests.integration.attendance.n_code_steps import (
    DUE_TODAY,
    OVERDUE,
    QUEUE,
    REASON,
    letters,
    marked_n,
    name_writer,
    rights_for,
    ticked,
)
from tests.integration.attendance.pages import statements, words_of
from tests.integration.attendance.steps import officer_amends
from tests.sign_in import signed_in
from tests.world import NOW, TODAY, YESTERDAY, World, add_pupils


def lines(world: World, person: User | None = None) -> list[NCode]:
    """The queue as somebody sees it, Ms Okafor unless said otherwise."""
    rights = rights_for(person or world.okafor, world.marlowe)
    return n_codes_waiting(rights, school_day_now(world.marlowe, NOW)).oldest


def tried(world: World, pupil: Pupil, outcome: Outcome = Outcome.NO_ANSWER, **facts: Any) -> ContactAttempt:
    """Mr Bell rings the family of a pupil about yesterday."""
    row: dict[str, Any] = {"date": YESTERDAY, "call": uuid4(), "name": "Mrs Khan", "way": Way.CALL}
    row |= {"made_by": world.bell, "made_at": NOW, "outcome": outcome} | facts
    return ContactAttempt.objects.create(school=pupil.school, pupil=pupil, **row)


def post(world: World, step: str, *picks: str, person: User | None = None, **sent: str) -> Answer:
    """Ms Okafor sends the form."""
    typed: dict[str, Any] = {"code": "I", "reason": REASON, "step": step, "pick": picks} | sent
    return signed_in(person or world.okafor).post(f"{QUEUE}set/", typed)


def test_the_oldest_stand_first_with_what_is_due(world: World) -> None:
    amir, zoe, jack = world.pupils
    marked_n([jack], TODAY)
    marked_n([amir], DUE_TODAY)
    marked_n([zoe], OVERDUE)

    page = words_of(signed_in(world.okafor).get(QUEUE))

    assert [(line.name.split()[0], line.used) for line in lines(world)] == [
        ("Zoë", 6),
        ("Amir", 5),
        ("Jack", 0),
    ]
    assert "3 sessions wait for a reason, 2 on the last day or over ." in page
    assert "Overdue: a reason or O was due by Mon 8 Mar" in page
    assert "O proposed: the reason is still unknown after 5 school days, reg 10(9)." in page


def test_with_somebody_named_the_last_day_says_when_o_is_written(world: World) -> None:
    marked_n(world.pupils[:1])
    assert lines(world)[0].next_words == "Must become O today without a reason"
    name_writer(world.marlowe, world.okafor)
    assert lines(world)[0].next_words == "Becomes O at 16:00 unless a reason is found"


@pytest.mark.parametrize(
    ("who", "words"),
    [("", "Nobody is named in whose name O is written"), ("lane", "may not resolve N codes any more")],
)
def test_the_page_says_why_no_n_becomes_o_by_itself(world: World, who: str, words: str) -> None:
    name_writer(world.marlowe, getattr(world, who) if who else None)
    assert words in words_of(signed_in(world.okafor).get(QUEUE))


def test_a_school_with_a_register_elsewhere_is_told_where_to_set_the_code(world: World) -> None:
    register = {"legal_register": LegalRegister.MIS, "mis_name": "Arbor"}
    School.objects.filter(pk=world.marlowe.pk).update(**register)
    name_writer(world.marlowe, world.okafor)
    marked_n(world.pupils[:1])

    page = words_of(signed_in(world.okafor).get(QUEUE))

    said = "Arbor holds the legal register. Marks here are a copy. Set the code there: no N becomes O here"
    assert said in page
    assert "Name somebody" not in page
    assert "Must become O today without a reason" in page
    assert said in words_of(signed_in(world.okafor).get("/marlowe-park/"))


def test_the_last_step_of_the_pupil_stands_beside_each(world: World) -> None:
    amir, zoe, jack = world.pupils
    marked_n(world.pupils, YESTERDAY)
    tried(world, amir, Outcome.VOICEMAIL, made_at=NOW - timedelta(hours=1))
    tried(world, amir)
    tried(world, zoe, struck_at=NOW, struck_by=world.bell, struck_why="Wrong child")
    Message.objects.create(
        school=world.marlowe,
        pupil=zoe,
        contact=ContactFactory.create(pupil=zoe),
        kind=MessageKind.FIRST_DAY,
        channel=Channel.TEXT,
        date=YESTERDAY,
        session=1,
        queued_at=NOW,
    )
    steps = {line.name.split()[0]: line.last_step for line in lines(world)}
    assert steps == {
        "Amir": "2 calls, the last Tue 9 Mar 08:49: no answer",
        "Zoë": "Text waiting to be sent",
        "Jack": "No contact yet",
    }
    tried(world, jack, Outcome.SPOKE, from_family=True, proposed_code=104)
    assert "Proposed from what the family said: I" in words_of(signed_in(world.okafor).get(QUEUE))


def test_a_try_before_the_absence_is_none_for_it(world: World) -> None:
    amir = world.pupils[0]
    marked_n([amir], YESTERDAY)
    tried(world, amir, date=DUE_TODAY)
    assert lines(world)[0].last_step == "No contact yet"


def test_whoever_took_it_on_stands_beside_it_while_they_hold_the_right(world: World) -> None:
    amir = world.pupils[0]
    marked_n([amir], YESTERDAY)
    assert lines(world)[0].with_whom == "Attendance office"
    HandOver.objects.create(
        school=world.marlowe, pupil=amir, date=YESTERDAY, to=world.rahman, made_by=world.okafor, made_at=NOW
    )
    assert lines(world)[0].with_whom == "Mr Rahman"
    Membership.objects.filter(user=world.rahman).update(valid_until=YESTERDAY)
    assert lines(world)[0].with_whom == "Attendance office"


def test_a_pastoral_lead_sees_the_own_year_and_has_no_ticks(world: World) -> None:
    marked_n([world.pupils[0], world.pupils_elsewhere["7A"]])

    answer = signed_in(world.rahman).get(QUEUE)

    assert [line.name for line in lines(world, world.rahman)] == ["Amir Khan"]
    assert "Megan Hughes" not in words_of(answer)
    assert 'type="checkbox"' not in answer.content.decode()
    assert post(world, "confirm", *ticked(world.pupils[:1]), person=world.rahman).status_code == 403
    assert letters(world) == {"Amir AM": "N"}


@pytest.mark.parametrize("role", [Role.OFFICE, Role.DSL, Role.SENCO])
def test_who_follows_registers_sees_all_and_may_not_act(world: World, role: Role) -> None:
    marked_n([world.pupils[0], world.pupils_elsewhere["7A"]])
    assert len(lines(world, world.staff[role])) == 2
    assert post(world, "preview", *ticked(world.pupils[:1]), person=world.staff[role]).status_code == 403


def test_one_press_ticks_all_on_their_last_day_and_proposes_o(world: World) -> None:
    amir, zoe, _ = world.pupils
    marked_n([amir])
    marked_n([zoe], YESTERDAY)

    page = signed_in(world.okafor).get(f"{QUEUE}?tick=last").content.decode()

    assert page.count(" checked>") == 1
    assert "still unknown after 5 school days (reg 10(9))" in page
    assert '<option value="O" selected>' in page


def test_the_preview_changes_nothing_and_names_the_pupils_and_their_sessions(world: World) -> None:
    amir, zoe, _ = world.pupils
    marked_n([amir, zoe])
    officer_amends(world, zoe, "M", on=DUE_TODAY)

    page = words_of(post(world, "preview", *ticked([amir, zoe])))

    assert "Set I: what would change" in page
    assert "1 session of 1 pupil . Reason: Mother rang: a cold." in page.replace("pupil.", "pupil .")
    assert "1 N becomes I , and 1 stays." in page.replace("I,", "I ,")
    assert "Amir Khan Tue 2 Mar AM" in page
    assert "Somebody changed this mark since you looked" in page
    assert letters(world)["Amir AM"] == "N"


def test_what_is_confirmed_is_set_and_the_queue_is_shorter(world: World) -> None:
    marked_n(world.pupils)

    answer = post(world, "confirm", *ticked(world.pupils))

    assert (answer.status_code, answer.headers["Location"]) == (302, QUEUE)
    assert set(letters(world).values()) == {"I"}
    assert lines(world) == []


def test_one_press_on_a_row_writes_the_o_that_is_proposed(world: World) -> None:
    marked_n(world.pupils[:2])
    reason = "The reason is still unknown after 5 school days (reg 10(9))"

    post(world, "confirm", *ticked(world.pupils[:1]), code="O", reason=reason)

    assert letters(world) == {"Amir AM": "O", "Zoë AM": "N"}
    assert MarkAmendment.objects.get().reason == reason


def test_what_stays_is_named_with_its_reason(world: World) -> None:
    amir, zoe, _ = world.pupils
    marked_n([amir, zoe])
    officer_amends(world, zoe, "M", on=DUE_TODAY)

    page = words_of(post(world, "confirm", *ticked([amir, zoe])))

    assert "Some marks stay as they are I is set for 1 session." in page
    assert "Zoë O'Brien-Łukasiewicz" in page
    assert "Somebody changed this mark since you looked" in page


def test_a_form_sent_twice_sets_once_and_answers_the_same(world: World) -> None:
    marked_n(world.pupils)
    key = str(uuid4())
    answers = [post(world, "confirm", *ticked(world.pupils), save_key=key).status_code for _ in range(2)]
    assert answers == [302, 302]
    assert MarkAmendment.objects.count() == 3


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({"code": ""}, "Code: Choose a code"),
        ({"reason": ""}, "Why: This is needed"),
        ({"reason": "x"}, "Say why"),
        ({"code": "Y4"}, "Choose from the list"),
        ({"pick": ""}, "Open the page again"),
    ],
)
def test_what_is_missing_is_said_and_the_rest_is_kept(world: World, sent: dict[str, Any], words: str) -> None:
    marked_n(world.pupils)

    answer = post(world, "confirm", *ticked(world.pupils[:1]), **sent)

    assert answer.status_code == 422
    assert words in words_of(answer)
    assert answer.content.decode().count(" checked>") == (0 if "pick" in sent else 1)
    assert set(letters(world).values()) == {"N"}


def test_changing_the_choice_keeps_the_ticks_and_the_words(world: World) -> None:
    marked_n(world.pupils)
    page = post(world, "edit", *ticked(world.pupils[:2])).content.decode()
    assert page.count(" checked>") == 2
    assert REASON in page
    assert '<option value="I" selected>' in page


def test_a_pupil_of_another_school_is_not_found(world: World) -> None:
    sam = world.pupils_elsewhere["9T"]
    marked_n([sam])
    assert post(world, "confirm", *ticked([sam])).status_code == 404
    assert signed_in(world.shah).get(QUEUE).status_code == 404
    assert not MarkAmendment.objects.exists()


def test_nothing_waits_is_said(world: World) -> None:
    assert "No N code is waiting for a reason." in words_of(signed_in(world.okafor).get(QUEUE))


def test_the_page_costs_as_many_statements_for_sixty_as_for_two(world: World) -> None:
    client = signed_in(world.okafor)
    marked_n(world.pupils[:2])
    with statements() as for_two:
        client.get(QUEUE)
    more = add_pupils(world.class_8hw, 60)
    marked_n(more, YESTERDAY)
    tried(world, more[0])
    with statements() as for_sixty:
        assert client.get(QUEUE).content.decode().count('type="checkbox"') == 62
    assert len(for_sixty) == len(for_two)
