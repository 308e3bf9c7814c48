"""The register: statements for any size of class, page and save beside bare SQL, and the save's rival."""

from collections.abc import Callable
from datetime import date, timedelta
from itertools import cycle

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from attendance.codes import NO_REASON, PRESENT_MORNING
from attendance.models import Register
from attendance.queries.register_links import register_url
from schools.calendar import Session
from schools.models import Group, GroupMember
from tests import world
from tests.benchmarks import bare
from tests.benchmarks.load import LoadReport, Saver
from tests.benchmarks.rates import rates
from tests.benchmarks.rivals import first_saves
from tests.benchmarks.timing import Line, median_ms, print_table
from tests.benchmarks.visitor import Visitor
from tests.benchmarks.whole_school import NOW, STARTS_AT, TODAY, WholeSchool, build_whole_school
from tests.databases import Addresses
from tests.sign_in import signed_in
from tests.sites import ServeSite

MOST_STATEMENTS = 8
TIMES_FASTER, TIMES_FASTER_THAN_BARE = 20, 12
CONTROL = ("SAVEPOINT", "RELEASE", "BEGIN", "COMMIT")


def members(group: Group) -> list[int]:
    """The pupils of a class."""
    return list(GroupMember.objects.filter(group=group).values_list("pupil", flat=True))


def sent(call: Callable[[], object]) -> int:
    """How many statements a call sends, without those that open or close a transaction."""
    with CaptureQueriesContext(connection) as captured:
        call()
    return sum(not query["sql"].startswith(CONTROL) for query in captured.captured_queries)


def statements(person: User, group: Group, path: str) -> tuple[int, int]:
    """Statements of the page, and of a save of every mark."""
    client = signed_in(person)
    marks = [{"pupil": pupil, "code": "/", "base_version": 0} for pupil in members(group)]
    page = sent(lambda: client.get(path))
    return page, sent(lambda: client.post(f"{path}save/", {"marks": marks}, content_type="application/json"))


@pytest.mark.django_db
@pytest.mark.parametrize("pupils", [5, 30, 60])
def test_statements_do_not_grow_with_the_class(pupils: int) -> None:
    with time_machine.travel(world.NOW, tick=False):
        made = world.build_world(pupils)
        path = register_url("marlowe-park", world.TODAY, made.class_8hw.pk, Session.AM)
        page, save = statements(made.lane, made.class_8hw, path)
    print(f"\n\nRegister of {pupils} pupils: {page} statements to open it, {save} to save every mark")
    assert (page, save) == (MOST_STATEMENTS, MOST_STATEMENTS)


def test_page_and_save_beside_bare_sql(own_database: Addresses, serve_site: ServeSite) -> None:
    whole = build_whole_school(own_database)
    with time_machine.travel(NOW, tick=False):
        page, save = statements(whole.teachers[-1], whole.classes[-1], path_of(whole.classes[-1]))
    site = serve_site(workers=2, DAYMARK_NOW=STARTS_AT)
    with Visitor(site, whole.world.okafor) as officer:
        opened, first, changed = over_http(officer, whole)
    group, teacher = whole.classes[1], whole.teachers[1]
    facts = {"school": whole.school.pk, "group": group.pk, "on": TODAY}
    floor = median_ms(lambda: bare.read(bare.REGISTER, **facts))
    floor_first = median_ms(bare_first_saves(group, teacher))
    floor_changed = median_ms(bare_save(group, teacher))
    print_table(
        "The register over HTTP; the school has 1,200 pupils and 450,000 marks",
        [
            Line("open a register, 30 pupils", opened, floor, page, goal_ms=12),
            Line("save 30 first marks", first, floor_first, save, goal_ms=15),
            Line("change all 30 marks", changed, floor_changed, save, goal_ms=None),
        ],
    )
    rates(site, whole)


def over_http(officer: Visitor, whole: WholeSchool) -> tuple[float, float, float]:
    """Milliseconds to open a register, to save one for the first time, and to change every mark of one."""
    group = whole.classes[0]
    opened = median_ms(lambda: officer.get(path_of(group)))
    firsts = iter([Saver(officer, each, LoadReport()) for each in whole.classes[10:30]])
    return (
        opened,
        median_ms(lambda: next(firsts).save()),
        median_ms(Saver(officer, group, LoadReport()).save),
    )


def path_of(group: Group) -> str:
    """The register of a class, this morning."""
    return register_url("marlowe-park", TODAY, group.pk, Session.AM)


def bare_first_saves(group: Group, person: User) -> Callable[[], None]:
    """Writes the marks of a class for another day at each call."""
    days = iter([date(2028, 1, 1) + timedelta(days=number) for number in range(100)])
    facts = {"school": group.school_id, "register": None, "by": person.pk, "now": NOW}
    pupils = members(group)
    return lambda: bare.write(bare.SAVE, **facts, on=next(days), pupils=pupils, code=PRESENT_MORNING)


def bare_save(group: Group, person: User) -> Callable[[], None]:
    """Changes every mark of a class at each call."""
    register = Register.objects.create(
        school=group.school, group=group, date=TODAY, session=1, started_at=NOW
    )
    facts = {
        "school": group.school_id,
        "on": TODAY,
        "register": register.pk,
        "by": person.pk,
        "now": NOW,
        "pupils": members(group),
    }
    codes = cycle((PRESENT_MORNING, NO_REASON))
    return lambda: bare.write(bare.SAVE, **facts, code=next(codes))


def test_a_save_beats_thirty_update_or_create(own_database: Addresses) -> None:
    made = world.build_world(30)
    found = first_saves(made, runs=15)
    print(f"\n\nOne save of 30 first marks {found.ours:.1f} ms")
    for rival, took, goal in (
        ("30 update_or_create, each with its audit", found.one_by_one, TIMES_FASTER),
        ("30 update_or_create alone", found.bare, TIMES_FASTER_THAN_BARE),
    ):
        print(f"{rival} {took:.1f} ms: {took / found.ours:.1f} times as long (goal {goal})")
        assert took / found.ours >= goal
