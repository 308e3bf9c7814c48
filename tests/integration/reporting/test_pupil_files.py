"""The list of pupils as a file: what the page shows, all pages of it, for who may take attendance out."""

import csv
import io
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from accounts.models import User
from accounts.roles import Role
from reporting.services.lists import export_list
from reporting.table_files import FileKind, cell_words
from schools.access import rights_of
from schools.models import Pupil
from tests.factories import ProtectedFactFactory
from tests.integration.reporting.steps import PUPILS_PAGE, audit_lines, marked, opened, statements
from tests.sign_in import signed_in
from tests.world import NOW, TODAY, YESTERDAY, World, add_pupils

FILE = f"{PUPILS_PAGE}file/"
QUERY = "year=8&sort=-missed&columns=group,attended,percent,missed,unauthorised,illness"


def rows_of(person: User, kind: str, query: str = "") -> list[list[Any]]:
    """The rows of a file down to its notes, read back as a spreadsheet reads them."""
    response = opened(person, f"{FILE}{kind}/?{query}")
    assert response.status_code == 200
    rows: list[list[Any]]
    if kind == "csv":
        rows = list(csv.reader(io.StringIO(response.content.decode("utf-8-sig"), newline="")))
    else:
        (sheet,) = load_workbook(io.BytesIO(response.content)).worksheets
        rows = [list(row) for row in sheet.iter_rows(values_only=True)]
    ends = next(number for number, row in enumerate(rows) if not any(cell is not None for cell in row))
    return rows[:ends]


def page_rows(person: User, query: str) -> list[list[str]]:
    """The rows that the page shows, over all of its pages."""
    page = opened(person, f"{PUPILS_PAGE}?{query}").context["found"]
    lines = list(page.rows)
    while page.after_url:
        page = opened(person, page.after_url).context["found"]
        lines += page.rows
    return [[line.name, *(cell.words for cell in line.cells), line.note] for line in lines]


def test_a_file_has_the_rows_columns_order_and_words_of_its_page(world: World) -> None:
    marked(add_pupils(world.class_8hw, 55), "O", on=YESTERDAY)
    marked([world.pupils[0]], "I", on=YESTERDAY)
    shown = page_rows(world.okafor, QUERY)
    headings, *rows = rows_of(world.okafor, "csv", QUERY)
    assert headings[1:3] == ["Class", "Sessions attended"]
    assert rows == shown
    assert len(rows) == 58
    assert [[cell_words(cell) for cell in row] for row in rows_of(world.okafor, "xlsx", QUERY)[1:]] == shown


def test_numbers_of_a_workbook_are_numbers(world: World) -> None:
    marked([world.pupils[0]], "O", on=YESTERDAY)
    row = next(row for row in rows_of(world.okafor, "xlsx", QUERY) if row[0] == "Khan, Amir")
    assert row[4:7] == [1, 0, 1]


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_a_name_that_looks_like_a_formula_is_text(world: World, kind: str) -> None:
    Pupil.objects.filter(pk=world.pupils[0].pk).update(
        known_surname='=HYPERLINK("http://x")', legal_surname="@SUM(A1)"
    )
    row = next(row for row in rows_of(world.okafor, kind) if "HYPERLINK" in row[0])
    assert row[0] == '\'=HYPERLINK("http://x"), Amir'


def test_the_notes_say_what_narrows_the_list_and_by_which_rule(world: World) -> None:
    text = opened(world.okafor, f"{FILE}csv/?{QUERY}").content.decode()
    for words in ("3 pupils found", "Narrowed to: Year 8.", "All pupils on roll", "Persistent absence"):
        assert words in text


def test_the_audit_has_what_left_and_never_the_name_that_was_searched_for(world: World) -> None:
    amir = world.pupils[0]
    ProtectedFactFactory.create(pupil=amir, kind="cp")
    opened(world.okafor, f"{FILE}csv/?q=khan&fact=cp")
    (line,) = audit_lines("export", by=world.okafor)
    assert (line.school, line.tbl, (line.after or {})["rows"], (line.after or {})["kind"]) == (
        world.marlowe.pk,
        "pupils",
        1,
        "csv",
    )
    assert (line.after or {})["asked"] == {"q": "a name", "fact": "cp"}
    assert (line.after or {})["pupils"] == [amir.pk]
    assert [each.pupil for each in audit_lines("open", by=world.okafor)] == [amir.pk]


def test_a_file_is_named_after_the_school_and_the_day_alone(world: World) -> None:
    answer = opened(world.okafor, f"{FILE}xlsx/?fact=cp&q=khan")
    assert answer["Content-Disposition"] == 'attachment; filename="pupils-marlowe-park-2027-03-09.xlsx"'


@pytest.mark.parametrize("role", [Role.TEACHER, Role.OFFICE, Role.ADMIN])
def test_who_may_not_take_attendance_out_gets_no_file_and_no_link(world: World, role: Role) -> None:
    assert opened(world.staff[role], f"{FILE}csv/").status_code == 403
    assert opened(world.staff[role], PUPILS_PAGE).context["found"].files == []
    assert audit_lines("export", by=world.staff[role]) == []


def test_a_pastoral_lead_takes_their_years_out_alone(world: World) -> None:
    assert [row[0] for row in rows_of(world.rahman, "csv")[1:]] == [
        "Abbott, Jack",
        "Khan, Amir",
        "O'Brien-Łukasiewicz, Zoë",
    ]


def test_other_kinds_schools_and_methods_have_no_file(world: World) -> None:
    assert opened(world.okafor, f"{FILE}pdf/").status_code == 404
    assert opened(world.shah, f"{FILE}csv/").status_code == 404
    assert signed_in(world.okafor).post(f"{FILE}csv/").status_code == 405


def test_a_file_costs_as_many_statements_for_few_as_for_many(world: World) -> None:
    few = len(statements(world.okafor, f"{FILE}csv/?{QUERY}"))
    marked(add_pupils(world.class_8hw, 60), "O", on=YESTERDAY)
    assert len(statements(world.okafor, f"{FILE}csv/?{QUERY}")) == few <= 10


def test_nothing_is_read_for_who_may_not_take_it_out(world: World) -> None:
    rights = rights_of(world.bell, "marlowe-park", on=TODAY)
    assert rights is not None
    with CaptureQueriesContext(connection) as run, pytest.raises(PermissionDenied):
        export_list(rights=rights, asked={}, kind=FileKind.CSV, on=TODAY, at=NOW)
    assert not any("schools_pupil" in each["sql"] for each in run)
