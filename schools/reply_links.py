"""The link by which a family answers one message: made from the message's own reference, kept nowhere.

A second try of the same message carries the same link. Whoever has not read the message cannot make it, and
the provider, who knows the reference, cannot either.
"""

from __future__ import annotations

import re
from uuid import UUID

from django.conf import settings
from django.urls import reverse
from django.utils.crypto import constant_time_compare, salted_hmac

from schools.models import Message

SALT = "daymark.reply"
# 22 letters of 59 hold 129 bits, which nobody guesses, and a text has few characters.
LETTERS = 22
ALPHABET = "0123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
# As long as the token of a real message.
EXAMPLE = "7Q3k-3kPzR8vXcN5dTfW2hJ6yL9"
LINK = re.compile(rf"\S*/r/[{ALPHABET}]+-[{ALPHABET}]+/?")


def reply_token(message_id: int, reference: UUID) -> str:
    """The token of a message's link: its number, and what only we can make of its reference."""
    return f"{_short(message_id)}-{_seal(reference)}"


def reply_url(message_id: int, reference: UUID) -> str:
    """The whole address of the page on which a family answers."""
    return _url(reply_token(message_id, reference))


def example_url() -> str:
    """An address as long as that of a real message; it opens nothing."""
    return _url(EXAMPLE)


def without_reply_links(words: str) -> str:
    """The words with "(their link)" for each link: whoever has it answers as the family."""
    return LINK.sub("(their link)", words)


def message_of_token(token: str) -> Message | None:
    """The message whose link this is, or None: one statement, none for what was never a link of ours."""
    short, _, seal = token.partition("-")
    number = _long(short)
    if number is None or len(seal) != LETTERS:
        return None
    message = Message.objects.select_related("school", "pupil", "contact").filter(pk=number).first()
    return message if message and constant_time_compare(seal, _seal(message.reference)) else None


def _url(token: str) -> str:
    return f"{settings.DAYMARK_URL}{reverse('reply', args=[token])}"


def _seal(reference: UUID) -> str:
    digest = int.from_bytes(salted_hmac(SALT, reference.hex, algorithm="sha256").digest()[:17], "big")
    letters = ""
    for _ in range(LETTERS):
        digest, letter = divmod(digest, len(ALPHABET))
        letters += ALPHABET[letter]
    return letters


def _short(number: int) -> str:
    letters = ""
    while number:
        number, letter = divmod(number, len(ALPHABET))
        letters = ALPHABET[letter] + letters
    return letters


def _long(letters: str) -> int | None:
    if not 0 < len(letters) <= 10 or set(letters) - set(ALPHABET):
        return None
    number = 0
    for letter in letters:
        number = number * len(ALPHABET) + ALPHABET.index(letter)
    return number
