"""United Kingdom phone numbers: one stored form, and the numbers no school should call. Pure.

Ranges from Ofcom's National Telephone Numbering Plan. Emergency, service, personal (070) and
premium numbers (084, 087, 09) are refused: a text sent to one costs money or does harm.
"""

import re
from itertools import accumulate, pairwise

NOT_A_UK_NUMBER = "Enter a UK phone number"
NOT_A_UK_MOBILE = "Enter a UK mobile number"

_PUNCTUATION = re.compile(r"[\s().\-\u2010-\u2015/]")
_IN_WORDS = re.compile(r"(?<!\d)(?:\+|0)[\d\s().\-\u2010-\u2015/]{8,24}\d")
_PREFIX = re.compile(r"^(?:\+44|0044)0?")
_MOBILE = re.compile(r"07(?:[1-57-9]\d{8}|624\d{6})")
_LANDLINE = re.compile(r"0(?:1\d{8,9}|[23]\d{9}|5[56]\d{8}|80[08]\d{6,7})")

# How many digits are read together: London and its like, cities and numbers of no place, all others.
_PARTS = (
    (re.compile("02"), (3, 4)),
    (re.compile("0(3|8|5|11|1.1)"), (4, 3)),
    (re.compile("0"), (5,)),
)


def normalise_phone(text: str) -> str:
    """A number as it is stored: digits from the leading 0 ("07700900123"), as far as they can be read.

    Takes "+44", "0044" and "(0)" as the same number; what is no UK number comes back without
    its punctuation, for `uk_phone_problem` to refuse.
    """
    return _PREFIX.sub("0", _PUNCTUATION.sub("", text))


def uk_phone_problem(text: str, mobile: bool = False) -> str | None:
    """Why a number cannot be stored as a UK number (with `mobile`, be sent a text), or None."""
    number = normalise_phone(text)
    if number.isascii() and _MOBILE.fullmatch(number):
        return None
    if mobile:
        return NOT_A_UK_MOBILE
    return None if number.isascii() and _LANDLINE.fullmatch(number) else NOT_A_UK_NUMBER


def spaced_phone(number: str) -> str:
    """A stored number as it is read aloud: "07700 900123", "020 7946 0123"; any other as it stands."""
    if uk_phone_problem(number):
        return number
    parts = next(sizes for starts, sizes in _PARTS if starts.match(number))
    ends = (0, *accumulate(parts), len(number))
    return " ".join(filter(None, (number[begin:end] for begin, end in pairwise(ends))))


def phone_in(words: str) -> str:
    """The first UK number that stands in words, as it is stored; empty where none does."""
    found = (normalise_phone(match) for match in _IN_WORDS.findall(words))
    return next((number for number in found if not uk_phone_problem(number)), "")
