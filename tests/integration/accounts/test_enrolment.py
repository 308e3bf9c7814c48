"""The first second factor, set up right after the first sign-in, each step committed as in life."""

import pytest
import time_machine
from django.test import Client

from accounts.adapters import WRONG_CODE
from accounts.models import AuditEvent
from accounts.second_factor import has_second_factor
from tests.databases import Addresses
from tests.sign_in_pages import PASSWORD, SECRET, code_now, make_person, try_code, try_password

NOON = "2026-03-09T12:00:05Z"


@pytest.fixture
def _known_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("allauth.mfa.totp.internal.auth.generate_totp_secret", lambda: SECRET)


@time_machine.travel(NOON, tick=False)
@pytest.mark.usefixtures("_known_secret")
def test_it_takes_three_pages_and_no_second_password(own_database: Addresses, client: Client) -> None:
    person = make_person()
    try_password(client, person.email, PASSWORD)
    page = client.get("/account/2fa/totp/activate/")
    assert SECRET in page.content.decode()

    done = client.post("/account/2fa/totp/activate/", {"code": code_now()})

    assert done["Location"] == "/account/2fa/recovery-codes/"
    assert "10 of 10 are left" in client.get(done["Location"]).content.decode()
    assert client.get("/me/").status_code == 200
    assert has_second_factor(person.pk)
    assert SECRET not in str(dict(client.session))
    added = AuditEvent.objects.filter(verb="second_factor.added")
    assert sorted(row.after["kind"] for row in added if row.after) == ["recovery_codes", "totp"]


@time_machine.travel(NOON, tick=False)
@pytest.mark.usefixtures("_known_secret")
def test_the_code_that_turned_it_on_is_used(own_database: Addresses, client: Client) -> None:
    person = make_person()
    try_password(client, person.email, PASSWORD)
    client.get("/account/2fa/totp/activate/")
    client.post("/account/2fa/totp/activate/", {"code": code_now()})

    fresh = Client()
    try_password(fresh, person.email, PASSWORD)

    assert WRONG_CODE in try_code(fresh, code_now()).content.decode()


@pytest.mark.usefixtures("_known_secret")
def test_ten_minutes_later_the_page_asks_who_is_there(own_database: Addresses, client: Client) -> None:
    person = make_person()
    with time_machine.travel("2026-03-09T12:00:00Z", tick=False):
        try_password(client, person.email, PASSWORD)
    with time_machine.travel("2026-03-09T12:11:00Z", tick=False):
        page = client.get("/account/2fa/totp/activate/")

    assert page["Location"].startswith("/account/reauthenticate/")
