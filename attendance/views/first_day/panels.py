"""The links beside the panel of a pupil's family: each only for who has its right."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse

from accounts.roles import Permission
from attendance.queries.row_links import visit_url
from schools.access import Rights


@dataclass(frozen=True)
class PanelLink:
    """Another way to go on from the panel."""

    label: str
    url: str


def panel_links(rights: Rights, pupil_id: int) -> list[PanelLink]:
    """Where one goes on from the panel of a pupil, by the reader's rights."""
    school = rights.school.slug
    stay = reverse("stay_home", args=[school, pupil_id])
    found = [
        (Permission.VISIT_WORK, "Visit", visit_url(school, pupil_id)),
        (Permission.ESCALATION_RAISE, "Tell DSL", reverse("escalate", args=[school, pupil_id])),
        (Permission.FIRST_DAY_WORK, "School asked to stay home", stay),
    ]
    return [PanelLink(label, url) for permission, label, url in found if rights.has(permission)]
