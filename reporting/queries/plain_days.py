"""The first page of those whose work is not a register: what there is for them now."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse

from accounts.roles import Permission
from schools.access import Rights
from schools.wording import day_words


@dataclass(frozen=True)
class PlainLine:
    """Something that the person can do here."""

    label: str
    words: str
    url: str
    icon: str


@dataclass(frozen=True)
class PlainToday:
    """A first page without a pupil's name."""

    date_words: str
    line: str
    lines: list[PlainLine]


OFFERS = (
    (Permission.FIGURES_VIEW, "figures", "Figures", "Attendance and absence, without any pupil", "table"),
    (Permission.SETUP_MANAGE, "setup", "Set-up", "What is there and what is missing", "settings"),
    (
        Permission.IMPORT_RUN,
        "import_upload",
        "Import",
        "Bring in the files of your school’s system",
        "file-import",
    ),
    (Permission.USERS_MANAGE, "people", "People", "Invite staff, and give or end their access", "user-plus"),
    (Permission.PUPIL_SEARCH, "pupils", "Pupils", "Look up a pupil on roll", "users"),
)


def plain_today(rights: Rights, *, now: datetime) -> PlainToday:
    """What the person's rights open, without a statement to the database."""
    return PlainToday(
        date_words=day_words(now.date()),
        line=f"You are here as: {rights.role_words}.",
        lines=[
            PlainLine(label, words, reverse(name, args=[rights.school.slug]), icon)
            for permission, name, label, words, icon in OFFERS
            if rights.has_for_school(permission)
            or (permission is Permission.FIGURES_VIEW and rights.has(permission))
        ],
    )
