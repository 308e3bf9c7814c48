"""The trust's second school is another world: whatever happens there, no page of the first changes."""

import re

from django.urls import reverse

from accounts.roles import Permission, Role
from integrations.models import ImportRun
from schools.models import Closure, ClosureKind, School
from tests.architecture.crowds import enrol
from tests.architecture.matrix import Asker, oracle, sessions
from tests.architecture.matrix_places import MatrixWorld, Relation
from tests.architecture.route_samples import SAMPLES
from tests.architecture.samples import GET
from tests.factories import MembershipFactory, StaffFactory
from tests.world import NOW, TODAY

# What differs from one look to the next: tokens, and when somebody last opened a file.
TOKEN = re.compile(
    r"(?:csrfmiddlewaretoken|save_key|name=\"call\"|name=\"key\")[^>]*>|data-opened>[^<]*|nonce-[\w+/=-]+|nonce=\"[^\"]+\""
)


def test_nothing_that_happens_in_one_school_shows_in_the_other(made: MatrixWorld) -> None:
    asker = Asker(sessions(made))
    before = pages(made, asker)
    much_happens_in(made.world.ashgrove)
    after = pages(made, asker)
    assert len(before) > 90
    assert [place for place in before if before[place] != after[place]] == []


def much_happens_in(school: School) -> None:
    """Pupils of the same names, staff, grants, an import, a closure, and another name for the school."""
    enrol(school, range(2))
    for _ in range(3):
        StaffFactory.create(school=school)
        MembershipFactory.create(school=school, role=Role.OFFICER.value)
    ImportRun.objects.create(school=school, created_at=NOW)
    Closure.objects.create(
        school=school, kind=ClosureKind.CLOSURE.value, starts_on=TODAY, ends_on=TODAY, note="Flood"
    )
    School.objects.filter(pk=school.pk).update(name="Ashgrove Infants")


def pages(made: MatrixWorld, asker: Asker) -> dict[tuple[str, Role], str]:
    """Every page of the first school as everybody who may open it."""
    cells = oracle()
    place = made.places[Relation.OWN]
    return {
        (name, role): _told(asker, role, reverse(name, kwargs=sample.arguments(place)), name)
        for name, sample in SAMPLES.items()
        if GET in sample.methods and sample.in_school
        for role in Role
        if not isinstance(sample.gate, Permission) or cells[sample.gate, role]
    }


def _told(asker: Asker, role: Role, path: str, name: str) -> str:
    response = asker.ask(role, GET, path, SAMPLES[name])
    return TOKEN.sub("", response.content.decode(errors="replace"))
