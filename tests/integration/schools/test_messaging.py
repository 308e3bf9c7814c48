"""How a school sends its messages: what carries them, keys that nobody sees again, and the stop switch."""

from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.urls import reverse

from accounts.models import AuditEvent, User
from accounts.secrets import unlock
from schools.access import Rights, rights_of
from schools.message_faults import KEY_REFUSED, REFUSED
from schools.models import Carrier, MessageState, Messaging, NeverMessage
from schools.queries.set_up_checks.messages import find
from schools.services.dated_values import set_value
from schools.services.messaging import MessagingFacts, make_hook_secret, set_messaging, stop_messages
from tests.integration.attendance.message_steps import message
from tests.integration.reporting.steps import shown, statements
from tests.sign_in import signed_in
from tests.world import NOW, TODAY, World

PAGE = "/marlowe-park/setup/messages/"
KEY = f"marlowe-{uuid4()}-{uuid4()}"
TEMPLATE = uuid4()


@pytest.fixture
def adeyemi(world: World) -> Client:
    return signed_in(world.adeyemi)


@pytest.fixture
def okafor(world: World) -> Client:
    return signed_in(world.okafor)


def held_by(person: User) -> Rights:
    found = rights_of(person, "marlowe-park", on=TODAY)
    assert found is not None
    return found


@pytest.fixture
def rights(world: World) -> Rights:
    return held_by(world.adeyemi)


def row_of(world: World) -> Messaging:
    return Messaging.objects.get(school=world.marlowe)


def chosen(**typed: object) -> dict[str, object]:
    """The form with everything off but what is typed."""
    return {"texts": "off", "emails": "off", "letters": "off", **typed}


class TestCarriers:
    """What carries each channel, and the keys of GOV.UK Notify."""

    def test_notify_is_set_up_and_its_key_is_kept_locked(self, world: World, adeyemi: Client) -> None:
        typed = chosen(texts="notify", emails="mail", notify_key=KEY, notify_text_template=TEMPLATE)
        page = adeyemi.post(PAGE, typed, follow=True).content.decode()

        assert "Saved. Messages queued from now on go this way." in page
        row = row_of(world)
        assert (row.texts, row.emails, row.letters) == ("notify", "mail", "off")
        assert unlock(row.notify_key) == KEY
        assert KEY not in row.notify_key
        assert KEY not in page

    def test_an_empty_key_keeps_the_one_that_is_there(self, world: World, adeyemi: Client) -> None:
        adeyemi.post(PAGE, chosen(texts="notify", notify_key=KEY, notify_text_template=TEMPLATE))
        assert "it is never shown again" in adeyemi.get(PAGE).content.decode()
        assert adeyemi.post(PAGE, chosen(texts="notify", notify_text_template=uuid4())).status_code == 302
        assert unlock(row_of(world).notify_key) == KEY

    @pytest.mark.parametrize(
        ("typed", "words"),
        [
            ({"texts": "notify", "notify_text_template": TEMPLATE}, "GOV.UK Notify needs a key"),
            ({"texts": "notify", "notify_key": KEY}, "Give the number of its template"),
            ({"letters": "notify", "notify_key": KEY}, "Give the number of its template"),
            ({"notify_key": "half-a-key"}, "This is no whole key of GOV.UK Notify"),
            ({"texts": "mail"}, "Choose from the list"),
            ({"emails": "notify", "notify_email_template": "12"}, "Copy the whole number of the template"),
        ],
    )
    def test_what_cannot_work_is_said_at_its_box(
        self, world: World, adeyemi: Client, typed: dict[str, object], words: str
    ) -> None:
        page = adeyemi.post(PAGE, chosen(**typed))

        assert page.status_code == 422
        assert words in page.content.decode()
        assert KEY not in page.content.decode()
        assert not Messaging.objects.filter(school=world.marlowe).exclude(texts="off").exists()

    def test_no_text_goes_by_mail_and_the_audit_has_the_change_without_the_key(
        self, world: World, rights: Rights
    ) -> None:
        with pytest.raises(ValidationError, match="email alone"):
            set_messaging(rights=rights, facts=MessagingFacts(Carrier.MAIL, Carrier.OFF, Carrier.OFF), at=NOW)
        facts = MessagingFacts(Carrier.NOTIFY, Carrier.OFF, Carrier.OFF, KEY, TEMPLATE)
        locked = set_messaging(rights=rights, facts=facts, at=NOW).notify_key

        lines = AuditEvent.objects.filter(tbl="schools_messaging", actor=world.adeyemi.pk)
        assert lines.exists()
        assert not any(locked in f"{line.before}{line.after}" for line in lines)

    def test_the_key_is_forgotten_once_nothing_needs_it(self, world: World, adeyemi: Client) -> None:
        adeyemi.post(PAGE, chosen(texts="notify", notify_key=KEY, notify_text_template=TEMPLATE))
        refused = adeyemi.post(f"{PAGE}forget/", follow=True).content.decode()
        assert "Choose something else for them first" in refused
        adeyemi.post(PAGE, chosen(texts="file"))
        adeyemi.post(f"{PAGE}forget/")
        assert row_of(world).notify_key == ""

    def test_the_secret_of_the_receipts_is_shown_once(self, world: World, adeyemi: Client) -> None:
        page = adeyemi.post(f"{PAGE}secret/")
        secret = unlock(row_of(world).hook_secret)

        assert page.status_code == 200
        assert secret in page.content.decode()
        for hook in ("notify_receipts", "notify_texts"):
            assert reverse(hook, args=["marlowe-park"]) in page.content.decode()
        assert "no-store" in page["Cache-Control"]
        assert secret not in adeyemi.get(PAGE).content.decode()
        adeyemi.post(f"{PAGE}secret/")
        assert unlock(row_of(world).hook_secret) != secret

    def test_one_school_never_sees_or_changes_anothers(self, world: World, adeyemi: Client) -> None:
        adeyemi.post(PAGE, chosen(texts="file"))
        assert not Messaging.objects.filter(school=world.tallis).exists()
        assert adeyemi.post("/tallis-wood/setup/messages/", chosen(texts="file")).status_code == 404
        assert signed_in(world.okafor).get(PAGE).status_code == 403
        with pytest.raises(PermissionDenied):
            make_hook_secret(rights=held_by(world.okafor), at=NOW)


class TestStopSwitch:
    """One switch for every message of a school."""

    STOP, START = f"{PAGE}stop/", f"{PAGE}start/"

    def test_messages_stop_with_a_reason_and_start_again(self, world: World, okafor: Client) -> None:
        assert okafor.post(self.STOP, {"why": " "}).status_code == 422
        page = okafor.post(self.STOP, {"why": "Wrong template"}, follow=True).content.decode()

        assert "Messages were stopped on Tue 9 Mar at 08:49 by Ms Okafor: Wrong template." in page
        assert row_of(world).stopped_at == NOW
        assert "Wrong template" in shown(world.adeyemi, PAGE)
        assert "Messages are stopped" in shown(world.adeyemi, "/marlowe-park/setup/")
        okafor.post(self.START)
        assert row_of(world).stopped_at is None
        assert "Stop all messages" in shown(world.okafor, self.STOP)

    def test_whoever_stops_them_second_changes_nothing(self, world: World, rights: Rights) -> None:
        stop_messages(rights=held_by(world.okafor), why="Wrong template", at=NOW)
        stop_messages(rights=rights, why="Too", at=NOW)
        row = row_of(world)
        assert (row.stopped_by, row.stopped_why) == (world.okafor, "Wrong template")

    def test_the_office_and_teachers_do_not_hold_the_switch(self, world: World) -> None:
        for person in (world.bell, world.lane):
            assert signed_in(person).post(self.STOP, {"why": "No"}).status_code == 403


class TestNeverList:
    """Numbers and addresses to which nothing is sent."""

    NEVER = f"{PAGE}never/"

    @pytest.mark.parametrize(
        ("typed", "stored"),
        [("+44 7700 900123", "07700900123"), ("Zoe@Example.org", "zoe@example.org")],
    )
    def test_a_number_or_address_is_kept_as_it_is_compared(
        self, world: World, okafor: Client, typed: str, stored: str
    ) -> None:
        sent = {"address": typed, "why": "Asked us to stop"}
        page = okafor.post(self.NEVER, sent, follow=True).content.decode()

        line = NeverMessage.objects.get(school=world.marlowe)
        assert (line.address, line.set_by) == (stored, world.okafor)
        assert stored in page
        assert "This is on the list already" in okafor.post(self.NEVER, sent).content.decode()
        assert NeverMessage.objects.count() == 1

    @pytest.mark.parametrize(
        ("typed", "words"),
        [
            ("12345", "Enter a phone number or an email address"),
            ("a@b", "Check the email address"),
            ("", "need"),
        ],
    )
    def test_what_is_neither_is_refused(self, okafor: Client, typed: str, words: str) -> None:
        page = okafor.post(self.NEVER, {"address": typed, "why": "Asked"})
        assert page.status_code == 422
        assert words in page.content.decode()

    def test_a_line_ends_and_is_kept(self, world: World, okafor: Client) -> None:
        okafor.post(self.NEVER, {"address": "07700900123", "why": "Asked"})
        line = NeverMessage.objects.get()
        shahs = signed_in(world.shah)
        assert shahs.post(f"/tallis-wood/setup/messages/never/{line.pk}/end/").status_code == 404
        for _ in range(2):
            okafor.post(f"{self.NEVER}{line.pk}/end/")
        page = okafor.get(self.NEVER).content.decode()

        line.refresh_from_db()
        assert line.ended_by == world.okafor
        assert "Past lines" in page
        assert okafor.post(self.NEVER, {"address": "07700900123", "why": "Again"}).status_code == 302
        assert AuditEvent.objects.filter(tbl="schools_nevermessage").count() == 3
        assert not AuditEvent.objects.filter(
            tbl="schools_nevermessage", after__icontains="07700900123"
        ).exists()

    def test_a_long_list_is_cut_with_a_sentence_and_costs_the_same(self, world: World) -> None:
        few = len(statements(world.okafor, self.NEVER))
        NeverMessage.objects.bulk_create(
            NeverMessage(school=world.marlowe, address=f"07700{n:06}", why="Asked", set_at=NOW)
            for n in range(201)
        )
        assert "The first 200 of 201. All of them hold." in shown(world.okafor, self.NEVER)
        assert len(statements(world.okafor, self.NEVER)) == few


def test_the_checks_say_what_is_open_in_the_set_up_of_messages(world: World, rights: Rights) -> None:
    def names(slug: str) -> list[str]:
        return [item.name for item in find(rights, TODAY)[slug]]

    assert names("messages-go") == ["Texts", "Emails"]
    assert names("messages-number") == []
    set_messaging(
        rights=rights,
        facts=MessagingFacts(Carrier.NOTIFY, Carrier.FILE, Carrier.OFF, KEY, TEMPLATE),
        at=NOW,
    )
    assert names("messages-go") == []
    assert names("messages-receipts") == ["No secret is made yet"]
    assert names("messages-number") == ["No number"]
    set_value(
        school=world.marlowe,
        key="messages.school_number",
        value="the absence line on 020 7946 0123",
        valid_from=TODAY,
        source="Office",
        by=rights.user,
        at=NOW,
    )
    assert names("messages-number") == []
    make_hook_secret(rights=rights, at=NOW)
    assert names("messages-receipts") == []
    for pupil, fault in zip(world.pupils, (KEY_REFUSED, KEY_REFUSED, REFUSED), strict=True):
        message(pupil, MessageState.FAILED, fault=fault)
    assert names("messages-taken") == ["The provider refused the school's key, 2 messages today"]
    stop_messages(rights=rights, why="Wrong template", at=NOW)
    assert names("messages-not-stopped") == ["Stopped since 9 March 2027"]
