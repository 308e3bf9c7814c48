"""Long passwords that are easy to guess all the same."""

from __future__ import annotations

from itertools import pairwise

from django.contrib.auth.models import AbstractBaseUser
from django.contrib.auth.password_validation import CommonPasswordValidator
from django.core.exceptions import ValidationError

RUNS = ("1234567890", "abcdefghijklmnopqrstuvwxyz", "qwertyuiopasdfghjklzxcvbnm")
DECORATION = "0123456789!?.,-_*+#$%&@ "
FEWEST_DIFFERENT = 5
WORDS = "This password is easy to guess. Take three or four words that do not belong together."


def root_of(password: str) -> str:
    """Undo what people add to a short password to make it long: figures around it, and saying it again."""
    text = password.strip().lower().strip(DECORATION)
    for size in range(1, len(text) // 2 + 1):
        if text == (text[:size] * (len(text) // size + 1))[: len(text)]:
            return text[:size].strip(DECORATION)
    return text


def is_run(password: str) -> bool:
    """Whether the characters only walk along a row of keys or the alphabet, forwards or backwards."""
    text = password.lower()
    steps = {"".join(pair) for row in RUNS for pair in pairwise(row + row[0])}
    steps |= {step[::-1] for step in steps}
    return all("".join(pair) in steps for pair in pairwise(text))


class PredictablePasswordValidator(CommonPasswordValidator):
    """The list of common passwords, also when one is repeated or dressed up; and plain runs of keys."""

    def validate(self, password: str, user: AbstractBaseUser | None = None) -> None:
        """Raise for a password that a guesser tries early."""
        root = root_of(password)
        few = len(set(password)) < FEWEST_DIFFERENT
        if few or root in self.passwords or is_run(password) or (root and is_run(root)):
            raise ValidationError(WORDS, code="password_predictable")

    def get_help_text(self) -> str:
        """Say what is asked for."""
        return "Three or four words that do not belong together make a good password."
