"""What Notify's statuses and errors mean to a school."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from integrations.notify.mapping import (
    DELIVERED,
    Outcome,
    Refusal,
    mail_refusal_of,
    outcome_of,
    provider_refusal_of,
    refusal_of,
)
from schools.message_faults import (
    ACCOUNT_REFUSED,
    KEY_REFUSED,
    NOT_NOW,
    REFUSED,
    TECHNICAL,
    TOO_MANY,
    UNDELIVERED,
    Fault,
)

TYPES = st.sampled_from([(), ("ValidationError",), ("RateLimitError",), ("Exception", "")])


@pytest.mark.parametrize(
    ("status", "fault"),
    [("permanent-failure", UNDELIVERED), ("temporary-failure", NOT_NOW), ("technical-failure", TECHNICAL)],
)
def test_each_failure_says_what_to_do(status: str, fault: Fault) -> None:
    assert outcome_of(status) == Outcome(fault)
    assert fault.advice


@pytest.mark.parametrize("status", ["delivered", "received"])
def test_a_delivered_text_and_a_dispatched_letter_arrived(status: str) -> None:
    assert outcome_of(status) == DELIVERED


@pytest.mark.parametrize("status", ["created", "sending", "pending", "sent", "accepted", "something new", ""])
def test_nothing_is_known_while_notify_waits(status: str) -> None:
    assert outcome_of(status) is None


@pytest.mark.parametrize(
    ("code", "kind", "refusal"),
    [
        (400, "ValidationError", Refusal(REFUSED)),
        (400, "BadRequestError", Refusal(ACCOUNT_REFUSED)),
        (401, "AuthError", Refusal(KEY_REFUSED)),
        (403, "AuthError", Refusal(KEY_REFUSED)),
        (404, "NoResultFound", Refusal(ACCOUNT_REFUSED)),
        (429, "RateLimitError", Refusal(TOO_MANY, may_pass=True)),
        (429, "TooManyRequestsError", Refusal(TOO_MANY)),
    ],
)
def test_an_answer_that_nothing_was_taken_says_why(code: int, kind: str, refusal: Refusal) -> None:
    assert refusal_of(code, {kind}) == refusal


@given(st.one_of(st.integers(0, 399), st.just(408), st.integers(500, 999)), TYPES)
def test_whatever_is_no_clear_refusal_may_have_been_taken(code: int, types: tuple[str, ...]) -> None:
    assert refusal_of(code, types) is None


@given(st.integers(400, 499).filter(lambda code: code != 408), TYPES)
def test_every_clear_refusal_has_words_for_a_person(code: int, types: tuple[str, ...]) -> None:
    refusal = refusal_of(code, types)
    assert refusal is not None
    assert refusal.fault.ring
    assert refusal.fault.advice


def test_a_provider_of_mail_that_says_nothing_clear_may_have_taken_it() -> None:
    assert provider_refusal_of(None) is None
    assert provider_refusal_of(500) is None
    assert provider_refusal_of(429) == Refusal(TOO_MANY, may_pass=True)


def test_a_mail_server_that_refuses_for_now_is_asked_again_rfc_5321() -> None:
    assert mail_refusal_of(451, REFUSED) == Refusal(REFUSED, may_pass=True)
    assert mail_refusal_of(550, REFUSED) == Refusal(REFUSED)
