"""The key with which tickets are signed."""

from django.utils.crypto import salted_hmac


def signing_key() -> bytes:
    """The key of the tickets, which only this installation's settings and the database's owner hold."""
    return salted_hmac("daymark.safeguarding.ticket", "key", algorithm="sha256").digest()
