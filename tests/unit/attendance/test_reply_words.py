"""What a family's answer proposes: little, and only where the words are plain."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from attendance.codes import ILLNESS, MEDICAL
from attendance.models import ReplyReason
from attendance.reply_words import (
    SAID,
    home_words,
    last_day,
    pick_in,
    pick_text,
    proposed_code,
    reason_for_each,
    reason_in,
    sessions_meant,
)
from schools.calendar import LONDON, Session

AT = datetime(2027, 3, 9, 9, 12, tzinfo=LONDON)
TODAY = AT.date()


def test_illness_proposes_i_an_appointment_m_and_all_else_nothing() -> None:
    proposed = {reason: proposed_code(reason) for reason in ReplyReason.values}
    assert {reason: code for reason, code in proposed.items() if code} == {
        "ill": ILLNESS,
        "appointment": MEDICAL,
    }


def test_every_reason_of_the_page_has_its_words() -> None:
    assert set(SAID) == set(ReplyReason.values)


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        ("She is ill, sorry", "ill"),
        ("He has been SICK all night!", "ill"),
        ("At the dentist until 11", "appointment"),
        ("we're on our way", "on_the_way"),
        ("He's not ill", ""),
        ("Feeling better, in tomorrow", ""),
        ("ill, at the doctors now", ""),
        ("ok thanks", ""),
        ("", ""),
        ("hill walking", ""),
        ("He should be in! I dropped him at 8:30", "thought_in"),
        ("What?? She left for school, not ill at all", "thought_in"),
        ("He is not in school because he is ill", ""),
        ("He's at school, I dropped them off", "thought_in"),
        ("hes in school", "thought_in"),
        ("They’re already in school", "thought_in"),
        ("he left the house at 8.15", "thought_in"),
        ("She walked in with me", "thought_in"),
        ("He is not ill, he should be in", "thought_in"),
        ("She's ill, should be in on Monday", "ill"),
        ("Should be in tomorrow", ""),
        ("He is supposed to be in hospital", "appointment"),
        ("Just left the house, on our way", "on_the_way"),
    ],
)
def test_a_text_says_a_reason_only_where_its_words_are_plain(words: str, reason: str) -> None:
    assert reason_in(words) == reason


@given(st.text())
def test_any_words_at_all_are_read_without_fault(words: str) -> None:
    assert reason_in(words) in {"", *SAID}


def test_illness_speaks_for_the_rest_of_the_day_and_never_for_what_was_before() -> None:
    assert sessions_meant("ill", Session.AM) == (Session.AM, Session.PM)
    assert sessions_meant("ill", Session.PM) == (Session.PM,)
    assert sessions_meant("appointment", Session.AM) == (Session.AM,)
    assert sessions_meant("", Session.AM) == (Session.AM,)


def test_the_line_beside_a_pupil_tells_the_reason_to_those_alone_who_may_know_it() -> None:
    assert home_words("ill", AT, TODAY, tells_reason=True) == "Home says: ill, 09:12"
    assert home_words("ill", AT, TODAY, tells_reason=False) == "Home has answered, 09:12"
    assert home_words("", AT, TODAY, tells_reason=True) == "Home has answered, 09:12"
    assert home_words("ill", AT - timedelta(days=1), TODAY, tells_reason=False).endswith("Mon 8 Mar")


def test_a_link_takes_an_answer_for_seven_days() -> None:
    assert last_day(date(2027, 3, 9)) == date(2027, 3, 16)


@given(st.integers(0, 10**17), st.dictionaries(st.sampled_from(Session), st.integers(0, 9999), max_size=2))
def test_what_a_form_sends_is_read_as_it_was_written(reply: int, versions: dict[Session, int]) -> None:
    found = pick_in(pick_text(reply, versions))
    assert (found.reply_id, found.versions) == (reply, versions)


@given(st.text())
def test_what_no_page_of_ours_sends_is_refused(text: str) -> None:
    try:
        found = pick_in(text)
    except ValueError:
        return
    assert found.reply_id >= 0


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("Tom is ill", [("ill", ILLNESS), ("", None)]),
        ("Tom is ill, Mia has just left", [("", None)] * 2),
        ("Both are ill", [("ill", None)] * 2),
        ("TOM is in school!", [("thought_in", None)] * 2),
    ],
)
def test_a_text_about_brothers_and_sisters_proposes_a_code_for_the_one_it_names(
    words: str, said: list[tuple[str, int | None]]
) -> None:
    assert reason_for_each(words, ["Tom", "Mia"]) == said
    assert reason_for_each("Ill", ["Tom"]) == [("ill", ILLNESS)]
