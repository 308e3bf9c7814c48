"""Everybody enrols; a code works once; seeds are locked."""

import time_machine
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from django.test import Client
from pytest import mark  # noqa: PT013 - marks the whole module
from pytest_django import DjangoCaptureOnCommitCallbacks

from accounts.adapters import WRONG_CODE, SecondFactorAdapter
from accounts.models import AuditEvent
from accounts.second_factor import has_second_factor
from tests.sign_in_pages import (
    PASSWORD,
    SECRET,
    add_app,
    code_now,
    make_person,
    sign_in,
    try_code,
    try_password,
)

pytestmark = mark.django_db
NOON = "2026-03-09T12:00:05Z"


def first_step(client: Client, email: str) -> None:
    assert try_password(client, email, PASSWORD)["Location"] == "/account/2fa/authenticate/"


@time_machine.travel(NOON, tick=False)
def test_a_code_works_once() -> None:
    person = make_person()
    add_app(person)
    first, second = Client(), Client()
    first_step(first, person.email)
    first_step(second, person.email)

    assert try_code(first, code_now()).status_code == 302
    assert WRONG_CODE in try_code(second, code_now()).content.decode()


def test_a_code_stays_used_after_the_packages_own_memory_ends() -> None:
    person = make_person()
    add_app(person)
    with time_machine.travel(NOON, tick=False):
        client = Client()
        first_step(client, person.email)
        code = code_now(+1)
        assert try_code(client, code).status_code == 302
    with time_machine.travel("2026-03-09T12:00:50Z", tick=False):
        client = Client()
        first_step(client, person.email)
        assert WRONG_CODE in try_code(client, code).content.decode()
        assert try_code(client, code_now(+1)).status_code == 302


@time_machine.travel(NOON, tick=False)
@mark.parametrize(
    ("steps", "works"), [(-10, False), (-2, False), (-1, True), (1, True), (2, False), (10, False)]
)
def test_a_phone_may_be_half_a_minute_out_and_not_five(client: Client, steps: int, works: bool) -> None:
    person = make_person()
    add_app(person)
    first_step(client, person.email)

    page = try_code(client, code_now(steps))

    assert (page.status_code == 302) is works
    assert works or WRONG_CODE in page.content.decode()


@mark.parametrize("code", ["", "abcdef", "12345678901234567890", "１２３４５６", "000\x00000"])
def test_a_code_that_is_none_is_a_message_and_no_fault(client: Client, code: str) -> None:
    person = make_person()
    add_app(person)
    first_step(client, person.email)

    assert try_code(client, code).status_code == 200


def test_a_recovery_code_works_once() -> None:
    person = make_person()
    add_app(person)
    code = RecoveryCodes.activate(person).get_unused_codes()[0]
    for expected in (302, 200):
        client = Client()
        first_step(client, person.email)
        assert try_code(client, code).status_code == expected


def test_without_a_second_factor_every_page_leads_to_enrolment(client: Client) -> None:
    person = make_person()
    try_password(client, person.email, PASSWORD)

    assert client.get("/me/")["Location"] == "/account/2fa/"
    answer = client.post("/me/theme/", data="{}", content_type="application/json")
    assert (answer.status_code, answer.json()) == (401, {"sign_in": "/account/2fa/"})
    assert "Protect your account first" in client.get("/account/2fa/").content.decode()
    assert client.get("/account/password/change/")["Location"] == "/account/2fa/"


def test_a_wrong_first_code_is_refused_in_words(client: Client) -> None:
    person = make_person()
    try_password(client, person.email, PASSWORD)
    client.get("/account/2fa/totp/activate/")

    assert WRONG_CODE in client.post("/account/2fa/totp/activate/", {"code": "000000"}).content.decode()
    assert not has_second_factor(person.pk)


def test_guesses_at_the_first_code_are_counted(client: Client) -> None:
    person = make_person()
    try_password(client, person.email, PASSWORD)
    client.get("/account/2fa/totp/activate/")
    for _ in range(11):
        page = client.post("/account/2fa/totp/activate/", {"code": "000000"})

    assert WRONG_CODE in page.content.decode()
    assert AuditEvent.objects.filter(verb="sign_in.locked").count() == 1


def test_new_recovery_codes_replace_the_old_ones(
    client: Client, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    person = make_person()
    sign_in(client, person)
    old = RecoveryCodes.activate(person).get_unused_codes()
    client.post("/account/reauthenticate/", {"password": PASSWORD})

    with django_capture_on_commit_callbacks(execute=True):
        client.post("/account/2fa/recovery-codes/generate/")

    page = client.get("/account/2fa/recovery-codes/").content.decode()
    assert "10 of 10 are left" in page
    assert not any(code in page for code in old)
    assert AuditEvent.objects.filter(verb="second_factor.renewed", actor=person.pk).exists()


def test_recovery_codes_alone_are_no_second_factor() -> None:
    person = make_person()
    RecoveryCodes.activate(person)

    assert not has_second_factor(person.pk)


def test_taking_the_only_factor_away_leads_back_to_enrolment(client: Client) -> None:
    person = make_person()
    sign_in(client, person)
    assert client.get("/me/").status_code == 200
    client.post("/account/reauthenticate/", {"password": PASSWORD})

    client.post("/account/2fa/totp/deactivate/")

    assert client.get("/me/")["Location"] == "/account/2fa/"
    assert AuditEvent.objects.filter(verb="second_factor.removed").exists()


def test_an_old_session_confirms_itself_before_it_touches_the_factor(client: Client) -> None:
    sign_in(client, make_person())

    assert client.get("/account/2fa/recovery-codes/generate/")["Location"].startswith(
        "/account/reauthenticate/"
    )
    assert client.get("/account/2fa/totp/deactivate/")["Location"].startswith("/account/reauthenticate/")


def test_a_trusted_browser_is_asked_for_no_code_for_thirty_days(client: Client) -> None:
    person = make_person()
    add_app(person)
    with time_machine.travel(NOON, tick=False):
        first_step(client, person.email)
        try_code(client, code_now())
        client.post("/account/2fa/trust/", {"action": "trust"})
        client.post("/account/logout/")
    with time_machine.travel("2026-04-07T12:00:00Z", tick=False):
        assert try_password(client, person.email, PASSWORD)["Location"] == "/"
        client.post("/account/logout/")
    with time_machine.travel("2026-04-10T12:00:00Z", tick=False):
        first_step(client, person.email)


def test_seeds_are_locked_in_the_table_and_open_with_an_older_key(settings: object) -> None:
    person = make_person()
    stored = add_app(person).data["secret"]
    assert SECRET not in stored

    keys = ["bmV3LWtleS1uZXcta2V5LW5ldy1rZXktbmV3LWtleSE=", *settings.DAYMARK_FIELD_KEYS]  # type: ignore[attr-defined]
    settings.DAYMARK_FIELD_KEYS = keys  # type: ignore[attr-defined]
    assert SecondFactorAdapter().decrypt(stored) == SECRET
    assert Authenticator.objects.get(user=person).wrap().validate_code(code_now())


def test_passkeys_are_offered_at_sign_in_and_in_the_account(client: Client) -> None:
    assert "Use a passkey" in client.get("/account/login/").content.decode()
    options = client.get("/account/2fa/webauthn/login/", headers={"accept": "application/json"}).json()
    assert options["request_options"]["publicKey"]["userVerification"] == "required"

    person = make_person()
    sign_in(client, person)
    client.post("/account/reauthenticate/", {"password": PASSWORD})
    page = client.get("/account/2fa/webauthn/add/")
    assert page.context["js_data"]["creation_options"]["publicKey"]["user"]["name"] == person.email
