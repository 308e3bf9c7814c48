"""What the law asks of an N by its age, and how a form names the marks that were ticked (reg 10(7)-(9))."""

from datetime import date, time

import pytest

from attendance.n_codes import NPick, clock_reason, due_words, pick_text, picks_in, proposed_reason
from attendance.queries.first_day.last_steps import last_step_words
from attendance.queries.first_day.n_codes import NCode, WaitingNCodes
from schools.calendar import LONDON, Session
from tests.world import NOW, TODAY, TOMORROW, YESTERDAY

TUESDAY_BEFORE = date(2027, 3, 2)
FOUR = time(16)
LONGEST_REASON_OF_AN_AMENDMENT = 300


def n_code(used: int, due_on: date | None) -> NCode:
    return NCode(
        name="Amir Khan",
        url="/x/",
        group="8HW",
        marked_on=TUESDAY_BEFORE,
        sessions=(Session.AM, Session.PM),
        used=used,
        due_on=due_on,
        today=TODAY,
        limit=5,
    )


def test_reg10_7_before_its_last_day_an_n_names_that_day() -> None:
    assert due_words(TOMORROW, TODAY, written_at=FOUR) == "Must become O on Wed 10 Mar without a reason"


def test_reg10_9_on_its_last_day_o_is_written_at_four() -> None:
    assert due_words(TODAY, TODAY, written_at=FOUR) == "Becomes O at 16:00 unless a reason is found"


def test_where_nobody_is_named_no_time_is_promised() -> None:
    assert due_words(TODAY, TODAY, written_at=None) == "Must become O today without a reason"


def test_reg10_9_after_its_last_day_an_n_is_overdue() -> None:
    words = "Overdue: a reason or O was due by Mon 8 Mar"
    assert due_words(YESTERDAY, TODAY, written_at=FOUR) == words


def test_where_the_calendar_ends_first_no_day_is_named() -> None:
    assert due_words(None, TODAY, written_at=FOUR) == "Needs a reason"


def test_o_is_proposed_with_its_reason_once_one_is_on_its_last_day() -> None:
    words = "O proposed: the reason is still unknown after 5 school days, reg 10(9)"
    assert WaitingNCodes([], lines=3, last_lines=1).proposal == words
    assert WaitingNCodes([], lines=3).proposal == ""


def test_both_sessions_of_a_day_stand_in_one_line() -> None:
    assert n_code(1, TOMORROW).session_words == "Tue 2 Mar AM and PM"


def test_the_reasons_fit_an_amendment_and_name_the_rule_and_the_clock() -> None:
    assert proposed_reason(1) == "The reason is still unknown after 1 school day (reg 10(9))"
    words = clock_reason(5, FOUR)
    assert len(words) < LONGEST_REASON_OF_AN_AMENDMENT
    assert "Written by the clock at 16:00" in words
    assert "reg 10(9)" in words


def test_a_form_names_the_marks_of_a_day_with_their_versions() -> None:
    text = pick_text(41, TUESDAY_BEFORE, [(Session.AM, 1), (Session.PM, 3)])
    assert text == "41_2027-03-02_1v1_2v3"
    assert picks_in(text) == [
        NPick(41, TUESDAY_BEFORE, Session.AM, 1),
        NPick(41, TUESDAY_BEFORE, Session.PM, 3),
    ]


@pytest.mark.parametrize("text", ["", "41", "41_2027-03-02", "x_2027-03-02_1v1", "41_2027-03-02_3v1"])
def test_what_no_page_of_ours_sends_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="names no mark"):
        picks_in(text)


NONE = (None, None, None)


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ((0, 0, 0, None, None, None, *NONE), "No contact yet"),
        ((0, 0, 0, None, None, None, "text", "queued", NOW), "Text waiting to be sent"),
        ((0, 0, 0, None, None, None, "text", "sent", NOW), "Text sent 08:49, Tue 9 Mar"),
        ((0, 0, 0, None, None, None, "email", "failed", NOW), "Email failed: ring"),
        ((1, 0, 0, NOW, "voicemail", None, *NONE), "1 call, Tue 9 Mar 08:49: voicemail left"),
        (
            (2, 1, 0, NOW, "no_answer", None, "text", "queued", NOW),
            "2 calls and 1 message or visit, the last Tue 9 Mar 08:49: no answer. Text waiting to be sent",
        ),
        (
            (0, 0, 1, NOW.astimezone(LONDON), "spoke", 104, *NONE),
            "The family got in touch, Tue 9 Mar 08:49: spoke. Proposed from what the family said: I",
        ),
    ],
)
def test_the_last_step_is_told_in_words(facts: tuple[object, ...], words: str) -> None:
    assert last_step_words(*facts) == words  # type: ignore[arg-type]


def test_a_day_that_is_none_is_refused() -> None:
    with pytest.raises(ValueError, match="month"):
        picks_in("41_2027-13-02_1v1")
