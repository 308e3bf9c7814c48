"""Unique pupil numbers: the check letter, temporary numbers and what may be wrong. Pure.

Thirteen characters: check letter, local authority (3), establishment (4), year of
issue (2), serial (3); the last is a letter in a temporary number (DfE, *Unique pupil
numbers*). A wrong number is worth a warning; it never turns a pupil away.
"""

import re

# The alphabet leaves out I, O and S; a letter's value is its place in it.
ALPHABET = "ABCDEFGHJKLMNPQRTUVWXYZ"
LENGTH = 13

_BODY = re.compile(rf"[0-9]{{11}}[0-9{ALPHABET}]")

# Local authority numbers that issue or once issued numbers: today's, with the abolished
# 820, 875, 909 and 928 and their like. Ranges of the DfE's register, gaps left out.
_AUTHORITIES = (
    (201, 213), (301, 320), (330, 336), (340, 344), (350, 359), (370, 373), (380, 384), (390, 394),
    (420, 420), (800, 803), (805, 808), (810, 813), (815, 816), (820, 823), (825, 826), (830, 831),
    (835, 841), (845, 846), (850, 852), (855, 857), (860, 861), (865, 896), (908, 909), (916, 916),
    (919, 919), (921, 921), (925, 926), (928, 929), (931, 931), (933, 933), (935, 938), (940, 943),
)  # fmt: skip


def normalise_upn(text: str) -> str:
    """A number as it is stored: no spaces, capital letters."""
    return "".join(text.split()).upper()


def is_temporary(upn: str) -> bool:
    """Whether a number is temporary: its last character is a letter."""
    return len(upn) == LENGTH and upn[-1].isalpha()


def check_letter(body: str) -> str:
    """The check letter of the twelve characters after it: their sum, weighted 2 to 13, modulo 23.

    Raises ValueError when `body` is not eleven digits and a digit or letter of the alphabet.
    """
    if not _BODY.fullmatch(body):
        raise ValueError("After its first letter a UPN has eleven digits and then a digit or a letter")
    values = (ALPHABET.index(char) if char in ALPHABET else int(char) for char in body)
    return ALPHABET[sum(weight * value for weight, value in enumerate(values, start=2)) % len(ALPHABET)]


def upn_problem(upn: str) -> str | None:
    """What is wrong with the form or check letter of a normalised number, as a sentence, or None."""
    if len(upn) != LENGTH:
        return f"A UPN has 13 characters; this one has {len(upn)}"
    try:
        expected = check_letter(upn[1:])
    except ValueError as problem:
        return str(problem)
    if upn[0] not in ALPHABET:
        return "A UPN starts with a letter other than I, O and S"
    if upn[0] != expected:
        return f"The check letter should be {expected}, not {upn[0]}: look for a typing mistake"
    return None


def upn_warning(upn: str) -> str | None:
    """A doubt about a well-formed number that is no error: an authority we do not know."""
    number = upn[1:4]
    if number.isdecimal() and not any(first <= int(number) <= last for first, last in _AUTHORITIES):
        return f"No local authority in England has the number {number}"
    return None
