"""An import of a year of marks against a plain INSERT ... SELECT of the same staged rows, in one run."""

from __future__ import annotations

import gc
import sys
import time
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from statistics import median

import pytest
from django.db import connection, transaction

from attendance.models import Mark
from integrations.mis.csv import sync
from integrations.mis.csv.filing.act import Act
from integrations.mis.csv.filing.marks import file_all_marks
from integrations.mis.csv.reading import look_at, open_file
from integrations.models import ImportRun, RunState
from integrations.services.runs import Upload, ask_for_check, ask_to_bring_in, open_run
from schools.calendar import LONDON
from schools.models import Pupil, RollEntry, School, SchoolDay
from schools.upn import check_letter
from tests.databases import Addresses
from tests.factories import SchoolFactory, SessionHoursFactory

AT = datetime(2026, 8, 20, 8, 52, tzinfo=LONDON)
CALENDAR = Path(__file__).parents[1] / "data" / "import_faults" / "calendar.csv"
LETTERS = (
    ("/", "\\"),
    ("/", "\\"),
    ("/", "\\"),
    ("L", "\\"),
    ("I", "I"),
    ("/", "\\"),
    ("M", "\\"),
    ("O", "O"),
)
PLAIN = """
INSERT INTO attendance_mark (pupil_id, date, session, code, minutes_late, version, source, school_id,
                             set_by_id, set_at, note)
SELECT pupil_id, date, session, code, minutes_late, 1, 'import', %s, NULL, now(), note FROM staged_mark
"""


def make_school(pupils: int) -> School:
    """A school with a calendar and so many pupils on roll all year."""
    school: School = SchoolFactory.create(first_day_on=date(2025, 9, 1))
    SessionHoursFactory.create(school=school)
    run = open_run(school=school, uploads=[Upload("calendar.csv", CALENDAR.read_bytes())], by=None, at=AT)
    finish(run)
    made = Pupil.objects.bulk_create(
        Pupil(
            school=school,
            upn=upn(number),
            legal_surname="Khan",
            legal_forename="Amir",
            known_surname="Khan",
            known_forename="Amir",
            sex="M",
            born_on=date(2012, 3, 5),
        )
        for number in range(pupils)
    )
    RollEntry.objects.bulk_create(
        RollEntry(pupil=pupil, school=school, admitted_on=date(2024, 9, 3)) for pupil in made
    )
    return school


def upn(number: int) -> str:
    """A well-formed unique pupil number of so many thousands."""
    body = f"3124{number // 1000:03d}26{number % 1000:03d}"
    return check_letter(body) + body


def marks_file(school: School, marks: int) -> bytes:
    """A long file as a school's system writes it: day by day, every pupil, both sessions."""
    upns = list(Pupil.objects.filter(school=school).values_list("upn", flat=True))
    days = SchoolDay.objects.filter(school=school).values_list("date", flat=True)
    rows = (
        f"{number},{code},{day:%d/%m/%Y},{session},{'7' if code == 'L' else ''},\r\n"
        for turn, day in enumerate(days)
        for place, number in enumerate(upns)
        for code, session in zip(LETTERS[(turn + place) % len(LETTERS)], ("AM", "PM"), strict=True)
    )
    lines = [line for _, line in zip(range(marks), rows, strict=False)]
    return ("UPN,Mark,Mark date,AM/PM,Minutes late,Comments\r\n" + "".join(lines)).encode("utf-8-sig")


def finish(run: ImportRun) -> None:
    """Check an import and bring it in."""
    ask_for_check(run=run, by=None, at=AT)
    sync.check(run, at=AT)
    ask_to_bring_in(run=run, by=None, at=AT)
    sync.bring_in(run, at=AT)
    assert run.state == RunState.DONE, run.words


def seconds(step: Callable[[], object]) -> float:
    """How long a step takes."""
    gc.collect()
    started = time.perf_counter()
    step()
    return time.perf_counter() - started


def plain_insert(school: School, content: bytes) -> float:
    """Seconds of the rival: one statement over the same staged rows, to its last deferred check."""
    file = open_file(0, "marks.csv", "marks", content, look_at(content, "marks.csv").columns)
    act = Act(
        school=school, by=None, at=AT, on=AT.date(), dry=True, may_set_protected=True, may_replace_hidden=True
    )
    with transaction.atomic(), connection.cursor() as cursor:
        file_all_marks(file, act)
        cursor.execute("SET LOCAL statement_timeout = '10min'")
        took = seconds(lambda: cursor.execute(PLAIN, [school.pk]))
        took += seconds(lambda: cursor.execute("SET CONSTRAINTS ALL IMMEDIATE"))
        assert file.rows_read == Mark.objects.filter(school=school).count()
        transaction.set_rollback(True)
    return took


def measure(pupils: int, marks: int) -> dict[str, float]:
    """Seconds of the plain statement, of the check and of the import of one file of marks."""
    school = make_school(pupils)
    content = marks_file(school, marks)
    took = {"plain": plain_insert(school, content)}
    run = open_run(school=school, uploads=[Upload("marks.csv", content)], by=None, at=AT)
    ask_for_check(run=run, by=None, at=AT)
    took["check"] = seconds(lambda: sync.check(run, at=AT))
    ask_to_bring_in(run=run, by=None, at=AT)
    took["import"] = seconds(lambda: sync.bring_in(run, at=AT))
    assert (run.state, Mark.objects.filter(school=school).count()) == (RunState.DONE, marks)
    return took


def say(line: str) -> None:
    """Print a line of `make bench`."""
    sys.stdout.write(f"{line}\n")


@pytest.mark.parametrize("marks", [400_000])
def test_an_import_takes_at_most_three_times_as_long_as_the_plain_statement(
    own_database: Addresses, marks: int
) -> None:
    rounds = [measure(1_040, marks) for _ in range(3)]
    for took in rounds:
        words = ", ".join(f"{what} {spent:.1f} s" for what, spent in took.items())
        say(f"import of {marks:,} marks: {words}, ratio {took['import'] / took['plain']:.2f}")
    ratio = median(took["import"] / took["plain"] for took in rounds)
    say(f"import of {marks:,} marks: {ratio:.2f} times a plain INSERT ... SELECT (goal: at most 3)")
    assert ratio <= 3
