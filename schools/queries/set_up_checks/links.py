"""Where a finding is put right, for a reader who may go there."""

from __future__ import annotations

from django.urls import resolve, reverse

from accounts.roles import Permission
from accounts.routing import gate_of
from schools.access import Rights


def link_to(rights: Rights, route: str, *numbers: int) -> str:
    """The address of a page of the school; empty where the reader may not open it."""
    url = reverse(route, args=[rights.school.slug, *numbers])
    gate = gate_of(resolve(url))
    return "" if isinstance(gate, Permission) and not rights.has(gate) else url
