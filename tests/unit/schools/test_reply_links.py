"""The link by which a family answers: as long as its example, and never read by staff."""

from uuid import uuid4

from schools.reply_links import ALPHABET, EXAMPLE, LETTERS, example_url, reply_url, without_reply_links


def test_the_example_counts_as_many_letters_as_a_link_of_the_millionth_message() -> None:
    assert len(reply_url(1_000_000, uuid4())) == len(example_url())
    assert example_url().endswith(f"/{EXAMPLE}/")


def test_nobody_guesses_a_link() -> None:
    assert len(ALPHABET) ** LETTERS > 2**128


def test_every_link_is_taken_out_and_the_words_around_it_stay() -> None:
    links = [reply_url(number, uuid4()) for number in (1, 58, 59, 10**9)]
    words = ". ".join(f"Answer {link}, or ring" for link in links)
    assert without_reply_links(words) == ". ".join(["Answer (their link), or ring"] * 4)
