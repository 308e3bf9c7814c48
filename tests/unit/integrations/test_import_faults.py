"""The folder with twelve planted faults: each is named, and nothing else is."""

from datetime import date

from integrations.mis.csv.client import Table, read_table
from integrations.mis.csv.fields import Kind
from integrations.mis.csv.headings import ColumnMap, guess
from integrations.mis.csv.mapping.calendar import closures, read_calendar, year_specs
from integrations.mis.csv.mapping.contacts import read_contacts
from integrations.mis.csv.mapping.groups import read_groups
from integrations.mis.csv.mapping.marks import MarkContext, PupilDays, read_marks
from integrations.mis.csv.mapping.problems import Problems
from integrations.mis.csv.mapping.pupils import read_pupils
from integrations.mis.csv.mapping.staff import read_staff
from schools.calendar import build_school_days
from tests.import_faults import FAULTS, FOLDER, TODAY

KINDS = (Kind.CALENDAR, Kind.STAFF, Kind.PUPILS, Kind.CONTACTS, Kind.GROUPS, Kind.MARKS)


def opened(kind: Kind) -> tuple[Table, ColumnMap]:
    table = read_table((FOLDER / f"{kind}.csv").read_bytes())
    columns = guess(table.headings, kind)
    assert (columns.sentences, columns.unused) == ((), ())
    return table, columns


def test_each_planted_fault_is_named_by_file_row_and_column_and_nothing_else_is() -> None:
    problems = {kind: Problems() for kind in KINDS}
    files = {kind: opened(kind) for kind in KINDS}
    rows = {kind: table.rows() for kind, (table, _) in files.items()}
    maps = {kind: columns for kind, (_, columns) in files.items()}

    lines = read_calendar(rows[Kind.CALENDAR], maps[Kind.CALENDAR], problems[Kind.CALENDAR])
    staff = read_staff(rows[Kind.STAFF], maps[Kind.STAFF], problems[Kind.STAFF])
    pupils = read_pupils(rows[Kind.PUPILS], maps[Kind.PUPILS], problems[Kind.PUPILS], today=TODAY)
    upns = {pupil.upn for pupil in pupils}
    read_contacts(rows[Kind.CONTACTS], maps[Kind.CONTACTS], problems[Kind.CONTACTS], upns=upns)
    codes = {member.code for member in staff}
    read_groups(rows[Kind.GROUPS], maps[Kind.GROUPS], problems[Kind.GROUPS], upns=upns, staff_codes=codes)
    days = {day.date for year in year_specs(lines) for day in build_school_days(year, closures(lines))}
    context = MarkContext(
        today=TODAY,
        pupils={
            pupil.upn: PupilDays(pupil.born_on, ((pupil.admitted_on, pupil.left_on),)) for pupil in pupils
        },
        school_days=days,
        closures={},
        years=((date(2025, 9, 1), date(2026, 8, 31)),),
    )
    marks = list(read_marks(rows[Kind.MARKS], maps[Kind.MARKS], problems[Kind.MARKS], context=context))

    found = {
        (str(kind), problem.row, problem.field, problem.sentence)
        for kind, of_file in problems.items()
        for problem in of_file.kept
    }
    assert found == set(FAULTS)
    assert len(FAULTS) == 12
    assert len(marks) == 7
    assert problems[Kind.MARKS].summary(16) == "9 of 16 rows need attention. Nothing has been changed."
