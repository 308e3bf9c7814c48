"""People are invited: a link that works once, for seven days."""

from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.db import IntegrityError
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoCaptureOnCommitCallbacks

from accounts.models import AuditEvent, Invitation, User
from accounts.services import (
    AccountError,
    IssuedInvitation,
    accept_invitation,
    deactivate_person,
    invite_person,
)
from accounts.tokens import digest_of
from tests.sign_in_pages import PASSWORD, make_person, try_password

pytestmark = pytest.mark.django_db
SITE = "https://daymark.ash.example/"


def invite(email: str = "h.lane@ash.example", *, days_ago: int = 0) -> IssuedInvitation:
    at = timezone.now() - timedelta(days=days_ago)
    return invite_person(email=email, full_name="H Lane", job_title="Teacher", by=None, at=at, site=SITE)


def token_of(issued: IssuedInvitation) -> str:
    return issued.link.rstrip("/").rsplit("/", 1)[-1]


def path_of(issued: IssuedInvitation) -> str:
    return "/" + issued.link.removeprefix(SITE)


def test_an_invitation_is_mailed_and_kept_as_a_digest(
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    head = make_person("head@ash.example", "Mrs Head")
    with django_capture_on_commit_callbacks(execute=True):
        issued = invite_person(
            email=" H.Lane@ash.example ", full_name="H Lane", by=head, at=timezone.now(), site=SITE
        )

    assert issued.user.email == "h.lane@ash.example"
    assert not issued.user.is_active
    assert not issued.user.has_usable_password()
    assert issued.invitation.token_digest == digest_of(token_of(issued))
    assert issued.link in mail.outbox[0].body
    assert mail.outbox[0].to == ["h.lane@ash.example"]
    assert AuditEvent.objects.get(verb="person.invited").actor == head.pk
    written = AuditEvent.objects.get(tbl="accounts_invitation", verb="insert")
    assert "token_digest" not in (written.after or {})


def test_accepting_makes_an_account_that_signs_in(client: Client) -> None:
    issued = invite()
    page = client.get(path_of(issued))
    assert "h.lane@ash.example" in page.content.decode()
    assert "no-store" in page["Cache-Control"]

    done = client.post(path_of(issued), {"full_name": "Ms H. Lane", "password": PASSWORD})

    assert done["Location"] == "/account/login/"
    person = User.objects.get(email="h.lane@ash.example")
    assert (person.full_name, person.is_active) == ("Ms H. Lane", True)
    assert person.joined_at is not None
    assert EmailAddress.objects.get(user=person).verified
    assert AuditEvent.objects.get(verb="invitation.accepted").actor == person.pk
    assert try_password(client, "h.lane@ash.example", PASSWORD).status_code == 302


def test_a_link_works_once(client: Client) -> None:
    issued = invite()
    client.post(path_of(issued), {"full_name": "Ms H. Lane", "password": PASSWORD})

    again = client.post(path_of(issued), {"full_name": "Somebody", "password": "another long password"})

    assert again.status_code == 410
    assert "It has been used or is too old" in again.content.decode()
    with pytest.raises(AccountError):
        accept_invitation(token=token_of(issued), full_name="X", password=PASSWORD, at=timezone.now())
    assert User.objects.get(email="h.lane@ash.example").full_name == "Ms H. Lane"


@pytest.mark.parametrize(("days", "status"), [(6, 200), (7, 410), (8, 410)])
def test_a_link_works_for_seven_days(client: Client, days: int, status: int) -> None:
    assert client.get(path_of(invite(days_ago=days))).status_code == status


@pytest.mark.parametrize("token", ["x", "a" * 500, "..%2F..%2Fetc", "%00"])
def test_a_link_that_is_none_is_told_like_an_old_one(client: Client, token: str) -> None:
    assert client.get(f"/invitations/{token}/").status_code in (404, 410)


@pytest.mark.parametrize(
    ("password", "words"),
    [
        ("short", "at least 15 characters"),
        ("123456789123456", "too common"),
        ("Password12345678!", "easy to guess"),
        ("h.lane@ash.example", "too similar"),
    ],
)
def test_weak_passwords_are_refused_and_the_name_is_kept(client: Client, password: str, words: str) -> None:
    issued = invite()

    page = client.post(path_of(issued), {"full_name": "Ms H. O'Brien-Łukasiewicz", "password": password})

    text = page.content.decode()
    assert words in text
    assert "O&#x27;Brien-Łukasiewicz" in text
    assert not User.objects.get(email="h.lane@ash.example").is_active


def test_there_is_no_rule_of_composition(client: Client) -> None:
    answer = client.post(path_of(invite()), {"full_name": "Ms Lane", "password": "lower case words only"})

    assert answer.status_code == 302


def test_a_second_invitation_replaces_the_first(client: Client) -> None:
    first, second = invite(), invite("H.LANE@ash.example")

    assert first.user == second.user
    assert client.get(path_of(first)).status_code == 410
    assert client.get(path_of(second)).status_code == 200


def test_an_address_in_use_is_not_invited_again() -> None:
    make_person()

    with pytest.raises(AccountError, match="Ms Okafor already has an account"):
        invite("A.Okafor@ASH.example")


def test_a_leaver_who_comes_back_gets_a_new_link_and_no_old_session(client: Client) -> None:
    person = make_person()
    client.force_login(person)
    deactivate_person(person=person, by=None, at=timezone.now())

    issued = invite(person.email)
    accept_invitation(token=token_of(issued), full_name="Ms Okafor", password=PASSWORD, at=timezone.now())

    assert client.get("/account/2fa/")["Location"].startswith("/account/login/")


def test_closing_an_account_withdraws_its_open_invitation(client: Client) -> None:
    issued = invite()
    deactivate_person(person=issued.user, by=None, at=timezone.now())

    assert client.get(path_of(issued)).status_code == 410
    assert not Invitation.objects.exists()


def test_the_database_knows_an_address_in_any_case() -> None:
    User.objects.create_user("a@ash.example", full_name="A")

    with pytest.raises(IntegrityError):
        User.objects.bulk_create([User(email="A@Ash.example", full_name="B")])
