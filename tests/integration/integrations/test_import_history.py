"""Week grids of marks, and totals of past terms that never enter a figure."""

from datetime import date

import pytest

from accounts.models import AuditEvent
from attendance.models import Mark, PastTotals
from integrations.mis.csv import sync
from integrations.models import RunState
from integrations.services.runs import ask_for_check, ask_to_bring_in
from schools.models import School
from tests.integration.integrations.conftest import new_school
from tests.integration.integrations.steps import (
    AT,
    CALENDAR,
    FOLDER,
    MAJA,
    TOBI,
    brought_in,
    changes_of,
    checked,
    errors_of,
    nothing_changes,
    statements_of,
    uploaded,
    warnings_of,
)

pytestmark = pytest.mark.django_db

DAYS = "MonAM,MonPM,TueAM,TuePM,WedAM,WedPM,ThuAM,ThuPM,FriAM,FriPM"
WEEKS = f"""\
StudentId,Week beginning,{DAYS}
000101,16/03/2026,/,\\,/,\\,I,I,,,L,\\
103,16/03/2026,/,\\,,,,,,,,
"""
TOTALS = f"""\
UPN,Academic Year,Term,Possible Sessions,Present Sessions,Authorised Absence,Unauthorised Absence,Attendance %
{TOBI},2024/25,Autumn,140,130,8,2,92.9
{MAJA},2024/25,Autumn,89,0,60,30,0
"""


def test_a_week_grid_is_filed_as_marks(full_school: School) -> None:
    run = brought_in(full_school, {"weeks.csv": WEEKS})
    assert changes_of(run) == {"marks": (10, 0, 0)}
    tobi = Mark.objects.filter(pupil__upn=TOBI, date__range=(date(2026, 3, 16), date(2026, 3, 20)))
    assert list(tobi.order_by("date", "session").values_list("code", flat=True)) == [
        10, 11, 10, 11, 104, 104, 20, 11,
    ]  # fmt: skip
    assert run.files.get().rows == 2
    with nothing_changes():
        assert changes_of(brought_in(full_school, {"weeks.csv": WEEKS})) == {}


def test_a_wrong_code_is_told_by_its_cell_in_the_grid(full_school: School) -> None:
    with nothing_changes():
        run = checked(full_school, {"weeks.csv": WEEKS.replace("I,I", "I,F")})
    assert run.state == RunState.REFUSED
    assert errors_of(run) == [("weeks.csv", 2, "WedPM", "F is obsolete. Use C or G.")]
    assert run.files.get().problems.get().value == "F"


def test_totals_stand_as_history_and_contradictions_are_flagged(full_school: School) -> None:
    marks = Mark.objects.count()
    run = brought_in(full_school, {"totals.csv": TOTALS})
    assert changes_of(run) == {"totals of past terms": (2, 0, 0)}
    assert warnings_of(run) == [
        "90 sessions are counted and 89 were possible. The counts are kept as they are, as history"
    ]
    found = PastTotals.objects.get(pupil__upn=MAJA)
    assert (found.possible, found.attended, found.source) == (89, 0, "totals.csv")
    assert found.problem == "90 sessions are counted and 89 were possible"
    assert Mark.objects.count() == marks
    with nothing_changes():
        brought_in(full_school, {"totals.csv": TOTALS})
    again = brought_in(full_school, {"totals.csv": TOTALS.replace("140,130,8,2,92.9", "140,131,7,2,93.6")})
    assert changes_of(again) == {"totals of past terms": (0, 1, 0)}


def test_totals_leave_their_lines_in_the_audit(full_school: School) -> None:
    before = AuditEvent.objects.filter(tbl="attendance_pasttotals").count()
    brought_in(full_school, {"totals.csv": TOTALS})
    assert AuditEvent.objects.filter(tbl="attendance_pasttotals").count() == before + 2


def test_a_pupil_of_another_school_is_a_stranger(full_school: School) -> None:
    other = new_school()
    brought_in(other, {"calendar.csv": CALENDAR})
    run = checked(other, {"totals.csv": TOTALS, "weeks.csv": WEEKS})
    assert len(errors_of(run)) == 4
    assert not PastTotals.objects.filter(school=other).exists()


def test_rows_of_pupils_who_come_in_with_the_same_import_are_known(school: School) -> None:
    brought_in(school, {**FOLDER, "weeks.csv": WEEKS, "totals.csv": TOTALS})
    assert Mark.objects.filter(school=school).count() == 16
    assert PastTotals.objects.filter(school=school).count() == 2


def test_statements_do_not_grow_with_the_pupils(full_school: School) -> None:
    full = "/,\\,/,\\,/,\\,/,\\,/,\\"
    rows = [f"{number},{day:02}/03/2026,{full}\n" for number in (101, 103) for day in (2, 23)]
    many = WEEKS.splitlines(keepends=True)[0] + "".join(rows)
    counts = []
    for text in ("\n".join(WEEKS.splitlines()[:2]) + "\n", many):
        run = uploaded(full_school, {"weeks.csv": text})
        ask_for_check(run=run, by=None, at=AT)
        statements = statements_of(run, sync.check)
        assert errors_of(run) == []
        ask_to_bring_in(run=run, by=None, at=AT)
        counts.append(statements + statements_of(run, sync.bring_in))
    assert counts[0] == counts[1]
