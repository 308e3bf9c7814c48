"""The schools between which a person may choose."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.urls import reverse

from accounts.models import User
from accounts.roles import Role
from schools.access import live_memberships
from schools.wording import list_words


@dataclass(frozen=True)
class SchoolChoice:
    """A school and what the person is there."""

    name: str
    url: str
    roles: str


def schools_to_choose(user: User, *, on: date) -> list[SchoolChoice]:
    """The schools at which the person holds a grant on a day, by name: one statement."""
    roles: dict[tuple[str, str], list[str]] = {}
    for row in live_memberships(user, on=on):
        roles.setdefault((row.school.name, row.school.slug), []).append(Role(row.role).title)
    return [
        SchoolChoice(name, reverse("today", args=[slug]), list_words(names))
        for (name, slug), names in roles.items()
    ]
