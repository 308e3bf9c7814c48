"""The words of messages: what they may say, and how long a text they make. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

# The alphabet of a text message; what is not in it makes the whole text more than twice as dear.
PLAIN = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿"
    "abcdefghijklmnopqrstuvwxyzäöñüà"
)
TWICE = frozenset("^{}\\[~]|€\f")
FIELD = re.compile(r"\(\(\s*([a-z ]+?)\s*\)\)")


@dataclass(frozen=True, slots=True)
class Words:
    """What a message says, with ((fields)) still to fill; `subject` is of an email or a letter."""

    body: str
    subject: str = ""


# What is said to a family where a school has written nothing of its own, by kind and channel. A text is one
# text with a school of 25 letters, a first name of 8 and a link of 55.
TO_FAMILIES: dict[tuple[str, str], Words] = {
    ("first_day", "text"): Words(
        "((school)): ((child)) is not here ((when)). Please say why: ((link)) or ring ((school number))"
    ),
    ("first_day", "email"): Words(
        "Dear ((parent)),\n\n((child)) is not in school ((when)) and we have not heard why.\n\n"
        "Please tell us here: ((link))\nor ring ((school number)).\n\n((school))",
        "A message from ((school))",
    ),
    ("reminder", "text"): Words(
        "((school)): ((child)) is still absent ((when)). Please say why: ((link)) or ring ((school number))"
    ),
    ("reminder", "email"): Words(
        "Dear ((parent)),\n\nWe still do not know why ((child)) was not in school ((when)).\n\n"
        "Please tell us here: ((link))\nor ring ((school number)). If something makes school hard at the "
        "moment, we would like to help.\n\n((school))",
        "A message from ((school))",
    ),
}
# What is said to staff. No school changes it: mail tells that there is something to read, and nothing of it.
TO_STAFF: dict[tuple[str, str], Words] = {
    ("bulletin", "email"): Words(
        "You have something new to read in Daymark. Sign in to read it: ((link))",
        "Something new to read in Daymark",
    ),
}


def fill(words: str, fields: Mapping[str, str]) -> str:
    """The words with each ((field)) filled; KeyError for a field that nobody knows."""
    return FIELD.sub(lambda found: fields[found[1]], words)


def text_parts(words: str) -> int:
    """How many texts these words are charged as: 160 plain characters or 70 others, fewer when joined."""
    if all(letter in PLAIN or letter in TWICE for letter in words):
        length, single, joined = len(words) + sum(letter in TWICE for letter in words), 160, 153
    else:
        length, single, joined = len(words.encode("utf-16-le")) // 2, 70, 67
    return 1 if length <= single else -(-length // joined)
