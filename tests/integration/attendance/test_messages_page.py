"""What became of the messages to families: what did not go comes first, with what to do about it."""

from datetime import timedelta
from uuid import uuid4

from accounts.models import AuditEvent, User
from accounts.roles import Role
from attendance.codes import ILLNESS
from schools import message_faults as faults
from schools.models import Message, MessageState, Messaging
from schools.reply_links import reply_url
from tests.factories import MarkFactory, ParentFactory
from tests.integration.attendance.call_steps import absent, family, tried
from tests.integration.attendance.message_steps import WORDS, message
from tests.integration.attendance.pages import statements, words_of
from tests.sign_in import signed_in
from tests.world import NOW, TODAY, YESTERDAY, World, add_pupils

PAGE = "/marlowe-park/messages/"


def parts_of(person: User, **asked: str) -> dict[str, list[str]]:
    """The names under each heading of the page."""
    page = signed_in(person).get(PAGE, asked).context["page"]
    return {part.key: [line.name for line in part.lines] for part in page.parts}


def test_what_did_not_go_comes_first_and_says_whom_to_ring(world: World) -> None:
    amir, zoe, jack = world.pupils
    absent(world, amir, zoe, jack)
    message(zoe)
    message(jack, MessageState.DELIVERED, carrier="file")
    message(amir, MessageState.FAILED, fault=faults.REFUSED, sent_to="07700900001")
    answer = signed_in(world.okafor).get(PAGE)
    page = answer.context["page"]
    assert list(parts_of(world.okafor)) == ["ring", "waiting", "sent"]
    line = page.parts[0].lines[0]
    assert (line.name, line.ring_url) == ("Amir Khan", f"/marlowe-park/contact/{amir.pk}/")
    words = words_of(answer)
    assert "The provider refused this number or address. Ring the family, and check the number." in words
    assert "3 messages: 1 not sent, 1 waiting, 1 sent." in words
    assert "shown here and sent to nobody" in words
    assert WORDS in words


def test_a_message_is_seen_to_once_somebody_rang_or_the_reason_is_known(world: World) -> None:
    amir, zoe, jack = world.pupils
    absent(world, amir, zoe, jack)
    for pupil in world.pupils:
        message(pupil, MessageState.FAILED, fault=faults.NO_ANSWER)
    tried(amir, world.bell, "no_answer", at=NOW + timedelta(minutes=2))
    message(zoe, MessageState.SENT, contact=family(zoe, call_order=2))
    page = signed_in(world.okafor).get(PAGE).context["page"]
    assert (page.line, page.days[0].words) == ("4 messages: 1 not sent, 1 sent, 2 over.", "4, 1 not sent")
    assert parts_of(world.okafor) == {
        "ring": ["Jack Abbott"],
        "sent": ["Zoë O'Brien-Łukasiewicz"],
        "over": ["Amir Khan", "Zoë O'Brien-Łukasiewicz"],
    }


def test_a_message_that_the_provider_does_not_answer_asks_for_a_call_until_somebody_rang(
    world: World,
) -> None:
    amir, zoe, jack = world.pupils
    absent(world, amir, zoe, jack)
    message(amir, attempts=2, clear_tries=0)
    message(zoe, attempts=1)
    message(jack, attempts=2, clear_tries=1)
    assert parts_of(world.okafor) == {
        "ring": ["Amir Khan"],
        "waiting": ["Jack Abbott", "Zoë O'Brien-Łukasiewicz"],
    }
    words = words_of(signed_in(world.okafor).get(PAGE))
    assert "The provider does not answer. Ring the family." in words
    assert "A message did not go: ring the family. Amir Khan 8HW" in words_of(
        signed_in(world.okafor).get("/marlowe-park/contact/")
    )
    tried(amir, world.bell, "no_answer", at=NOW + timedelta(minutes=2))
    assert "ring" not in parts_of(world.okafor)


def test_the_first_trouble_stands_first_and_what_waits_by_its_time(world: World) -> None:
    amir, zoe, jack = world.pupils
    message(zoe, MessageState.FAILED, fault=faults.REFUSED, at=NOW - timedelta(minutes=3))
    message(amir, MessageState.FAILED, fault=faults.REFUSED)
    message(amir, session=2, due_at=NOW + timedelta(minutes=9))
    message(jack, due_at=NOW + timedelta(minutes=10))
    assert parts_of(world.okafor) == {
        "ring": ["Zoë O'Brien-Łukasiewicz", "Amir Khan"],
        "waiting": ["Amir Khan", "Jack Abbott"],
    }


def test_while_messages_are_stopped_nothing_is_being_sent(world: World) -> None:
    message(world.pupils[0])
    for person in (world.okafor, world.rahman):
        assert "Being sent" in words_of(signed_in(person).get(PAGE))
    Messaging.objects.create(
        school=world.marlowe, texts="file", stopped_at=NOW, stopped_by=world.okafor, stopped_why="Snow"
    )
    for person in (world.okafor, world.rahman):
        words = words_of(signed_in(person).get(PAGE))
        assert "Being sent" not in words
        assert "Stopped 0 of 1" in words


def test_a_withdrawn_message_asks_for_a_call_only_where_the_family_was_not_told(world: World) -> None:
    amir, zoe, jack = world.pupils
    message(amir, MessageState.WITHDRAWN, fault=faults.DAY_OVER)
    message(zoe, MessageState.WITHDRAWN, fault=faults.EXPLAINED)
    message(jack, MessageState.WITHDRAWN, fault=faults.DAY_OVER)
    MarkFactory.create(pupil=jack, date=TODAY, code=ILLNESS)
    assert parts_of(world.okafor)["ring"] == ["Amir Khan"]


def test_who_may_send_for_a_year_sees_that_year_alone(world: World) -> None:
    seven = world.pupils_elsewhere["7A"]
    message(world.pupils[0])
    message(seven)
    assert parts_of(world.rahman) == {"waiting": ["Amir Khan"]}
    assert parts_of(world.okafor) == {"waiting": ["Megan Hughes", "Amir Khan"]}
    message(world.pupils_elsewhere["9T"])
    assert parts_of(world.okafor) == {"waiting": ["Megan Hughes", "Amir Khan"]}
    assert signed_in(world.shah).get(PAGE).status_code == 404
    assert signed_in(world.staff[Role.TEACHER]).get(PAGE).status_code == 403


def test_an_older_day_is_looked_up_and_asks_for_nothing(world: World) -> None:
    message(world.pupils[0], MessageState.FAILED, fault=faults.REFUSED, on=YESTERDAY)
    assert parts_of(world.okafor) == {}
    page = signed_in(world.okafor).get(PAGE, {"day": YESTERDAY.isoformat()}).context["page"]
    assert [(line.ring_url, line.may_retry) for line in page.parts[0].lines] == [("", False)]
    assert [(day.label, day.words, day.active) for day in page.days] == [("Mon 8 Mar", "1, 1 not sent", True)]
    assert parts_of(world.okafor, day="never", show="nothing") == {}


def test_the_page_costs_the_same_for_any_number_of_messages(world: World) -> None:
    message(world.pupils[0], MessageState.FAILED, fault=faults.REFUSED)
    client = signed_in(world.okafor)
    client.get(PAGE)
    with statements() as few:
        client.get(PAGE)
    for pupil in add_pupils(world.class_8hw, 62):
        adult = family(pupil, ParentFactory.create(school=world.marlowe))
        message(pupil, MessageState.FAILED, fault=faults.REFUSED, contact=adult)
    with statements() as many:
        part = client.get(PAGE).context["page"].parts[0]
    assert (len(part.lines), part.more) == (60, 3)
    assert len(few) == len(many) <= 7
    assert len(client.get(PAGE, {"show": "ring"}).context["page"].parts[0].lines) == 63


def test_a_failed_message_is_tried_again_by_the_same_reference_where_that_may_help(world: World) -> None:
    amir, zoe, _ = world.pupils
    may = message(amir, MessageState.FAILED, fault=faults.NO_ANSWER)
    may_not = message(zoe, MessageState.FAILED, fault=faults.REFUSED)
    client = signed_in(world.okafor)
    said = words_of(client.post(f"{PAGE}again/", {"all": "1"}, follow=True))
    assert "1 message will be tried again." in said
    states = {row.pk: (row.state, row.reference) for row in Message.objects.all()}
    assert states[may.pk] == (MessageState.QUEUED, may.reference)
    assert states[may_not.pk][0] == MessageState.FAILED
    said = words_of(client.post(f"{PAGE}again/", {"message": str(may_not.pk)}, follow=True))
    assert "No message is tried again" in said
    assert AuditEvent.objects.filter(tbl="schools_message", pupil=amir.pk, actor=world.okafor.pk).exists()


def test_what_waits_is_withdrawn_singly_or_all_after_a_question(world: World) -> None:
    rows = [message(pupil) for pupil in world.pupils]
    put_back, in_doubt = rows[1:]
    Message.objects.filter(pk=put_back.pk).update(attempts=2, clear_tries=2)
    Message.objects.filter(pk=in_doubt.pk).update(attempts=2, clear_tries=1)
    client = signed_in(world.bell)
    lines = client.get(PAGE).context["page"].parts[0].lines
    assert {line.message_id for line in lines if line.may_withdraw} == {rows[0].pk, put_back.pk}
    client.post(f"{PAGE}withdraw/", {"message": str(rows[0].pk)})
    assert "Withdraw 1 waiting message?" in words_of(client.post(f"{PAGE}withdraw/", {"all": "1"}))
    said = words_of(client.post(f"{PAGE}withdraw/", {"all": "1", "sure": "1"}, follow=True))
    assert "1 message withdrawn. None was sent." in said
    states = dict(Message.objects.values_list("pk", "state"))
    assert [states[row.pk] for row in rows] == ["withdrawn", "withdrawn", "queued"]
    said = words_of(client.post(f"{PAGE}withdraw/", {"message": str(in_doubt.pk)}, follow=True))
    assert "what may have left cannot be called back" in said


def test_nobody_changes_messages_out_of_their_reach(world: World) -> None:
    seven = message(world.pupils_elsewhere["7A"])
    abroad = message(world.pupils_elsewhere["9T"])
    for asked in ({"message": [str(seven.pk), str(abroad.pk)]}, {"all": "1", "sure": "1"}):
        signed_in(world.rahman).post(f"{PAGE}withdraw/", asked)
    signed_in(world.okafor).post(f"{PAGE}withdraw/", {"message": str(abroad.pk)})
    assert set(Message.objects.values_list("state", flat=True)) == {"queued"}
    assert signed_in(world.lane).post(f"{PAGE}withdraw/", {"all": "1"}).status_code == 403


def test_the_link_by_which_a_family_answers_is_read_by_nobody_else(world: World) -> None:
    link = reply_url(7, uuid4())
    words = f"Please tell us: {link}, or ring us"
    message(world.pupils[0], MessageState.SENT, words=words, carrier="notify")
    page = words_of(signed_in(world.okafor).get(PAGE))
    assert "Please tell us: (their link), or ring us" in page
    assert link not in page
