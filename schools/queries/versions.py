"""What a page saw when it was opened, in a word that tells nothing: it differs once the row does."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Model
from django.utils.crypto import salted_hmac


def version_of(*parts: tuple[Model, Iterable[str]]) -> str:
    """The version of rows by the fields that a page shows; nobody can guess a value from it."""
    values = [[row.pk, *(str(getattr(row, name)) for name in fields)] for row, fields in parts]
    return salted_hmac("schools.queries.versions", repr(values), algorithm="sha256").hexdigest()[:32]
