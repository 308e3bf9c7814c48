"""Pages of pupils at a school of 1,500 beside a bare template that writes as much HTML: the floor."""

from collections.abc import Callable
from dataclasses import dataclass

import time_machine
from django.template import Context, Template
from django.test import Client
from django.urls import reverse

from schools.models import Pupil
from tests.architecture.crowds import CLASS, enrol
from tests.benchmarks.bench_register import sent
from tests.benchmarks.timing import Line, medians_by_turns, print_table
from tests.databases import Addresses
from tests.sign_in import signed_in
from tests.world import NOW, TODAY, World, build_world
from tests.year_of_marks import add_year_of_marks

PUPILS = 1_500
# The issue of these pages sets them; tests assert them for every role.
MOST_ON_A_PUPIL, MOST_ON_THE_LIST, MOST_ON_THE_GROUPS = 15, 10, 16
CELL = "Robin O'Neill"
BARE = Template(
    "<!doctype html><html lang=en><title>{{ title }}</title><table>"
    "{% for row in rows %}<tr>{% for cell in row %}<td>{{ cell }}</td>{% endfor %}</tr>{% endfor %}</table>"
)
CELLS_IN_A_ROW = 8


@dataclass(frozen=True)
class Task:
    """A page, where it is, and how many statements it may send."""

    words: str
    path: str
    most_statements: int


def test_the_pupil_page_the_list_and_the_groups_beside_a_bare_template(own_database: Addresses) -> None:
    with time_machine.travel(NOW, tick=False):
        world = build_world(0)
        enrol(world.marlowe, range(PUPILS // CLASS))
        add_year_of_marks(own_database, world.marlowe, until=TODAY)
        client = signed_in(world.okafor)
        lines = [line_of(client, task) for task in tasks(world)]
    print_table(
        f"The whole request in this process, beside a template of as many bytes; {PUPILS} pupils",
        lines,
        beside="template",
    )


def tasks(world: World) -> tuple[Task, ...]:
    """One pupil with a year of marks; the list as it opens, by a name and by figures of all; the groups."""
    school = {"school": world.marlowe.slug}
    pupil = Pupil.objects.filter(school=world.marlowe).order_by("pk")[CLASS]
    pupils = reverse("pupils", kwargs=school)
    return (
        Task(
            "a pupil with a year of marks",
            reverse("pupil", kwargs=school | {"pupil": pupil.pk}),
            MOST_ON_A_PUPIL,
        ),
        Task("the list as it opens", pupils, MOST_ON_THE_LIST),
        Task("the list by a name that all have", f"{pupils}?q=Forename", MOST_ON_THE_LIST),
        Task("the list by what each missed", f"{pupils}?sort=-missed", MOST_ON_THE_LIST),
        Task(
            "groups of pupils against the rest", reverse("figure_groups", kwargs=school), MOST_ON_THE_GROUPS
        ),
    )


def line_of(client: Client, task: Task) -> Line:
    """Medians of the page and of the bare template by turns, and the page's statements."""
    answer = client.get(task.path)
    assert answer.status_code == 200
    size = len(answer.content)
    bare = bare_page(size)
    assert 0.9 < len(bare()) / size < 1.1
    ours, floor = medians_by_turns(lambda: client.get(task.path), bare)
    words = f"{task.words}, {size / 1024:.0f} KB"
    return Line(words, ours, floor, sent(lambda: client.get(task.path)), None, task.most_statements)


def bare_page(size: int) -> Callable[[], bytes]:
    """A table of so many bytes, with each cell a variable that is escaped."""

    def made(rows: int) -> bytes:
        cells = [[CELL] * CELLS_IN_A_ROW] * rows
        return BARE.render(Context({"title": CELL, "rows": cells})).encode()

    row = len(made(2)) - len(made(1))
    return lambda: made(size // row)
