"""The start stops on a route that does not say who may open it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from django.core.checks import CheckMessage, Error, Tags, register
from django.core.exceptions import ImproperlyConfigured
from django.urls import URLPattern, URLResolver, get_resolver

from accounts.roles import Permission
from accounts.routing import GateValue, gate_on
from config.package_routes import PACKAGE_ROUTES

UNDECLARED = "daymark.E001"
RIGHT_FOR_PACKAGE = "daymark.E002"
Entries = Iterable[URLPattern | URLResolver]


def walk(entries: Entries, before: str = "") -> Iterator[tuple[str, URLPattern]]:
    """Every route of a resolver with its full path, packages' routes included."""
    for entry in entries:
        route = before + str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from walk(entry.url_patterns, route)
        else:
            yield route, entry


def declared_gate(route: str, pattern: URLPattern) -> GateValue | None:
    """Read the gate on the view itself, else the one in the packages' table."""
    return gate_on(pattern.callback) or PACKAGE_ROUTES.get(pattern.name or route)


def undeclared(entries: Entries) -> list[str]:
    """List the routes, in words, for which nobody has decided who may open them."""
    return [
        f"/{route} ({pattern.name or 'no name'})"
        for route, pattern in walk(entries)
        if declared_gate(route, pattern) is None
    ]


@register(Tags.security, Tags.urls)
def routes_name_their_gate(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Name each route without a gate, and each package route that claims a right nobody would check."""
    errors: list[CheckMessage] = [
        Error(
            f"{words} does not say who may open it.",
            hint="Use accounts.routing.path(gate=...), or add a package's route to config.package_routes.",
            id=UNDECLARED,
        )
        for words in undeclared(get_resolver().url_patterns)
    ]
    errors += [
        Error(
            f"The package route {name} names a right, which only our own routes check.", id=RIGHT_FOR_PACKAGE
        )
        for name, gate in PACKAGE_ROUTES.items()
        if isinstance(gate, Permission)
    ]
    return errors


def refuse_undeclared_routes() -> None:
    """Stop the web server's start, which runs no checks of its own, on an undeclared route."""
    problems = undeclared(get_resolver().url_patterns)
    if problems:
        raise ImproperlyConfigured("These routes do not say who may open them: " + ", ".join(problems))
