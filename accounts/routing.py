"""Every route names its gate: a right, or one of the three gates that need none."""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import Any, TypeAlias

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase
from django.urls import URLPattern
from django.urls import path as django_path
from django.urls.resolvers import ResolverMatch

from accounts.roles import Permission

View = Callable[..., HttpResponseBase]
# Whether anything stands here is told to nobody without the right: a missing right answers like a wrong link.
SEALED = "<slug:school>/safeguarding/"


class Gate(StrEnum):
    """The gates that need no right."""

    PUBLIC = "public"
    SIGNED_IN = "signed in"
    CLOSED = "closed"


GateValue: TypeAlias = Permission | Gate


def path(route: str, view: View, *, name: str, gate: GateValue) -> URLPattern:
    """Make a route that cannot be written without its gate; the view is reached once a right was checked."""

    @functools.wraps(view)
    def gated(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if isinstance(gate, Permission) and checked_right(request) is not gate:
            raise PermissionDenied(f"Nobody checked the right {gate}.")
        return view(request, *args, **kwargs)

    gated.__dict__["daymark_gate"] = gate
    return django_path(route, gated, name=name)


def gate_of(match: ResolverMatch) -> GateValue | None:
    """Read the gate that a resolved route declares; None when it declares none."""
    return gate_on(match.func)


def package_gate(table: Mapping[str, GateValue], match: ResolverMatch) -> GateValue | None:
    """Read the gate that the table gives a package's route, by its name, or by its path if it has none."""
    return table.get(match.view_name if match.url_name else match.route)


def gate_on(callback: object) -> GateValue | None:
    """Read the gate written on a view."""
    gate = getattr(callback, "daymark_gate", None)
    return gate if isinstance(gate, Permission | Gate) else None


def mark_right_checked(request: HttpRequest, permission: Permission) -> None:
    """Say that this request was tested for the right; the school middleware's last step."""
    request.__dict__["daymark_checked_right"] = permission


def checked_right(request: HttpRequest) -> Permission | None:
    """Read the right for which this request was tested."""
    right = request.__dict__.get("daymark_checked_right")
    return right if isinstance(right, Permission) else None


def is_sealed(match: ResolverMatch | None) -> bool:
    """Whether a resolved route belongs to the sealed area, where even a missing right answers 404."""
    return match is not None and match.route.startswith(SEALED)
