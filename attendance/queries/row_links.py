"""The addresses to which a pupil's row leads, on the call list and wherever pupils are listed to be rung."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from django.urls import reverse

from schools.access import Rights


@dataclass(frozen=True, slots=True)
class RowLinks:
    """Where the buttons of a row go: the panel of a call, a new visit, telling the safeguarding lead."""

    pupil: str
    call: str
    visit: str
    tell: str


def row_links(rights: Rights, pupil_id: int) -> RowLinks:
    """The addresses of a pupil's row."""
    return _links(rights.school.slug, pupil_id)


def visit_url(school: str, pupil_id: int) -> str:
    """Where a visit about a pupil is planned."""
    return f"{reverse('visit_new', args=[school])}?pupil={pupil_id}"


# A list of 150 pupils names 600 addresses at each look, and finding one by its name costs as much as a row.
@lru_cache(maxsize=4096)
def _links(school: str, pupil_id: int) -> RowLinks:
    return RowLinks(
        pupil=reverse("pupil", args=[school, pupil_id]),
        call=reverse("call", args=[school, pupil_id]),
        visit=visit_url(school, pupil_id),
        tell=reverse("escalate", args=[school, pupil_id]),
    )
