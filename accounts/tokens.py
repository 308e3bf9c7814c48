"""Tokens of links that work once (pure)."""

from __future__ import annotations

import hashlib
import secrets


def new_token() -> str:
    """Draw 256 random bits, fit for an address."""
    return secrets.token_urlsafe(32)


def digest_of(token: str) -> str:
    """Make what is kept of a token: enough to recognise it, useless to a thief."""
    return hashlib.sha256(token.encode()).hexdigest()
