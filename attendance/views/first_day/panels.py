"""The links beside the panel of a pupil's family: each only for who has its right."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse

from accounts.roles import Permission
from schools.access import Rights


@dataclass(frozen=True)
class PanelLink:
    """Another way to go on from the panel."""

    label: str
    url: str
    icon: str


def panel_links(rights: Rights, pupil_id: int) -> list[PanelLink]:
    """Where one goes on from the panel of a pupil, by the reader's rights."""
    found = [
        (Permission.FIRST_DAY_WORK, "School asked to stay home", "stay_home", "building-community"),
    ]
    return [
        PanelLink(label, reverse(route, args=[rights.school.slug, pupil_id]), icon)
        for permission, label, route, icon in found
        if rights.has(permission)
    ]
