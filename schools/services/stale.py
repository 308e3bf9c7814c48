"""Two people at one record: the second is told, and nothing is overwritten."""

from __future__ import annotations

from collections.abc import Mapping

from django.core.exceptions import ValidationError


class StaleError(ValidationError):
    """The record changed while a page showed it. `version` is that of what stands now."""

    def __init__(self, version: str, standing: Mapping[str, str]) -> None:
        lines = [f"{label} is now {value or 'empty'}" for label, value in standing.items()]
        now = f" {'; '.join(lines)}." if lines else ""
        super().__init__(
            f"Somebody saved this while you had it open, so nothing of yours was saved.{now}"
            " Compare, and save again if yours is right"
        )
        self.version = version


def check_version(seen: str, version: str, *, standing: Mapping[str, str]) -> None:
    """Raise StaleError where a page did not see what stands; `standing` names what differs from it."""
    if seen != version:
        raise StaleError(version, standing)
