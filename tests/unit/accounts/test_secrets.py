"""Secrets are locked under keys that the database does not hold."""

import pytest
from cryptography.fernet import Fernet, InvalidToken
from django.conf import LazySettings

from accounts.secrets import lock, unlock


def test_a_secret_is_opened_by_the_key_that_locked_it_and_by_no_other(settings: LazySettings) -> None:
    older, newer = Fernet.generate_key().decode(), Fernet.generate_key().decode()
    settings.DAYMARK_FIELD_KEYS = [older]
    locked = lock("a key of Notify")
    assert "Notify" not in locked

    settings.DAYMARK_FIELD_KEYS = [newer, older]
    assert unlock(locked) == "a key of Notify"
    settings.DAYMARK_FIELD_KEYS = [newer]
    with pytest.raises(InvalidToken):
        unlock(locked)
