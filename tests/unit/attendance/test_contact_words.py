"""What was tried so far, in the line beside a pupil."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from attendance.contact_words import NOUNS, OUTCOME_WORDS, SPOKE, Try, so_far, so_far_of_each, try_words
from schools.calendar import LONDON

TODAY = date(2027, 3, 9)
AT = datetime(2027, 3, 9, 9, 4, tzinfo=LONDON)
MONDAY = AT - timedelta(days=1)
CALL, VOICEMAIL = Try("call", "no_answer", AT), Try("call", "voicemail", AT)
TEXT = Try("text", "", AT.replace(minute=2), state="queued")
SENT, DELIVERED = Try("text", "", AT, state="sent"), Try("text", "", AT, state="delivered")
DUE, FAILED = Try("email", "", AT, state="due_later"), Try("text", "", AT, state="failed")
SILENT = Try("text", "", AT, state="unanswered")
AHEAD = Try("call", "spoke", MONDAY, "Mr Hale", "ill until Friday", is_ahead=True)


@pytest.mark.parametrize(
    ("tries", "words", "tone"),
    [
        ([], "No attempts yet", "due"),
        ([VOICEMAIL], "Voicemail 09:04", ""),
        ([CALL], "No answer 09:04", ""),
        ([Try("call", "not_working", AT)], "Number does not work 09:04", "due"),
        ([TEXT], "Text waiting to be sent", "due"),
        ([TEXT, CALL], "No answer 09:04. Text waiting to be sent", ""),
        ([TEXT, TEXT, CALL, VOICEMAIL], "2 calls, no reply. 2 texts waiting to be sent", "due"),
        ([SENT], "Text sent 09:04", ""),
        ([DUE, DELIVERED], "Text delivered 09:04. Email due 09:04", ""),
        ([SENT, FAILED], "Text sent 09:04. Text failed: ring", "due"),
        ([SILENT], "Text not answered by the provider: ring", "due"),
        ([SENT, SILENT], "Text sent 09:04. Text not answered by the provider: ring", "due"),
        ([FAILED], "Text failed: ring", "due"),
        ([CALL, FAILED], "No answer 09:04. Text failed: ring", ""),
        ([Try("text", "", MONDAY, state="sent")], "Text sent Mon 8 Mar", "due"),
        ([Try("text", "", MONDAY, state="failed")], "No attempts yet", "due"),
        ([FAILED, Try("call", "spoke", AT, "Mr Hale", "ill")], "Spoke to Mr Hale 09:04: ill", ""),
        ([AHEAD], "Mr Hale said ahead Mon 8 Mar: ill until Friday", "due"),
        ([AHEAD.without_family(), CALL], "No answer 09:04. Told ahead Mon 8 Mar", ""),
        (
            [Try("call", "no_answer", MONDAY), Try("text", "", MONDAY, state="queued")],
            "1 call before today, none yet. Text waiting to be sent",
            "due",
        ),
        ([CALL, Try("call", "spoke", AT, "Mr Hale", "ill")], "Spoke to Mr Hale 09:04: ill", ""),
        ([Try("call", "spoke", MONDAY, "Mr Hale")], "Spoke to Mr Hale Mon 8 Mar", ""),
        ([Try("call", "spoke", AT, "Mr Hale", "ill").without_family()], "Spoke 09:04", ""),
        ([Try("call", "spoke", AT, "Mr Hale", "a" * 80)], f"Spoke to Mr Hale 09:04: {'a' * 59}…", ""),
    ],
)
def test_the_line_says_what_was_tried_and_what_came_of_it(tries: list[Try], words: str, tone: str) -> None:
    found = so_far(tries, TODAY)
    assert (found.words, found.tone) == (words, tone)


times = st.integers(0, 40).map(lambda hours: AT.replace(hour=23) - timedelta(hours=hours))
ways = st.sampled_from([*NOUNS])
states = st.sampled_from(["queued", "due_later", "unanswered", "sent", "delivered", "failed"])
tries = st.builds(Try, ways, st.sampled_from([*OUTCOME_WORDS, SPOKE]), times) | st.builds(
    Try, ways, st.just(""), times, state=states
)


@given(st.lists(tries))
def test_every_history_has_words_and_today_counts_what_was_tried_today(made: list[Try]) -> None:
    found = so_far(sorted(made, key=lambda one: one.at), TODAY)
    assert found.words
    assert found.is_tried == any(one.at.date() == TODAY for one in made if one.outcome)


@pytest.mark.parametrize(
    ("one", "words", "is_reached"),
    [
        (DELIVERED, "Text delivered 09:04", True),
        (DUE, "Email due 09:04", False),
        (FAILED, "Text failed: ring", False),
        (CALL, "Call 09:04: no answer", False),
        (Try("in_person", "spoke", AT), "Visit 09:04: spoke", True),
    ],
)
def test_each_message_and_try_is_said_by_itself(one: Try, words: str, is_reached: bool) -> None:
    assert (try_words(one, TODAY), one.is_reached) == (words, is_reached)


def test_a_text_that_waits_and_what_was_said_ahead_are_no_try() -> None:
    assert not so_far([AHEAD, TEXT], TODAY).is_tried


def test_a_call_about_one_of_two_says_so_and_leaves_the_other_due() -> None:
    none, rung = so_far([], TODAY), so_far([VOICEMAIL], TODAY)
    assert so_far_of_each([("Lily", rung), ("Olivia", rung)]) == rung
    found = so_far_of_each([("Lily", rung), ("Olivia", none)])
    assert (found.words, found.tone) == ("Lily: Voicemail 09:04. Olivia: No attempts yet", "due")
    assert not found.is_tried
