"""The first administrator: no password on the command line, a link that works once."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from accounts.models import User
from tests.sign_in_pages import PASSWORD, make_person

pytestmark = pytest.mark.django_db


def run(*arguments: str) -> str:
    out = StringIO()
    call_command("create_administrator", *arguments, stdout=out)
    return out.getvalue()


def test_it_prints_a_link_that_sets_the_password(client: Client) -> None:
    words = run("it@ash.example", "Mx Ferris", "--site", "http://testserver")
    link = words.strip().splitlines()[-1]

    done = client.post(
        link.removeprefix("http://testserver"), {"full_name": "Mx Ferris", "password": PASSWORD}
    )

    assert done.status_code == 302
    person = User.objects.get()
    assert (person.email, person.job_title, person.is_active) == ("it@ash.example", "Administrator", True)
    assert client.post(link.removeprefix("http://testserver"), {}).status_code == 410


def test_an_address_that_is_none_or_in_use_is_refused_in_words() -> None:
    make_person()

    with pytest.raises(CommandError, match="not an email address"):
        run("it", "Mx Ferris")
    with pytest.raises(CommandError, match="already has an account"):
        run("a.okafor@ash.example", "Ms Okafor")
