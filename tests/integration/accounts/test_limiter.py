"""One limiter of tries, keyed on the person and their own device; never on the address of a school."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.conf import settings
from django.test import Client
from django.utils import timezone

from accounts.adapters import WRONG, WRONG_CODE
from accounts.devices import COOKIE, Device, digest
from accounts.models import AuditEvent, User
from tests.sign_in_pages import PASSWORD, add_app, code_now, make_person, try_code, try_password

pytestmark = pytest.mark.django_db
LIMIT = settings.AXES_FAILURE_LIMIT


def fail(client: Client, email: str, times: int) -> set[str]:
    """Try wrong passwords and return the different pages that came back, without their form tokens."""
    pages = set()
    for number in range(times):
        page = try_password(client, email, f"wrong password number {number}")
        assert page.status_code == 200
        text = page.content.decode()
        assert WRONG in text
        pages.add(re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", text))
    return pages


def test_two_hundred_wrong_passwords_get_the_same_page(client: Client) -> None:
    person = make_person()

    assert len(fail(client, person.email, 200)) == 1

    assert WRONG in try_password(client, person.email, PASSWORD).content.decode()
    assert AuditEvent.objects.filter(verb="sign_in.locked").count() == 1
    assert AuditEvent.objects.filter(verb="sign_in.refused").count() == LIMIT


def test_an_unknown_address_is_locked_in_the_same_way(client: Client) -> None:
    known, unknown = make_person().email, "nobody@ash.example"

    assert {page.replace(known, "") for page in fail(client, known, LIMIT + 2)} == {
        page.replace(unknown, "") for page in fail(client, unknown, LIMIT + 2)
    }


def test_a_locked_try_costs_a_hash_too(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    email = make_person().email
    fail(client, email, LIMIT)
    hashed: list[str] = []
    monkeypatch.setattr(User, "set_password", lambda _person, raw: hashed.append(raw))

    try_password(client, email, PASSWORD)

    assert hashed == [PASSWORD]


def test_the_lock_ends_by_itself_and_more_tries_do_not_prolong_it(client: Client) -> None:
    email = make_person().email
    start = timezone.now()
    with time_machine.travel(start, tick=False):
        fail(client, email, LIMIT)
    with time_machine.travel(start + timedelta(minutes=10), tick=False):
        fail(client, email, 3)
    with time_machine.travel(start + timedelta(minutes=16), tick=False):
        assert try_password(client, email, PASSWORD).status_code == 302


def test_a_teachers_own_device_is_not_locked_by_a_stranger(client: Client) -> None:
    email = make_person().email
    own = Client()
    assert try_password(own, email, PASSWORD).status_code == 302
    own.post("/account/logout/")

    fail(client, email, LIMIT + 5)

    assert WRONG in try_password(client, email, PASSWORD).content.decode()
    assert try_password(own, email, PASSWORD).status_code == 302


def test_a_stranger_with_an_account_gains_no_tries_at_another_persons_password(client: Client) -> None:
    """Each of the stranger's own sign-ins makes a device; none of them is known for Ms Okafor."""
    victim = make_person().email
    stranger = make_person("s.stone@ash.example", "Mr Stone").email
    for _ in range(LIMIT):
        device = Client()
        try_password(device, stranger, PASSWORD)
        device.post("/account/logout/")
        fail(device, victim, 1)

    assert WRONG in try_password(client, victim, PASSWORD).content.decode()


def test_a_whole_school_behind_one_address_passes() -> None:
    """Eighty teachers sign in at 08:45 from one address; every third mistypes twice first."""
    for number in range(80):
        teacher, browser = make_person(f"t{number}@ash.example", f"Teacher {number}"), Client()
        if number % 3 == 0:
            fail(browser, teacher.email, 2)
        assert try_password(browser, teacher.email, PASSWORD).status_code == 302


def test_wrong_codes_are_counted_in_the_same_bucket(client: Client) -> None:
    person = make_person()
    add_app(person)
    try_password(client, person.email, PASSWORD)

    for _ in range(LIMIT):
        assert WRONG_CODE in try_code(client, "000000").content.decode()

    assert WRONG_CODE in try_code(client, code_now()).content.decode()
    assert WRONG in try_password(Client(), person.email, PASSWORD).content.decode()


def test_what_is_kept_of_a_failed_try_names_nobody(client: Client) -> None:
    from axes.models import AccessAttempt

    fail(client, "a.okafor@ash.example", 1)

    kept = AccessAttempt.objects.values_list().get()
    assert "okafor" not in str(kept)
    assert "wrong password" not in str(kept)


def test_the_device_cookie_holds_no_address_and_cannot_be_forged(client: Client) -> None:
    person = make_person()
    try_password(client, person.email, PASSWORD)
    cookie = client.cookies[COOKIE]
    assert "okafor" not in cookie.value
    assert cookie["httponly"]
    client.post("/account/logout/")

    client.cookies[COOKIE] = cookie.value[:-1] + ("x" if cookie.value[-1] != "x" else "y")
    fail(client, person.email, LIMIT)
    assert WRONG in try_password(Client(), person.email, PASSWORD).content.decode()


def test_a_shared_tablet_remembers_its_last_forty_people() -> None:
    device = Device("d", ())
    for number in range(50):
        device = device.with_person(f"t{number}@ash.example")

    assert len(device.people) == 40
    assert device.knows("T49@ash.example ")
    assert not device.knows("t9@ash.example")
    assert device.with_person("t10@ash.example").people[-1] == digest("t10@ash.example")
