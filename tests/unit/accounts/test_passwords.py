"""Long passwords that are easy to guess are refused; ordinary long ones of any make are not."""

import pytest
from django.core.exceptions import ValidationError

from accounts.passwords import PredictablePasswordValidator, root_of

GUESSED_EARLY = [
    "passwordpassword",
    "Password12345678!",
    "2026Password2026",
    "football football football",
    "aaaaaaaaaaaaaaaa",
    "abababababababab",
    "1234567890123456",
    "qwertyuiopasdfgh",
    "zyxwvutsrqponmlk",
    "................",
]
FINE = [
    "violet harbour trumpet seven",
    "correcthorsebatterystaple",
    "lower case words only",
    "Łódź kiełbasa ćma żółw",
    "7391 8264 0517 3928",
]


@pytest.mark.parametrize("password", GUESSED_EARLY)
def test_what_a_guesser_tries_early_is_refused(password: str) -> None:
    with pytest.raises(ValidationError, match="easy to guess"):
        PredictablePasswordValidator().validate(password)


@pytest.mark.parametrize("password", FINE)
def test_other_long_passwords_pass_whatever_they_are_made_of(password: str) -> None:
    PredictablePasswordValidator().validate(password)


@pytest.mark.parametrize(
    ("password", "root"),
    [("Password99", "password"), ("abcabcabca", "abc"), ("harbour", "harbour"), ("12345", "")],
)
def test_the_root_is_what_was_there_before_it_was_made_long(password: str, root: str) -> None:
    assert root_of(password) == root
