"""What classroom mode leaves of an answer: nothing that tells a reason."""

import pytest

from attendance.classroom import NOT_SAVED, OFFICE_CHANGED, clash_words, plain_answer, plain_mark
from attendance.codes import CODES

PLAIN = {"/", "\\", "L", "N"}


@pytest.mark.parametrize("code", CODES, ids=lambda code: code.letter)
def test_only_present_late_and_n_keep_their_letter(code: object) -> None:
    letter, css = code.letter, code.code_class.css  # type: ignore[attr-defined]
    shown = plain_mark(letter, css)

    assert shown == ((letter, css) if letter in PLAIN else ("Office", "office"))


def test_no_mark_stays_no_mark() -> None:
    assert plain_mark("", "") == ("", "")


def test_a_clash_says_that_the_office_changed_the_mark_without_its_letter() -> None:
    assert clash_words("I", "N") == OFFICE_CHANGED
    assert clash_words("L", "N") == "Somebody else marked L. You chose N."
    assert clash_words("", "V") == "Somebody else cleared this mark. You chose Office."


def test_what_is_not_known_to_be_plain_is_left_out_of_an_answer() -> None:
    answer = plain_answer(
        {
            "saved_at": "08:50:01",
            "secret": "x",
            "marks": [{"pupil": 1, "code": "I", "css": "auth", "minutes": None, "version": 2, "note": "x"}],
            "conflicts": [
                {
                    "pupil": 2,
                    "yours": "N",
                    "theirs": "S",
                    "theirs_css": "auth",
                    "theirs_minutes": None,
                    "their_version": 1,
                    "words": "Ms Okafor marked Jack Abbott S",
                    "note": "x",
                }
            ],
            "problems": [{"pupil": 3, "message": "The office set T"}],
        }
    )

    assert answer == {
        "saved_at": "08:50:01",
        "marks": [{"pupil": 1, "code": "Office", "css": "office", "minutes": None, "version": 2}],
        "conflicts": [
            {
                "pupil": 2,
                "yours": "N",
                "theirs": "Office",
                "theirs_css": "office",
                "theirs_minutes": None,
                "their_version": 1,
                "words": OFFICE_CHANGED,
            }
        ],
        "problems": [{"pupil": 3, "message": NOT_SAVED}],
    }
