"""A forgotten password: the same answer for every address, a link that works once, the second factor kept."""

import pytest
from django.core import mail
from django.core.cache import cache
from django.test import Client
from kombu.exceptions import OperationalError

from accounts import tasks
from accounts.models import AuditEvent, User
from tests.sign_in_pages import PASSWORD, add_app, make_person, try_password

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _no_mail_was_asked_for_before() -> None:
    cache.clear()


NEW = "amber lantern copper fields"
DONE = "/account/password/reset/done/"


def ask(client: Client, email: str) -> None:
    assert client.post("/account/password/reset/", {"email": email})["Location"] == DONE


def link_in_mail() -> str:
    words = mail.outbox[-1].body.split()
    return next(word for word in words if word.startswith("http://testserver/")).removeprefix(
        "http://testserver"
    )


@pytest.mark.parametrize("email", ["A.Okafor@ash.example", "nobody@ash.example", "closed@ash.example"])
def test_every_address_gets_the_same_answer(client: Client, email: str) -> None:
    make_person()
    User.objects.create_user("closed@ash.example", full_name="Left", is_active=False)

    ask(client, email)

    assert "If we know that address we have sent a link" in client.get(DONE).content.decode()
    assert [message.to for message in mail.outbox] == ([["a.okafor@ash.example"]] if "kafor" in email else [])


def test_the_answer_waits_for_no_mail_and_no_look_up(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    make_person()
    queued: list[dict[str, str]] = []
    monkeypatch.setattr(tasks.send_reset_link, "delay", lambda **given: queued.append(given))

    ask(client, "a.okafor@ash.example")

    assert queued == [{"email": "a.okafor@ash.example", "site": "http://testserver/"}]
    assert mail.outbox == []


def test_a_queue_that_is_down_does_not_lose_the_link(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def down(**given: str) -> None:
        raise OperationalError

    make_person()
    monkeypatch.setattr(tasks.send_reset_link, "delay", down)

    ask(client, "a.okafor@ash.example")

    assert len(mail.outbox) == 1


def test_the_link_sets_a_password_once_and_skips_no_second_factor(client: Client) -> None:
    person, elsewhere = make_person(), Client()
    add_app(person)
    elsewhere.force_login(person)
    ask(client, person.email)
    link = link_in_mail()

    form = client.get(link)["Location"]
    done = client.post(form, {"password1": NEW, "password2": NEW})

    assert done["Location"] == "/account/password/reset/key/done/"
    assert elsewhere.get("/me/").status_code == 302
    assert try_password(Client(), person.email, NEW)["Location"] == "/account/2fa/authenticate/"
    assert try_password(Client(), person.email, PASSWORD).status_code == 200
    assert "It has been used or is too old" in Client().get(link).content.decode()
    assert AuditEvent.objects.filter(verb="password.reset", actor=person.pk).exists()
    assert AuditEvent.objects.filter(verb="password.link_sent", obj=str(person.pk)).exists()


def test_a_weak_new_password_is_refused(client: Client) -> None:
    ask(client, make_person().email)
    form = client.get(link_in_mail())["Location"]

    page = client.post(form, {"password1": "too short", "password2": "too short"})

    assert "at least 15 characters" in page.content.decode()


@pytest.mark.parametrize("key", ["1-abc", "zz-set-password", "0-x"])
def test_a_link_that_is_none_says_so(client: Client, key: str) -> None:
    page = client.get(f"/account/password/reset/key/{key}/")

    assert "This link does not work" in page.content.decode()


def test_tries_at_the_old_password_are_counted(client: Client) -> None:
    person = make_person()
    add_app(person)
    client.force_login(person)
    for _ in range(10):
        page = client.post(
            "/account/password/change/", {"oldpassword": "guess", "password1": NEW, "password2": NEW}
        )
        assert "That is not your current password" in page.content.decode()

    client.post("/account/password/change/", {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW})

    person.refresh_from_db()
    assert person.check_password(PASSWORD)


@pytest.mark.parametrize("email", ["a.okafor@ash.example", "nobody@ash.example"])
def test_one_address_is_not_flooded_with_mail(client: Client, email: str) -> None:
    make_person()
    for _ in range(5):
        ask(client, email)

    assert client.post("/account/password/reset/", {"email": email}).status_code == 429
    assert len(mail.outbox) in (0, 5)
