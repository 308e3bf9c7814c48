"""A person's own page, and the page of a form that was open too long."""

import pytest
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from django.test import Client

from tests.sign_in_pages import make_person, sign_in

pytestmark = pytest.mark.django_db


def test_it_shows_what_protects_the_account(client: Client) -> None:
    person = make_person()
    sign_in(client, person)
    RecoveryCodes.activate(person)

    page = client.get("/me/").content.decode()

    assert "Ms Okafor, a.okafor@ash.example" in page
    assert "10 left" in page
    assert "Set up<" in page.replace(" ", "") or "Set up" in page


def test_the_choice_of_colours_is_kept_on_the_device(client: Client) -> None:
    sign_in(client, make_person())

    answer = client.post("/me/theme/", {"theme": "dark"})

    assert answer["Location"] == "/me/"
    assert answer.cookies["theme"].value == "dark"
    assert 'value="dark"' in client.get("/me/").content.decode()


def test_a_choice_that_is_none_is_ignored(client: Client) -> None:
    sign_in(client, make_person())

    assert "theme" not in client.post("/me/theme/", {"theme": "<script>"}).cookies


@pytest.mark.parametrize("method", ["put", "delete", "patch", "trace"])
@pytest.mark.parametrize("address", ["/me/", "/me/theme/", "/me/sign-out-elsewhere/", "/invitations/x/"])
def test_other_methods_are_not_allowed(client: Client, address: str, method: str) -> None:
    sign_in(client, make_person())

    assert getattr(client, method)(address).status_code == 405


def test_a_form_without_its_token_keeps_what_was_typed_but_no_secret() -> None:
    browser = Client(enforce_csrf_checks=True)
    sign_in(browser, make_person())

    page = browser.post("/me/theme/", {"theme": "a long <b>note</b>", "password": "hunter2 hunter2"})

    text = page.content.decode()
    assert page.status_code == 403
    assert "This page was open too long" in text
    assert "Reload and try again" in text
    assert "a long &lt;b&gt;note&lt;/b&gt;" in text
    assert "hunter2" not in text


def test_a_script_without_its_token_gets_the_sentence() -> None:
    browser = Client(enforce_csrf_checks=True)
    sign_in(browser, make_person())

    answer = browser.post("/me/theme/", data="{}", content_type="application/json")

    assert answer.status_code == 403
    assert answer.json() == {"message": "This page was open too long. Reload and try again"}
