"""A small school's files, ways to bring them in, and what stands afterwards."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime

from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from integrations.mis.csv import sync
from integrations.models import ImportProblem, ImportRun, RunState
from integrations.services.runs import Upload, ask_for_check, ask_to_bring_in, open_run
from schools.calendar import LONDON
from schools.models import School

AT = datetime(2026, 7, 10, 8, 52, tzinfo=LONDON)

TOBI, MAJA, RHYS = "A886399920001", "P886399920002", "D886399920003"

CALENDAR = """\
Kind,Name,Start,End
Term,Autumn term,01/09/2025,19/12/2025
INSET,INSET day,01/09/2025,02/09/2025
Half term,Autumn half term,27/10/2025,31/10/2025
Term,Spring term,05/01/2026,27/03/2026
Half term,Spring half term,16/02/2026,20/02/2026
Term,Summer term,13/04/2026,21/07/2026
Bank holiday,Early May bank holiday,04/05/2026,04/05/2026
Half term,Summer half term,25/05/2026,29/05/2026
"""
STAFF = """\
Staff Code,Title,Forename,Surname,Email,Job title,Role,Registration group
HLA,Ms,Hannah,Lane,h.lane@school.example,Teacher of English,teacher,8HW
NOK,Ms,Ngozi,Okafor,n.okafor@school.example,Attendance officer,officer,
"""
PUPIL_HEADINGS = (
    "UPN,Admission No,Legal Surname,Legal Forename,Preferred Forename,Sex,Date of Birth,Year Group,Reg Group,"
    "Date of Admission,Date of Leaving,SEN Status,Pupil Premium,Social worker,Address 1,Postcode,"
    "Second address,Second postcode\n"
)
PUPILS = PUPIL_HEADINGS + (
    f"{TOBI},000101,Adeyemi,Oluwatobi,Tobi,M,26/05/2013,8,8HW,03/09/2024,,N,Y,N,1 Mill Lane,TN1 1AA,,\n"
    f"{MAJA},000102,O'Brien-Łukasiewicz,Maja,,F,04/12/2012,8,8HW,03/09/2024,,K,N,Y,2 Mill Lane,TN1 1AA,"
    '"9 Elm Road, Hythe",CT21 5AB\n'
    f"{RHYS},000103,Davies,Rhys,,M,04/08/2013,8,8HW,03/09/2024,,N,N,N,3 Mill Lane,TN1 1AA,,\n"
)
CONTACTS = f"""\
UPN,Priority,Relationship,Title,Forename,Surname,Mobile,Email,PR,Court order
{TOBI},1,Mother,Ms,Folasade,Adeyemi,07700 900101,f.adeyemi@example.com,Y,N
{MAJA},1,Mother,Mrs,Beata,O'Brien-Łukasiewicz,07700 900102,b.obrien@example.com,Y,N
{MAJA},2,Father,Mr,Piotr,Łukasiewicz,07700 900112,,Y,Y
{RHYS},1,Father,Mr,Andrew,Davies,07700 900103,a.davies@example.com,Y,N
"""
GROUPS = f"""\
Group,Kind,Year,Room,Tutor staff code,UPN,From,Until
8HW,Registration,8,H4,HLA,{TOBI},03/09/2025,
8HW,Registration,8,H4,HLA,{MAJA},03/09/2025,
8HW,Registration,8,H4,HLA,{RHYS},03/09/2025,
Homework club,Other,,Hall,,{RHYS},10/11/2025,27/03/2026
"""
MARKS = f"""\
UPN,Mark,Mark date,AM/PM,Minutes late,Comments
{TOBI},/,09/03/2026,AM,,
{TOBI},\\,09/03/2026,PM,,
{MAJA},/,09/03/2026,AM,,
{MAJA},L,09/03/2026,PM,7,Bus late
{RHYS},i,09/03/2026,AM,,
{RHYS},I,09/03/2026,PM,,
"""
FOLDER: Mapping[str, str] = {
    "calendar.csv": CALENDAR,
    "staff.csv": STAFF,
    "pupils.csv": PUPILS,
    "contacts.csv": CONTACTS,
    "groups.csv": GROUPS,
    "marks.csv": MARKS,
}
# The audit tells who moved an import on. That is no change to the school.
STEPS_OF_IMPORTS = {"accounts_auditevent": "NOT starts_with(tbl, 'integrations_')"}


def changed(text: str, before: str, after: str) -> str:
    """A file in which one thing is different."""
    assert before in text
    return text.replace(before, after)


def uploaded(
    school: School, files: Mapping[str, str | bytes], *, by: User | None = None, dry_run: bool = False
) -> ImportRun:
    """An import as it stands after its upload."""
    uploads = [
        Upload(name, text if isinstance(text, bytes) else text.encode()) for name, text in files.items()
    ]
    return open_run(school=school, uploads=uploads, by=by, at=AT, dry_run=dry_run)


def checked(school: School, files: Mapping[str, str | bytes], *, at: datetime = AT) -> ImportRun:
    """An import after its dry run."""
    run = uploaded(school, files)
    ask_for_check(run=run, by=None, at=AT)
    sync.check(run, at=at)
    return run


def brought_in(school: School, files: Mapping[str, str | bytes], *, at: datetime = AT) -> ImportRun:
    """An import after its dry run, and brought in by a person who means it; a fault fails the test."""
    run = checked(school, files, at=at)
    assert run.state == RunState.READY, (run.words, errors_of(run))
    ask_to_bring_in(run=run, by=None, at=AT, anyway=True)
    sync.bring_in(run, at=at)
    assert run.state == RunState.DONE, (run.words, errors_of(run))
    return run


def errors_of(run: ImportRun) -> list[tuple[str, int, str, str]]:
    """File, row, column and sentence of every error."""
    return _problems(run, "error")


def warnings_of(run: ImportRun) -> list[str]:
    """The sentence of every warning."""
    return [sentence for *_, sentence in _problems(run, "warning")]


def _problems(run: ImportRun, kind: str) -> list[tuple[str, int, str, str]]:
    found = ImportProblem.objects.filter(file__run=run, kind=kind).order_by("file__name", "row", "pk")
    return list(found.values_list("file__name", "row", "field", "sentence"))


def changes_of(run: ImportRun) -> dict[str, tuple[int, int, int]]:
    """Added, changed and removed, by what they are of; all files together, what did not change left out."""
    total: dict[str, list[int]] = {}
    for file in run.files.all():
        for what, *counts in file.changes:
            total[what] = [sum(pair) for pair in zip(counts, total.get(what, [0, 0, 0]), strict=True)]
    return {what: (counts[0], counts[1], counts[2]) for what, counts in total.items() if any(counts)}


def every_row() -> dict[str, str]:
    """A digest of every table but the imports' own: two that are equal hold the same rows."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' "
            "AND has_table_privilege(oid, 'SELECT') ORDER BY relname"
        )
        names = [name for (name,) in cursor.fetchall() if not name.startswith(("integrations_", "django_"))]
        digests = {}
        for name in names:
            cursor.execute(
                f"SELECT count(*), md5(string_agg(t::text, '|' ORDER BY t::text)) FROM {name} t "
                f"WHERE {STEPS_OF_IMPORTS.get(name, 'true')}"
            )
            digests[name] = str(cursor.fetchone())
    return digests


@contextmanager
def nothing_changes() -> Iterator[None]:
    """The block leaves every row of every table as it was, the audit's too."""
    before = every_row()
    yield
    after = every_row()
    assert {name for name in after if after[name] != before[name]} == set()


def statements_of(run: ImportRun, step: object) -> int:
    """How many statements a step of an import sends."""
    with CaptureQueriesContext(connection) as captured:
        step(run, at=AT)  # type: ignore[operator]
    return len(captured)
