"""Every page asks the database as often for a small school as for one of 1,500 pupils."""

from collections.abc import Iterator

from django.db import connection, reset_queries
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.roles import Permission, Role
from accounts.routing import Gate
from tests.architecture.crowds import enrol
from tests.architecture.matrix import Asker, oracle, sessions
from tests.architecture.matrix_places import MatrixWorld, Relation
from tests.architecture.route_samples import SAMPLES
from tests.architecture.samples import GET, Sample

FEW_CLASSES, MANY_CLASSES = 1, 50
# A session leaves a sign of life at most once a minute, whatever the page.
NOT_OF_THE_PAGE = "django_session"
# The crowd is not committed, so the planner has no statistics of it and may loop where it would hash: we
# count here, and time nothing.
WITHOUT_STATISTICS = "SET LOCAL enable_nestloop = off; SET LOCAL statement_timeout = '2min'"
Counts = dict[tuple[str, Role], int]


def test_no_page_asks_more_often_because_the_school_is_larger(made: MatrixWorld) -> None:
    asker = Asker(sessions(made))
    with connection.cursor() as cursor:
        cursor.execute(WITHOUT_STATISTICS)
    enrol(made.world.marlowe, range(FEW_CLASSES))
    counts(made, asker)  # what a process asks once, it has asked now
    few = counts(made, asker)
    enrol(made.world.marlowe, range(FEW_CLASSES, MANY_CLASSES))
    many = counts(made, asker)
    assert len(few) > 20
    assert {place: (few[place], many[place]) for place in few if few[place] != many[place]} == {}


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
    reset_queries()  # Django keeps the last 9,000 statements, and all pages together send more
    with CaptureQueriesContext(connection) as captured:
        answer = asker.ask(role, GET, path, sample)
    assert answer.status_code in (200, 403, *sample.own_answers), (name, role, answer.status_code)
    return sum(NOT_OF_THE_PAGE not in query["sql"] for query in captured.captured_queries)
