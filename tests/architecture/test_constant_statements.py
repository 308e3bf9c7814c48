"""Every page asks the database as often for a small school as for one of 1,500 pupils."""

import logging
from collections.abc import Iterator

import pytest
import time_machine
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pytest_django import DjangoDbBlocker

from accounts.roles import Permission, Role
from accounts.routing import Gate
from schools.models import Contact, Parent, Pupil, PupilAddress, School, SupportFact
from tests.architecture.matrix import Asker, oracle, sessions
from tests.architecture.matrix_world import MatrixWorld, Relation, build_matrix_world
from tests.architecture.route_samples import GET, SAMPLES, Sample
from tests.world import NOW, YEAR, add_group, add_pupils

FEW_CLASSES, MANY_CLASSES, CLASS = 1, 50, 30
# A session leaves a sign of life at most once a minute, whatever the page.
NOT_OF_THE_PAGE = "django_session"
Counts = dict[tuple[str, Role], int]


@pytest.fixture
def made(django_db_blocker: DjangoDbBlocker) -> Iterator[MatrixWorld]:
    """The matrix's world, at 08:49 on a school day; what a test adds is undone."""
    logging.disable(logging.CRITICAL)
    with time_machine.travel(NOW, tick=False), django_db_blocker.unblock(), transaction.atomic():
        yield build_matrix_world()
        transaction.set_rollback(True)
    logging.disable(logging.NOTSET)


def test_no_page_asks_more_often_because_the_school_is_larger(made: MatrixWorld) -> None:
    asker = Asker(sessions(made))
    enrol(made.world.marlowe, range(FEW_CLASSES))
    few = counts(made, asker)
    enrol(made.world.marlowe, range(FEW_CLASSES, MANY_CLASSES))
    many = counts(made, asker)
    assert len(few) > 20
    assert {place: (few[place], many[place]) for place in few if few[place] != many[place]} == {}


def enrol(school: School, classes: range) -> None:
    """Classes of thirty, each child with a home, two contacts and a fact."""
    for number in classes:
        pupils = add_pupils(add_group(school, f"8X{number}", 8), CLASS)
        parents = Parent.objects.bulk_create(_parent(school, pupil) for pupil in pupils for _ in range(2))
        Contact.objects.bulk_create(
            Contact(
                pupil=pupil, parent=parents[2 * place + order], call_order=order + 1, relationship="Parent"
            )
            for place, pupil in enumerate(pupils)
            for order in range(2)
        )
        PupilAddress.objects.bulk_create(
            PupilAddress(pupil=pupil, lines=f"{place} Mill Lane, Marlowe", postcode="ML1 1AA")
            for place, pupil in enumerate(pupils)
        )
        SupportFact.objects.bulk_create(
            SupportFact(pupil=pupil, kind="sen", from_on=YEAR.starts_on) for pupil in pupils
        )


def _parent(school: School, pupil: Pupil) -> Parent:
    return Parent(school=school, forename="Sana", surname=pupil.legal_surname, mobile="07700900123")


def counts(made: MatrixWorld, asker: Asker) -> Counts:
    """How many statements each page sends, for each role that may open it."""
    return {(name, role): _count(made, asker, name, sample, role) for name, sample, role in _pages()}


def _pages() -> Iterator[tuple[str, Sample, Role]]:
    """Each page of a school once for each role with the widest reach, and Today for everybody."""
    cells = oracle()
    for name, sample in SAMPLES.items():
        if GET not in sample.methods or not sample.in_school or sample.gate is Gate.CLOSED:
            continue
        if isinstance(sample.gate, Permission):
            widest = [role for role in Role if "S" in cells[sample.gate, role]]
            yield from ((name, sample, role) for role in widest[:2])
        else:
            yield from ((name, sample, role) for role in Role)


def _count(made: MatrixWorld, asker: Asker, name: str, sample: Sample, role: Role) -> int:
    path = reverse(name, kwargs=sample.arguments(made.places[Relation.OWN]))
    with CaptureQueriesContext(connection) as captured:
        asker.ask(role, GET, path, sample)
    return sum(NOT_OF_THE_PAGE not in query["sql"] for query in captured.captured_queries)
