"""The fields of messages: what may stand in the words, and what is said of words that may not."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schools.message_fields import FIELDS, dear_letters, examples, longest, wording_problems
from schools.message_words import TO_FAMILIES, TO_STAFF, Words, fill, text_parts

KNOWN = {"school": "Marlowe Park Academy", "school number": "01522 000001"}
WELL = "((school)): where is ((child))? Ring ((school number))"


def said(words: str, kind: str = "first_day") -> list[str]:
    """What is said of the words of a text."""
    return wording_problems(kind, "text", Words(words), KNOWN).get("words", [])


@pytest.mark.parametrize(("kind", "channel"), TO_FAMILIES)
def test_the_words_that_ship_may_be_sent(kind: str, channel: str) -> None:
    assert wording_problems(kind, channel, TO_FAMILIES[kind, channel], KNOWN) == {}


@pytest.mark.parametrize(
    ("field", "sentence"),
    [
        ("((shcool))", "((shcool)) is not known. Did you mean ((school))?"),
        ("((School))", "((School)) is not known. Write it so: ((school))"),
        ("((school_number))", "((school_number)) is not known. Write it so: ((school number))"),
        ("((school  number))", "((school  number)) is not known. Write it so: ((school number))"),
        ("((reason))", "((reason)) cannot be used: a message gives no reason and no code"),
        ("((absence code))", "((absence code)) cannot be used: a message gives no reason and no code"),
        ("((surname))", "((surname)) cannot be used: a message names its child by the first name alone, "),
        ("((child's name))", "((child's name)) cannot be used: a message names its child by the first name"),
        (
            "((weather))",
            "((weather)) is not known. Use ((school)), ((child)), ((parent)), ((when)), ",
        ),
        ("((link)", "A field is not closed. Write it like ((school)), two round brackets on each side"),
        ("(child)", "(child) would be sent as it stands. Write ((child))"),
        ("{{ Link }}", "{{ Link }} would be sent as it stands. Write ((link))"),
        ("<<when>>", "<<when>> would be sent as it stands. Write ((when))"),
    ],
)
def test_a_field_that_is_none_is_named_with_what_to_write(field: str, sentence: str) -> None:
    (found,) = said(f"{WELL} {field}")
    assert found.startswith(sentence)


def test_a_message_to_a_family_says_who_writes_about_whom_and_how_to_answer() -> None:
    assert said("Where is your child?") == [
        "Say who writes: use ((school))",
        "Say who it is about: use ((child))",
        "Say how to answer: use ((link)) or ((school number))",
    ]


@pytest.mark.parametrize("kind", FIELDS)
def test_the_texts_that_ship_are_one_text_with_usual_names(kind: str) -> None:
    usual = {
        "school": "s" * 25,
        "child": "c" * 8,
        "when": "this afternoon",
        "link": "l" * 55,
        "school number": "01522 000001",
    }
    assert text_parts(fill(TO_FAMILIES[kind, "text"].body, usual)) == 1


def test_no_words_to_staff_are_a_schools_own() -> None:
    assert TO_STAFF.keys().isdisjoint(TO_FAMILIES)
    with pytest.raises(KeyError):
        wording_problems("bulletin", "email", Words("Amir is away"), KNOWN)


def test_no_subject_names_a_child() -> None:
    words = Words(WELL, "((child)) is absent")
    found = wording_problems("first_day", "email", words, KNOWN)
    assert found == {"subject": ["A subject can be read on a locked phone. Name no child in it"]}
    assert "subject" in wording_problems("first_day", "email", Words(WELL), KNOWN)


def test_a_subject_holds_the_name_of_the_school() -> None:
    fits = "((school)) " + "." * (200 - len("Marlowe Park Academy "))
    assert wording_problems("first_day", "email", Words(WELL, fits), KNOWN) == {}
    (found,) = wording_problems("first_day", "email", Words(WELL, fits + "."), KNOWN)["subject"]
    assert found.startswith("With the school’s name this subject has 201 characters, and 200 is the most. ")
    assert wording_problems("first_day", "text", Words(WELL, fits + "((weather))"), KNOWN) == {}


def test_a_text_is_no_longer_than_three_with_the_longest_names() -> None:
    (found,) = said(WELL + "." * 450)
    assert found.startswith("With long names this makes 4 texts, and 3 is the most. Take out about ")
    gone = int(found.split("about ")[1].split()[0])
    assert said(WELL + "." * (450 - gone)) == []
    assert said(WELL + "." * (450 - gone + 1)) != []


def test_letters_that_make_a_text_dear_are_named() -> None:
    assert dear_letters("Zoë O'Brien-Łukasiewicz’s") == ["ë", "Ł", "’"]
    assert said(WELL + "ł" * 150)[1].startswith("ł is not in the alphabet of texts")


PIECES = st.sampled_from(
    [
        *(f"(({field.name}))" for field in FIELDS["first_day"]),
        "((",
        "))",
        "(",
        "[link]",
        "((Child))",
        "{",
        " ",
    ]
)


@settings(max_examples=60)
@given(st.lists(PIECES | st.text(max_size=6), max_size=12).map("".join))
def test_whatever_passes_is_filled_and_leaves_no_bracket_of_a_field(typed: str) -> None:
    for words in (typed, f"{WELL} {typed}"):
        if said(words):
            continue
        for fields in (examples("first_day", KNOWN), longest("first_day", KNOWN)):
            sent = fill(words, fields)
            assert "((" not in sent
            assert "))" not in sent
            assert text_parts(sent) <= 3
