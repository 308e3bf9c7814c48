"""Sessions end after 30 idle minutes, after 12 hours, and when the account or the password says so."""

import pytest
import time_machine
from django.conf import settings
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from accounts.models import AuditEvent
from accounts.services import deactivate_person
from accounts.tasks import clear_sessions
from tests.sign_in_pages import PASSWORD, make_person, sign_in, try_password

pytestmark = pytest.mark.django_db


def open_at(client: Client, moment: str) -> int:
    with time_machine.travel(f"2026-03-09T{moment}Z", tick=False):
        return client.get("/me/").status_code


def sign_in_at(client: Client, moment: str) -> None:
    with time_machine.travel(f"2026-03-09T{moment}Z", tick=False):
        sign_in(client, make_person())


def test_thirty_idle_minutes_end_it(client: Client) -> None:
    sign_in_at(client, "08:00")

    assert open_at(client, "08:29") == 200
    assert open_at(client, "08:58") == 200
    assert open_at(client, "09:29") == 302
    assert open_at(client, "09:29") == 302
    assert AuditEvent.objects.filter(verb="signed_out").count() == 1


def test_twelve_hours_end_it_however_busy(client: Client) -> None:
    sign_in_at(client, "08:00")
    for minute in range(20, 12 * 60, 20):
        assert open_at(client, f"{8 + minute // 60:02}:{minute % 60:02}") == 200

    assert open_at(client, "20:01") == 302


def test_a_request_is_noted_at_most_once_a_minute(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    sign_in_at(client, "08:00:00")
    open_at(client, "08:02:00")

    with django_assert_num_queries(3):
        open_at(client, "08:02:30")


def test_a_person_who_is_asked_to_sign_in_comes_back_to_the_page(client: Client) -> None:
    assert client.get("/me/?a=1")["Location"] == "/account/login/?next=%2Fme%2F%3Fa%3D1"


@pytest.mark.parametrize(
    "headers",
    [{"accept": "application/json"}, {"sec-fetch-dest": "empty"}, {"content-type": "application/json"}],
)
def test_a_script_gets_401_and_the_address_of_sign_in(client: Client, headers: dict[str, str]) -> None:
    answer = client.post(
        "/me/theme/",
        data="{}",
        content_type=headers.pop("content-type", "text/plain"),
        headers={"referer": "http://testserver/me/", **headers},
    )

    assert answer.status_code == 401
    assert answer.json() == {"sign_in": "/account/login/?next=http%3A%2F%2Ftestserver%2Fme%2F"}


def test_htmx_is_sent_to_sign_in_by_its_own_header(client: Client) -> None:
    answer = client.get("/me/", headers={"hx-request": "true"})

    assert (answer.status_code, answer["HX-Redirect"]) == (401, "/account/login/?next=%2Fme%2F")


def test_a_form_from_another_site_is_not_where_one_comes_back_to(client: Client) -> None:
    answer = client.post("/me/theme/", headers={"referer": "https://elsewhere.example/x"})

    assert answer["Location"] == "/account/login/?next=%2F"


def test_a_closed_account_is_out_with_its_next_request(client: Client) -> None:
    head, person = make_person("head@ash.example", "Mrs Head"), make_person()
    sign_in(client, person)
    assert client.get("/me/").status_code == 200

    deactivate_person(person=person, by=head, at=timezone.now(), reason="Left the school")

    assert client.get("/me/").status_code == 302
    row = AuditEvent.objects.get(verb="person.deactivated")
    assert (row.actor, row.obj, row.reason) == (head.pk, str(person.pk), "Left the school")
    person.is_active = True
    person.save()
    assert client.get("/me/").status_code == 302


def test_signing_out_elsewhere_keeps_this_device(client: Client) -> None:
    person, other = make_person(), Client()
    sign_in(client, person)
    other.force_login(person)

    assert client.post("/me/sign-out-elsewhere/")["Location"] == "/me/"

    assert other.get("/me/").status_code == 302
    page = client.get("/me/")
    assert page.status_code == 200
    assert "signed out everywhere else" in page.content.decode()


def test_a_new_password_ends_the_other_sessions(client: Client) -> None:
    person, other = make_person(), Client()
    sign_in(client, person)
    other.force_login(person)
    new = "amber lantern copper fields"

    client.post("/account/password/change/", {"oldpassword": PASSWORD, "password1": new, "password2": new})

    assert other.get("/me/").status_code == 302
    assert client.get("/me/").status_code == 200
    assert AuditEvent.objects.filter(verb="password.changed", actor=person.pk).exists()


def test_what_a_signed_in_person_sees_is_kept_in_no_cache(client: Client) -> None:
    sign_in(client, make_person())

    assert "no-store" in client.get("/me/")["Cache-Control"]
    assert "no-store" in client.get("/no/such/page/")["Cache-Control"]


def test_the_nightly_job_forgets_sessions_that_are_over(client: Client) -> None:
    with time_machine.travel("2026-03-09T08:00Z", tick=False):
        try_password(client, make_person().email, PASSWORD)
        assert Session.objects.count() == 1
    with time_machine.travel("2026-03-10T02:10Z", tick=False):
        clear_sessions()

    assert Session.objects.count() == 0
    assert settings.SESSION_COOKIE_AGE == 12 * 60 * 60
