"""Asks every route as everybody, and compares the answers with the signed list of rights."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import partial
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.test import Client
from django.urls import get_resolver, reverse

from accounts.models import User
from accounts.roles import Permission, Role
from accounts.routing import Gate
from config.checks import declared_gate, walk
from tests.answers import Answer
from tests.architecture.matrix_places import WORD, MatrixWorld, Relation
from tests.architecture.samples import BOTH, POST, Sample
from tests.seats import confirmed

ORACLE = Path(__file__).parents[1] / "oracle" / "roles.csv"
ANONYMOUS, INACTIVE = "anonymous", "inactive"
Cells = Mapping[tuple[str, str], frozenset[str]]
ACTORS = (ANONYMOUS, INACTIVE, *Role)


class Outcome(StrEnum):
    """What a person meets."""

    OK = "let in"
    DENIED = "403"
    MISSING = "404"
    NOT_ALLOWED = "405"
    SIGN_IN = "asked to sign in"
    FAULT = "a fault of ours"


@dataclass(frozen=True)
class Mismatch:
    """An answer that is not the signed list's, or a word that its reader may not see."""

    route: str
    words: str


def oracle() -> dict[tuple[str, str], frozenset[str]]:
    """The signed list: how far each role's right reaches, as the letters of its cell."""
    with ORACLE.open(encoding="utf-8", newline="") as file:
        return {
            (row["capability"], role): frozenset() if cell == "-" else frozenset(cell.split("+"))
            for row in csv.DictReader(file)
            for role, cell in row.items()
            if role != "capability"
        }


def routes() -> dict[str, tuple[str, object]]:
    """Every route of the resolver by its name, or by its path where it has none: its path and its gate."""
    return {
        pattern.name or route: (route, declared_gate(route, pattern))
        for route, pattern in walk(get_resolver().url_patterns)
    }


def undeclared(samples: Mapping[str, Sample]) -> list[Mismatch]:
    """Routes without a sample, samples without a route, and gates that differ from the sample's."""
    found = routes()
    return [
        *(Mismatch(name, "this route has no sample") for name in found.keys() - samples.keys()),
        *(Mismatch(name, "this sample has no route") for name in samples.keys() - found.keys()),
        *(
            Mismatch(name, f"the code says {found[name][1]}, the sample {samples[name].gate}")
            for name in found.keys() & samples.keys()
            if found[name][1] != samples[name].gate
        ),
    ]


def classify(response: Answer) -> Outcome:
    """What an answer means to the person who gets it."""
    status = response.status_code
    if status == 401 or (status == 302 and response.headers["Location"].startswith("/account/login/?next=")):
        return Outcome.SIGN_IN
    if status >= 500:
        return Outcome.FAULT
    by_status = {403: Outcome.DENIED, 404: Outcome.MISSING, 405: Outcome.NOT_ALLOWED}
    return by_status.get(status, Outcome.OK)


def expected(sample: Sample, actor: str, relation: Relation, method: str, cells: Cells) -> Outcome:
    """What the signed list says that this person meets."""
    if sample.gate is Gate.CLOSED:
        return Outcome.MISSING
    allowed = Outcome.OK if method in sample.methods else Outcome.NOT_ALLOWED
    if sample.gate is Gate.PUBLIC:
        return allowed
    if actor in (ANONYMOUS, INACTIVE):
        return Outcome.SIGN_IN
    if relation in (Relation.SISTER, Relation.FOREIGN):
        return Outcome.MISSING
    if not isinstance(sample.gate, Permission):
        return allowed
    scopes = cells[sample.gate, actor]
    if not scopes:
        return Outcome.DENIED
    if allowed is Outcome.NOT_ALLOWED:
        return allowed
    if relation is Relation.SMUGGLED:
        return Outcome.MISSING
    reached = not sample.of_object or _reaches(scopes, actor, is_own_class=relation is Relation.OWN)
    return allowed if reached else Outcome.MISSING


def _reaches(scopes: frozenset[str], actor: str, *, is_own_class: bool) -> bool:
    """Whether a cell reaches a child of the school: only Ms Lane has a class, only Mr Rahman a year."""
    own = ("C" in scopes and actor == Role.TEACHER) or ("Y" in scopes and actor == Role.PASTORAL)
    return "S" in scopes or (own and is_own_class)


def may_see(
    made: MatrixWorld, actor: str, word: str, cells: Cells, names_by: Permission | None = None
) -> bool:
    """Whether a person may meet this word anywhere at all, or a child's name on a page that tells names."""
    canary = made.canaries[word]
    if names_by is not None and canary.right is Permission.PUPIL_SEARCH:
        canary = replace(canary, right=names_by)
    if actor in (ANONYMOUS, INACTIVE) or canary.school != made.world.marlowe.pk:
        return False
    if canary.right is None:
        return True
    return _reaches(cells[canary.right, actor], actor, is_own_class=canary.is_own_class)


@dataclass(frozen=True)
class Asker:
    """One browser that changes its person with each request; what a request wrote is undone."""

    sessions: Mapping[str, str | None]
    client: Client = field(default_factory=partial(Client, raise_request_exception=False))

    def ask(self, actor: str, method: str, path: str, sample: Sample) -> Answer:
        """The answer to one request."""
        self.client.cookies.clear()
        session = self.sessions[actor]
        if session is not None:
            self.client.cookies[settings.SESSION_COOKIE_NAME] = session
        address = f"{path}?{sample.query}" if sample.query else path
        with transaction.atomic():
            response: Answer = (
                self.client.post(address, sample.posted or {}) if method == POST else self.client.get(address)
            )
            transaction.set_rollback(True)
        return response


def sessions(made: MatrixWorld) -> dict[str, str | None]:
    """A session of each actor; nobody for the anonymous one."""
    people: dict[str, User] = {role: made.world.staff[role] for role in Role} | {INACTIVE: made.inactive}
    keys = {
        actor: confirmed(person).cookies[settings.SESSION_COOKIE_NAME].value
        for actor, person in people.items()
    }
    return {ANONYMOUS: None, **keys}


def run_matrix(made: MatrixWorld, samples: Mapping[str, Sample], *, whole: bool = True) -> list[Mismatch]:
    """Every route with a sample, as every actor, own and foreign, by GET and POST.

    Not `whole`, a role that asks for a thing of another school asks by one method in the sister school and by
    the other in the foreign one, and the next role the other way round. `make deep` asks by both in both.
    """
    cells = oracle()
    asker = Asker(sessions(made))
    return [
        mismatch
        for place, (name, sample) in enumerate(samples.items())
        for relation in _relations(sample)
        for number, actor in enumerate(ACTORS, start=place)
        for method in (BOTH if whole else _methods(relation, number))
        for mismatch in _check(made, asker, cells, name, sample, relation, actor, method)
    ]


def _methods(relation: Relation, number: int) -> tuple[str, ...]:
    """Half of what could be asked of the other two schools, so that neither half is left out of both."""
    turns = {Relation.SISTER: (BOTH[number % 2],), Relation.FOREIGN: (BOTH[(number + 1) % 2],)}
    return turns.get(relation, BOTH)


def _relations(sample: Sample) -> tuple[Relation, ...]:
    if not sample.in_school:
        return (Relation.OWN,)
    if sample.of_object:
        return tuple(Relation)
    named = (Relation.SMUGGLED,) if sample.has_number else ()
    return (Relation.OWN, *named, Relation.SISTER, Relation.FOREIGN)


def _check(
    made: MatrixWorld,
    asker: Asker,
    cells: Cells,
    name: str,
    sample: Sample,
    relation: Relation,
    actor: str,
    method: str,
) -> Iterator[Mismatch]:
    place = made.places[relation]
    path = reverse(name, kwargs=sample.arguments(place)) if "/" not in name else f"/{name}"
    response = asker.ask(actor, method, path, sample)
    got, wanted = classify(response), expected(sample, actor, relation, method, cells)
    if wanted is Outcome.DENIED and "/safeguarding/" in path:
        wanted = Outcome.MISSING
    asked = f"{method} by {actor}, {relation}"
    turned_away = wanted is Outcome.OK and response.status_code in sample.own_answers
    if got is not wanted and not turned_away:
        yield Mismatch(name, f"{asked}: {got} ({response.status_code}), and not {wanted}")
    told = f"{response.headers}\n{response.content.decode(errors='replace')}".lower()
    for word in sorted(made.canaries.keys() & set(WORD.findall(told))):
        if not may_see(made, actor, word, cells, sample.names_by):
            yield Mismatch(name, f"{asked}: tells {made.canaries[word]}")
