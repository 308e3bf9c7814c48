"""Pages about a whole school and about one pupil, beside the bare statement for the same facts."""

from datetime import date
from functools import partial

import time_machine

from attendance.queries.registers.frame import register_frame
from attendance.services.marks import MarkChange, save_marks
from attendance.services.registers import submit_register
from schools.calendar import Session
from tests.benchmarks import bare
from tests.benchmarks.bench_register import members, sent
from tests.benchmarks.timing import Line, median_ms, print_table
from tests.benchmarks.visitor import Visitor
from tests.benchmarks.whole_school import NOW, STARTS_AT, TODAY, WholeSchool, build_whole_school
from tests.databases import Addresses
from tests.sign_in import signed_in
from tests.sites import ServeSite

YEAR_BEGAN = date(2026, 9, 1)


def test_pages_of_a_school_beside_bare_sql(own_database: Addresses, serve_site: ServeSite) -> None:
    whole = build_whole_school(own_database)
    site = serve_site(workers=2, DAYMARK_NOW=STARTS_AT)
    half_of_the_registers_are_in(whole)
    pupil = members(whole.classes[0])[0]
    school = {"school": whole.school.pk, "on": TODAY}
    tasks = (
        ("Today: absent, unexplained, N codes", "/marlowe-park/", bare.ABSENT, school, 20),
        ("the day's registers, 40 classes", "/marlowe-park/registers/", bare.BOARD, school, 20),
        ("pupils with the year's figures", "/marlowe-park/pupils/", bare.YEAR_TO_DATE, school, 60),
        (
            "one pupil's year",
            f"/marlowe-park/pupils/{pupil}/",
            bare.PUPIL,
            {"pupil": pupil, "since": YEAR_BEGAN},
            12,
        ),
    )
    with Visitor(site, whole.world.okafor) as visitor:
        lines = [
            Line(
                task,
                median_ms(partial(visitor.get, path)),
                median_ms(partial(bare.read, statement, **facts)),
                statements_of(whole, path),
                goal_ms=goal,
            )
            for task, path, statement, facts, goal in tasks
        ]
    print_table("Pages over HTTP; 1,200 pupils, 450,000 marks, half of the registers in", lines)


def half_of_the_registers_are_in(whole: WholeSchool) -> None:
    """Every other class: taken by its teacher, with two pupils away and one late, and submitted."""
    for group, teacher in list(zip(whole.classes, whole.teachers, strict=True))[::2]:
        frame = register_frame(group, TODAY, Session.AM, today=TODAY)
        letters = dict.fromkeys(members(group), "/") | dict(zip(members(group), "NNL", strict=False))
        changes = [MarkChange(pupil, letter, 0) for pupil, letter in letters.items()]
        save_marks(frame, changes, by=teacher, office=False, at=NOW)
        submit_register(frame, [], by=teacher, at=NOW)


def statements_of(whole: WholeSchool, path: str) -> int:
    """Statements of a page for the attendance officer."""
    with time_machine.travel(NOW, tick=False):
        client = signed_in(whole.world.okafor)
        return sent(lambda: client.get(path))
