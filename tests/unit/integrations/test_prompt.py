"""A sender that stood still between its last look and its request sends nothing: somebody else may have."""

import time
from collections.abc import Iterator

import pytest
from notifications_python_client import base
from pytest_django import Settings

from integrations.notify.carriers import NoAnswer
from integrations.notify.client import NotifyCarrier
from integrations.queries.notify_accounts import NotifyAccount
from schools.models import School
from tests.notify_stand_in import API_KEY, StandIn, serving
from tests.unit.integrations.held import REFERENCE, held

STANDS_STILL_SECONDS = 0.3


@pytest.fixture
def notify(settings: Settings) -> Iterator[StandIn]:
    with serving() as stand_in:
        settings.NOTIFY_URL, settings.MESSAGE_SEND_TIMEOUT = stand_in.address, 0.5
        yield stand_in


def test_who_stood_still_before_the_request_sends_nothing(
    notify: StandIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    signed = base.create_jwt_token

    def after_a_while(*facts: str) -> str:
        time.sleep(STANDS_STILL_SECONDS)
        return str(signed(*facts))

    monkeypatch.setattr(base, "create_jwt_token", after_a_while)
    account = NotifyAccount(School(pk=3), API_KEY, {"text": REFERENCE})
    with pytest.raises(NoAnswer):
        NotifyCarrier(account).send(held())
    assert notify.references() == []
