"""Secrets that the database keeps locked: it does not hold the keys."""

from __future__ import annotations

from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings


def lock(secret: str) -> str:
    """Lock a secret under the newest key."""
    return _box().encrypt(secret.encode()).decode()


def unlock(locked: str) -> str:
    """Open a secret with whichever key locked it; InvalidToken (cryptography.fernet) where none did."""
    return _box().decrypt(locked.encode()).decode()


def _box() -> MultiFernet:
    return MultiFernet([Fernet(key) for key in settings.DAYMARK_FIELD_KEYS])
