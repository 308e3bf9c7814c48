"""How a route of the matrix is asked for: its right, its arguments and its methods."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from accounts.roles import Permission
from accounts.routing import GateValue
from tests.architecture.matrix_places import Place

GET, POST = "GET", "POST"
BOTH = (GET, POST)
Arguments = Callable[[Place], dict[str, object]]


ANYWHERE = Place("a-school", 1, 1, 1, 1)


@dataclass(frozen=True)
class Sample:
    """How to ask for a route.

    `of_object`: its address names a class or a child, so that a right for own classes or for a caseload
    reaches some and not others. `has_number`: it names another row of the school. `own_answers`: statuses
    with which a package's page turns away somebody whom the gate let in. `names_by`: a right under which
    the page tells the names of children, beside the right to find them.
    """

    gate: GateValue
    arguments: Arguments = lambda _: {}
    methods: tuple[str, ...] = BOTH
    of_object: bool = False
    has_number: bool = False
    posted: dict[str, str] | None = None
    query: str = ""
    own_answers: tuple[int, ...] = ()
    names_by: Permission | None = None

    @property
    def in_school(self) -> bool:
        """Whether a school stands in the path."""
        return "school" in self.arguments(ANYWHERE)
