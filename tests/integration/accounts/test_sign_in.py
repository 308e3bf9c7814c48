"""Email and password: who comes in, and what everybody else is told."""

import pytest
from django.conf import settings
from django.contrib.auth.hashers import Argon2PasswordHasher
from django.test import Client, RequestFactory

from accounts.adapters import WRONG, AccountAdapter
from accounts.models import AuditEvent, User
from config.settings import base
from tests.sign_in_pages import PASSWORD, add_app, code_now, make_person, try_code, try_password

pytestmark = pytest.mark.django_db


def test_password_and_code_open_the_door(client: Client) -> None:
    add_app(make_person())

    first = try_password(client, "A.Okafor@ash.example", PASSWORD)
    assert first.status_code == 302
    assert first["Location"] == "/account/2fa/authenticate/"
    assert "_auth_user_id" not in client.session

    second = try_code(client, code_now())
    assert second["Location"] == "/account/2fa/trust/"
    third = client.post("/account/2fa/trust/", {"action": "skip"})
    assert third["Location"] == "/"
    assert client.get("/me/").status_code == 200


def test_a_sign_in_and_a_refusal_are_in_the_audit(client: Client) -> None:
    person = make_person()
    try_password(client, person.email, "not the password at all")
    try_password(client, person.email, PASSWORD)

    refused = AuditEvent.objects.get(verb="sign_in.refused")
    assert (refused.obj, refused.actor, refused.after) == (str(person.pk), None, {"step": "password"})
    signed_in = AuditEvent.objects.get(verb="signed_in")
    assert (signed_in.actor, signed_in.after) == (person.pk, {"methods": ["password"]})
    assert signed_in.request_id


@pytest.mark.parametrize(
    ("email", "password"),
    [
        ("a.okafor@ash.example", "not the password at all"),
        ("nobody@ash.example", PASSWORD),
        ("invited@ash.example", PASSWORD),
        ("a.okafor@ash.example' OR 1=1 --", PASSWORD),
        ("a.okafor@ash.example\x00", PASSWORD),
        ("not an address", PASSWORD),
        ("a" * 300 + "@ash.example", "p" * 5000),
    ],
)
def test_every_wrong_try_is_told_the_same(client: Client, email: str, password: str) -> None:
    make_person()
    User.objects.create_user("invited@ash.example", full_name="Ms Lane", is_active=False)

    page = try_password(client, email, password)

    assert page.status_code == 200
    words = page.content.decode()
    assert WRONG in words or "Null characters are not allowed" in words or "at most 254" in words
    assert password not in words


def test_an_unknown_address_costs_a_hash_like_a_known_one(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_person()
    hashed: list[str] = []
    monkeypatch.setattr(User, "set_password", lambda _person, raw: hashed.append(raw))

    try_password(client, "nobody@ash.example", "some wrong password")

    assert hashed == ["some wrong password"]


def test_a_closed_account_is_told_so_only_with_its_password(client: Client) -> None:
    person = make_person()
    person.is_active = False
    person.save()

    assert try_password(client, person.email, PASSWORD)["Location"] == "/account/inactive/"
    assert WRONG in try_password(client, person.email, "wrong wrong wrong wrong").content.decode()


def test_the_session_gets_a_new_key_at_sign_in_and_its_cookie_ends_with_the_browser(client: Client) -> None:
    client.get("/account/login/")
    before = client.session.session_key
    response = try_password(client, make_person().email, PASSWORD)

    cookie = response.cookies[settings.SESSION_COOKIE_NAME]
    assert cookie.value != before
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    assert cookie["max-age"] == ""


def test_sessions_stand_in_the_database_and_passwords_under_argon2() -> None:
    assert settings.SESSION_ENGINE == "django.contrib.sessions.backends.db"
    assert base.PASSWORD_HASHERS[0].endswith(Argon2PasswordHasher.__qualname__)


def test_nobody_signs_up(client: Client) -> None:
    assert client.get("/account/signup/").status_code == 404
    assert client.post("/account/signup/", {"email": "x@ash.example"}).status_code == 404
    assert not User.objects.exists()
    assert not AccountAdapter().is_open_for_signup(RequestFactory().get("/"))


def test_signing_out_is_a_form_and_ends_the_session(client: Client) -> None:
    client.force_login(make_person())

    assert client.get("/account/logout/").status_code == 200
    assert client.post("/account/logout/")["Location"] == "/account/login/"
    assert client.get("/me/")["Location"] == "/account/login/?next=%2Fme%2F"
    assert AuditEvent.objects.filter(verb="signed_out").exists()
