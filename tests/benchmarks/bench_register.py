"""The register: statements for any size of class, page and save beside bare SQL, and the save's rival."""

from collections.abc import Callable
from itertools import count, cycle

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from attendance.codes import NO_REASON, PRESENT_MORNING
from attendance.models import Mark, Register
from attendance.queries.register_frame import register_frame
from attendance.queries.registers import register_url
from attendance.services.marks import MarkChange, save_marks
from schools.calendar import Session
from schools.models import Group, GroupMember
from tests import world
from tests.benchmarks import bare
from tests.benchmarks.load import LoadReport, Saver
from tests.benchmarks.rates import rates
from tests.benchmarks.timing import Line, median_ms, print_table
from tests.benchmarks.visitor import Visitor
from tests.benchmarks.whole_school import NOW, STARTS_AT, TODAY, build_whole_school
from tests.databases import Addresses
from tests.sign_in import signed_in
from tests.sites import ServeSite

MOST_STATEMENTS = 8
TIMES_FASTER = 20
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
    group, teacher = whole.classes[0], whole.teachers[0]
    path = register_url("marlowe-park", TODAY, group.pk, Session.AM)
    with time_machine.travel(NOW, tick=False):
        page, save = statements(whole.teachers[-1], whole.classes[-1], path_of(whole.classes[-1]))
    site = serve_site(workers=2, DAYMARK_NOW=STARTS_AT)
    visitor = Visitor(site, teacher)
    saver = Saver(visitor, group, LoadReport())
    facts = {"school": whole.school.pk, "group": group.pk, "on": TODAY}
    opened = median_ms(lambda: visitor.get(path))
    saved = median_ms(saver.save)
    visitor.close()
    floor = median_ms(lambda: bare.read(bare.REGISTER, **facts))
    print_table(
        "The register over HTTP; the school has 1,200 pupils and 450,000 marks",
        [
            Line("open a register, 30 pupils", opened, floor, page, goal_ms=12),
            Line("save 30 marks", saved, median_ms(bare_save(whole.classes[1], teacher)), save, goal_ms=15),
        ],
    )
    rates(site, whole)


def path_of(group: Group) -> str:
    """The register of a class, this morning."""
    return register_url("marlowe-park", TODAY, group.pk, Session.AM)


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
    ours, theirs = one_save(made), thirty_saves(made)
    fast, slow = median_ms(ours), median_ms(theirs, runs=7, warm_up=2)
    print(
        f"\n\nOne save of 30 marks {fast:.1f} ms, 30 update_or_create {slow:.1f} ms: "
        f"{slow / fast:.1f} times faster (goal {TIMES_FASTER})"
    )
    assert slow / fast >= TIMES_FASTER


def one_save(made: world.World) -> Callable[[], object]:
    """Our save, with its audit, its amendments and its tallies."""
    frame = register_frame(made.class_8hw, world.TODAY, Session.AM)
    version = count()

    def save() -> None:
        base = next(version)
        changes = [MarkChange(pupil.pk, "/N"[base % 2], base) for pupil in made.pupils]
        outcome = save_marks(frame, changes, by=made.lane, office=False, at=world.NOW)
        assert len(outcome.saved) == len(changes)

    return save


def thirty_saves(made: world.World) -> Callable[[], object]:
    """The way that needs no thought: the afternoon's marks one by one, with the same triggers beneath."""
    codes = cycle((PRESENT_MORNING + 1, NO_REASON))

    def save() -> None:
        changed = {"code": next(codes), "source": "register", "set_by": made.lane, "set_at": world.NOW}
        for pupil in made.pupils:
            Mark.objects.update_or_create(
                pupil=pupil,
                date=world.TODAY,
                session=Session.PM.value,
                defaults=changed,
                create_defaults={**changed, "school": made.marlowe},
            )

    return save
