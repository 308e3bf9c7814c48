"""Where files come from is named once, and what a person settles about their columns is kept."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.roles import Role
from integrations.models import ImportRun, ImportSource, RunState, SourceColumns
from schools.models import Pupil, School
from tests.factories import SchoolFactory
from tests.integration.integrations.pages import Page, latest_run, page_of
from tests.integration.integrations.steps import AT, CALENDAR, PUPILS, TOBI, changed
from tests.workbooks import workbook

pytestmark = pytest.mark.django_db

ODD = changed(PUPILS, "Legal Surname", "Nom")


def settled_by_hand(page: Page) -> ImportRun:
    """An upload from a new source whose odd column a person settles."""
    page.upload_from({"new_source": "SIMS nightly", "system": "sims"}, calendar=CALENDAR, pupils=ODD)
    run = latest_run()
    file = run.files.get(kind="pupils")
    data = page.form_of(run)
    data[f"file-{file.pk}-column-{file.headings.index('Nom')}"] = "legal_surname"
    page.post(f"{run.pk}/columns/", action="check", **data)
    return run


def test_columns_settled_once_are_used_for_the_next_files_of_the_source(school: School) -> None:
    page = page_of(school)
    run = settled_by_hand(page)
    source = ImportSource.objects.get(school=school)
    assert (source.name, source.system, latest_run().source) == ("SIMS nightly", "sims", source)
    assert SourceColumns.objects.get(source=source, kind="pupils").columns["Nom"] == "legal_surname"
    page.upload_from({"source": str(source.pk)}, calendar=CALENDAR, pupils=ODD)
    again = latest_run()
    assert again.pk != run.pk
    assert "is kept for the next files from SIMS nightly" in page.get(f"{again.pk}/columns/").content.decode()
    page.settle(again)
    again.refresh_from_db()
    assert again.state == RunState.READY


def test_without_a_source_nothing_is_kept(school: School) -> None:
    page = page_of(school)
    page.upload(calendar=CALENDAR, pupils=PUPILS)
    page.settle(latest_run())
    assert not ImportSource.objects.exists()
    assert latest_run().source is None


def test_the_page_lists_sources_and_a_person_forgets_one(school: School) -> None:
    page = page_of(school)
    assert "No source is named yet." in page.get("sources/").content.decode()
    run = settled_by_hand(page)
    shown = page.get("sources/").content.decode()
    assert "SIMS nightly" in shown
    assert "headings like SIMS" in shown
    source = ImportSource.objects.get(school=school)
    assert page.post(f"sources/{source.pk}/forget/").headers["Location"] == page.url("sources/")
    assert not ImportSource.objects.exists()
    run.refresh_from_db()
    assert run.source is None
    assert "SIMS nightly is forgotten" in page.get("sources/").content.decode()


def test_a_source_of_another_school_is_neither_chosen_nor_forgotten(school: School) -> None:
    other = ImportSource.objects.create(school=SchoolFactory.create(), name="Theirs")
    page = page_of(school)
    ImportSource.objects.create(school=school, name="Ours")
    assert page.upload_from({"source": str(other.pk)}, pupils=PUPILS).status_code == 422
    assert page.post(f"sources/{other.pk}/forget/").status_code == 404
    assert "Theirs" not in page.get("sources/").content.decode() + page.get().content.decode()
    assert ImportSource.objects.filter(pk=other.pk).exists()


@pytest.mark.parametrize("role", [Role.TEACHER, Role.HEAD, Role.OFFICE])
def test_others_do_not_reach_the_sources(school: School, role: Role) -> None:
    source = ImportSource.objects.create(school=school, name="Ours")
    page = page_of(school, role)
    assert page.get("sources/").status_code == 403
    assert page.post(f"sources/{source.pk}/forget/").status_code == 403


def test_the_pages_send_as_many_statements_for_thirty_sources_as_for_one(school: School) -> None:
    page, counts = page_of(school), []
    for rows in (range(1), range(1, 30)):
        for number in rows:
            source = ImportSource.objects.create(school=school, name=f"Source {number}")
            SourceColumns.objects.create(source=source, kind="marks", columns={"A": ""}, settled_at=AT)
        with CaptureQueriesContext(connection) as captured:
            page.get("sources/")
            page.get()
        counts.append(len(captured))
    assert counts[0] == counts[1]


def test_a_workbook_is_brought_in_like_a_csv(school: School) -> None:
    page = page_of(school)
    rows = [line.split(",") for line in PUPILS.splitlines()[:2]]
    cells: list[list[object]] = [list(row) for row in rows]
    cells[1][rows[0].index("Date of Birth")] = date(2013, 5, 26)
    cells[1][rows[0].index("Year Group")] = 8
    page.upload(calendar=CALENDAR, pupils=workbook({"Pupils": cells, "Notes": [("x",)]}))
    run = latest_run()
    page.settle(run)
    page.post(f"{run.pk}/apply/")
    assert Pupil.objects.get(school=school, upn=TOBI).born_on == date(2013, 5, 26)
    shown = page.get(f"{run.pk}/").content.decode()
    assert "Only the first sheet, “Pupils”, was read. The workbook has 1 more to see" in shown
