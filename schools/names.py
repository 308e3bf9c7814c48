"""Names and other typed text: what is kept, what is taken out, what is refused. Pure.

Real names hold apostrophes, hyphens and letters of any script, so nothing visible is
refused. Characters that only reorder or hide other text are taken out.
"""

import unicodedata

CANNOT_STORE = "Remove the characters we cannot store"
MOST_LETTERS, MOST_DIGITS = 100, 17

# Marks, embeddings, overrides and isolates that change the direction of text, and the byte-order mark.
_DIRECTION = frozenset([0x061C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A), 0xFEFF])

# Letters with a stroke have no plain form in Unicode.
_STROKES = str.maketrans("ŁłØøĐđ", "LlOoDd")


def clean_text(text: str, lines: bool = False) -> str:
    """Text as it is stored: composed (NFC), trimmed, single spaces, no control or direction characters.

    With `lines`, line breaks stay. Raises ValueError for NUL and for half of a
    surrogate pair, which the database cannot hold.
    """
    if "\0" in text or any(unicodedata.category(char) == "Cs" for char in text):
        raise ValueError(CANNOT_STORE)
    shown = unicodedata.normalize("NFC", "".join(filter(_is_shown, text)))
    rows = shown.splitlines() if lines else [shown]
    return "\n".join(" ".join(row.split()) for row in rows).strip()


def without_direction(text: str) -> str:
    """Text from anywhere without the characters that reorder it."""
    return text.translate(dict.fromkeys(_DIRECTION))


def words_in(text: str) -> str:
    """The words of a search as names hold them; none where they hold what no name does."""
    try:
        return clean_text(text[:MOST_LETTERS])
    except ValueError:
        return ""


def name_words(text: str) -> list[str]:
    """The words of a typed name; commas are none of it, as in "Carter, Amelia"."""
    return words_in(text).replace(",", " ").split()


def number_in(text: str) -> int | None:
    """The number that a page sent; None for none, and 0, which no row has, for what is no number."""
    if not text:
        return None
    return int(text) if text.isdecimal() and len(text) <= MOST_DIGITS else 0


def _is_shown(char: str) -> bool:
    """Whether a character stands for itself: white space stays, other control characters go."""
    return char.isspace() or (unicodedata.category(char) != "Cc" and ord(char) not in _DIRECTION)


def sort_key(name: str) -> str:
    """A key that files a name where people look for it: accents and case aside (Łukasz under L)."""
    plain = unicodedata.normalize("NFD", name.translate(_STROKES)).casefold()
    return "".join(char for char in plain if not unicodedata.combining(char))
