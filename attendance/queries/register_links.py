"""The addresses of registers."""

from __future__ import annotations

from datetime import date
from functools import lru_cache

from django.urls import reverse

from accounts.roles import Permission
from schools.access import Rights
from schools.calendar import Session

# The registration group in which a pupil `p` was on the day of a mark `m`, as `was.group_id`.
GROUP_THEN = """
LEFT JOIN LATERAL (
  SELECT gm.group_id FROM schools_groupmember gm JOIN schools_group t ON t.id = gm.group_id
  WHERE gm.pupil_id = p.id AND t.kind = 'registration' AND gm.from_on <= m.date
    AND (gm.until_on IS NULL OR gm.until_on >= m.date) LIMIT 1) was ON true
"""


# What the address of an amendment says where it was reached from a pupil's page, to lead back there.
FROM_PUPIL = "pupil"


# A board of 40 classes names 80 addresses at each look, and finding one by its name costs as much as a row.
@lru_cache(maxsize=4096)
def register_url(
    school: str, on: date, group_id: int, school_session: Session, part: str = "register"
) -> str:
    """The address of a register or of one of its parts."""
    return reverse(part, args=[school, on, group_id, school_session])


@lru_cache(maxsize=4096)
def amend_url(school: str, on: date, group_id: int, school_session: Session, pupil_id: int) -> str:
    """The address of the page that amends one mark."""
    return reverse("register_amend", args=[school, on, group_id, school_session, pupil_id])


@lru_cache(maxsize=4096)
def pupil_page_url(school: str, pupil_id: int) -> str:
    """The address of a pupil's page."""
    return reverse("pupil", args=[school, pupil_id])


def pupil_table_url(school: str, pupil_id: int) -> str:
    """The sessions of a pupil as the table of weeks on the pupil's page."""
    return f"{pupil_page_url(school, pupil_id)}?show=table#sessions"


def amendment_of(
    rights: Rights, on: date, group_id: int | None, school_session: Session, pupil_id: int
) -> str:
    """Where the person may change a mark; empty for who may not."""
    if group_id is None or not rights.has_for_school(Permission.REGISTER_AMEND):
        return ""
    return amend_url(rights.school.slug, on, group_id, school_session, pupil_id)


def register_then(
    rights: Rights, on: date, group_id: int | None, school_session: Session, *, own_group: int | None
) -> str:
    """The register of a mark; empty where the person does not open it.

    Who sees a class may see its pupil's marks, and not the registers of the class before: `own_group` is the
    pupil's group of today, where the right to registers reaches the pupil.
    """
    if group_id is None:
        return ""
    if group_id != own_group and not rights.has_for_school(Permission.REGISTER_VIEW):
        return ""
    return register_url(rights.school.slug, on, group_id, school_session)
