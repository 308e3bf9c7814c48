"""Bringing files in by the pages: upload, columns, check, report, import."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from kombu.exceptions import OperationalError

from accounts.models import AuditEvent
from attendance.models import Mark
from integrations.models import ImportFile, ImportRun, RunState
from integrations.tasks import take_up_imports
from schools.models import Pupil, School
from tests.integration.integrations.pages import latest_run, page_of
from tests.integration.integrations.steps import (
    CALENDAR,
    MARKS,
    PUPILS,
    RHYS,
    changed,
    nothing_changes,
)

pytestmark = pytest.mark.django_db


def test_an_officer_brings_a_school_in(school: School) -> None:
    page = page_of(school)
    response = page.upload(calendar=CALENDAR, pupils=PUPILS, marks=MARKS)
    run = latest_run()
    assert response.headers["Location"] == page.url(f"{run.pk}/columns/")
    assert page.settle(run).headers["Location"] == page.url(f"{run.pk}/")
    report = page.get(f"{run.pk}/").content.decode()
    assert "All 17 rows can be brought in. Nothing has been changed yet." in report
    assert page.post(f"{run.pk}/apply/").headers["Location"] == page.url(f"{run.pk}/")
    assert "Everything is in." in page.get(f"{run.pk}/").content.decode()
    assert Pupil.objects.filter(school=school).count() == 3
    assert set(Mark.objects.values_list("set_by", flat=True)) == {page.user.pk}


def test_the_page_shows_what_each_column_seems_to_hold(school: School) -> None:
    page = page_of(school)
    page.upload(pupils=PUPILS)
    run = latest_run()
    place = run.files.get().headings.index("Reg Group")
    assert page.form_of(run)[f"file-{run.files.get().pk}-column-{place}"] == "registration_group"
    shown = page.get(f"{run.pk}/columns/").content.decode()
    assert "<td>8HW · 8HW · 8HW</td>" in shown
    assert "UTF-8" in shown


def test_a_file_of_an_unknown_kind_must_be_named_first(school: School) -> None:
    page = page_of(school)
    page.upload(other="Name,Score\nAmir,3\n")
    run = latest_run()
    assert "The headings do not say what this file holds" in page.get(f"{run.pk}/columns/").content.decode()
    assert page.settle(run).headers["Location"] == page.url(f"{run.pk}/columns/")
    page.settle(run, other="pupils")
    words = page.get(f"{run.pk}/columns/").content.decode()
    assert "No column gives “UPN”. Choose the column that holds it." in words
    assert ImportRun.objects.get(pk=run.pk).state == RunState.DRAFT


def test_a_column_may_be_chosen_by_hand(school: School) -> None:
    page = page_of(school)
    page.upload(calendar=CALENDAR, pupils=changed(PUPILS, "Legal Surname", "Nom"))
    run = latest_run()
    page.settle(run, action="keep", pupils="pupils")
    file = ImportFile.objects.get(run=run, kind="pupils")
    data = page.form_of(run)
    data[f"file-{file.pk}-column-{file.headings.index('Nom')}"] = "legal_surname"
    page.post(f"{run.pk}/columns/", action="check", **data)
    assert ImportRun.objects.get(pk=run.pk).state == RunState.READY


def test_a_file_may_be_left_out(school: School) -> None:
    page = page_of(school)
    page.upload(calendar=CALENDAR, pupils=b"PK\x03\x04 a workbook")
    run = latest_run()
    assert (
        "This file is not a CSV. Save it as CSV and try again."
        in page.get(f"{run.pk}/columns/").content.decode()
    )
    page.settle(run, pupils="out")
    run.refresh_from_db()
    assert (run.state, [file.name for file in run.files.all()]) == (RunState.READY, ["calendar.csv"])


def test_a_report_with_errors_offers_no_import(school: School) -> None:
    page = page_of(school)
    page.upload(calendar=CALENDAR, pupils=PUPILS, marks=MARKS + f"{RHYS},H,10/03/2026,AM,,\n")
    run = latest_run()
    page.settle(run)
    shown = page.get(f"{run.pk}/").content.decode()
    assert "1 of 18 rows needs attention. Nothing has been changed." in shown
    assert "H was withdrawn on 19 Aug 2024." in shown
    assert f"{run.pk}/apply/" not in shown
    with nothing_changes():
        page.post(f"{run.pk}/apply/")
    assert ImportRun.objects.get(pk=run.pk).state == RunState.REFUSED


def test_the_list_of_problems_opens_safely_in_a_spreadsheet(school: School) -> None:
    page = page_of(school)
    page.upload(calendar=CALENDAR, pupils=PUPILS, marks=MARKS + f"{RHYS},=1+1,10/03/2026,AM,,\n")
    run = latest_run()
    page.settle(run)
    response = page.get(f"{run.pk}/problems.csv")
    assert response.headers["Content-Disposition"] == f'attachment; filename="import-{run.pk}-problems.csv"'
    lines = response.content.decode("utf-8-sig").splitlines()
    assert lines[0] == "File,Row,Column,Kind,What is wrong,The cell"
    assert lines[1].startswith("pupils.csv,,,Check,")
    assert lines[2].startswith("marks.csv,8,Mark,Error,")
    assert lines[2].endswith(",'=1+1")


def test_what_was_typed_in_a_cell_is_shown_as_text(school: School) -> None:
    page = page_of(school)
    page.upload(calendar=CALENDAR, pupils=changed(PUPILS, "04/08/2013", "<script>alert(1)</script>"))
    run = latest_run()
    page.settle(run)
    shown = page.get(f"{run.pk}/").content.decode()
    assert "<script>alert" not in shown
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in shown


def test_a_page_of_an_import_at_work_shows_how_far_it_is(school: School) -> None:
    page = page_of(school)
    page.upload(calendar=CALENDAR)
    run = latest_run()
    ImportRun.objects.filter(pk=run.pk).update(
        state=RunState.CHECKING, done=3, total=12, words="Checking calendar.csv"
    )
    shown = page.get(f"{run.pk}/").content.decode()
    assert '<progress max="100" value="25"' in shown
    assert "Checking calendar.csv" in shown
    assert '<noscript><meta http-equiv="refresh" content="3"></noscript>' in shown
    part = page.get(f"{run.pk}/", **{"HX-Request": "true"})
    assert part.content.decode().lstrip().startswith("<section")
    ImportRun.objects.filter(pk=run.pk).update(state=RunState.READY)
    assert page.get(f"{run.pk}/", **{"HX-Request": "true"}).headers["HX-Refresh"] == "true"


def test_files_can_be_deleted_before_they_are_brought_in(school: School) -> None:
    page = page_of(school)
    page.upload(pupils=PUPILS)
    run = latest_run()
    page.post(f"{run.pk}/discard/")
    assert not ImportRun.objects.filter(pk=run.pk).exists()
    assert not ImportFile.objects.filter(run=run.pk).exists()
    line = AuditEvent.objects.get(verb="discard")
    assert (line.obj, line.before) == (str(run.pk), {"files": ["pupils.csv"]})


def test_an_import_that_is_done_cannot_be_deleted_or_brought_in_again(school: School) -> None:
    page = page_of(school)
    page.upload(calendar=CALENDAR)
    run = latest_run()
    page.settle(run)
    page.post(f"{run.pk}/apply/")
    with nothing_changes():
        page.post(f"{run.pk}/apply/")
        page.post(f"{run.pk}/discard/")
        page.post(f"{run.pk}/columns/", action="check")
    assert ImportRun.objects.get(pk=run.pk).state == RunState.DONE


@pytest.mark.parametrize(
    ("count", "sentence"),
    [(0, "Choose at least one file"), (13, "Choose at most 12 files at once")],
)
def test_a_wrong_number_of_files_is_refused(school: School, count: int, sentence: str) -> None:
    response = page_of(school).upload(**{f"pupils{n}": PUPILS for n in range(count)})
    assert response.status_code == 422
    assert sentence in response.content.decode()


def test_a_file_that_is_too_large_is_refused(school: School, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("integrations.forms.MAX_BYTES", 100)
    response = page_of(school).upload(pupils=PUPILS)
    assert response.status_code == 422
    assert (
        "This file is larger than 60 MB. Split it by school year and try again." in response.content.decode()
    )


def test_an_import_without_a_file_left_cannot_be_checked(school: School) -> None:
    page = page_of(school)
    page.upload(pupils=b"PK\x03\x04")
    run = latest_run()
    page.settle(run, pupils="out")
    assert (
        "There is no file left to check. Upload the files again"
        in page.get(f"{run.pk}/columns/").content.decode()
    )


def test_an_unknown_field_is_refused(school: School) -> None:
    page = page_of(school)
    page.upload(calendar=CALENDAR)
    run = latest_run()
    data = page.form_of(run) | {f"file-{run.files.get().pk}-column-0": "role"}
    assert page.post(f"{run.pk}/columns/", action="check", **data).status_code == 422


def test_a_page_of_an_import_that_waits_leads_to_its_columns(school: School) -> None:
    page = page_of(school)
    page.upload(calendar=CALENDAR)
    run = latest_run()
    assert page.get(f"{run.pk}/").headers["Location"] == page.url(f"{run.pk}/columns/")


def test_the_list_of_imports_says_where_each_stands(school: School) -> None:
    page = page_of(school)
    assert "Nothing has been imported yet." in page.get().content.decode()
    page.upload(calendar=CALENDAR)
    shown = page.get().content.decode()
    assert "calendar.csv" in shown
    assert "Waiting for its columns to be confirmed" in shown


def test_an_import_starts_although_the_queue_is_away(school: School, monkeypatch: pytest.MonkeyPatch) -> None:
    def away(*args: object) -> None:
        raise OperationalError

    page = page_of(school)
    page.upload(calendar=CALENDAR)
    run = latest_run()
    with monkeypatch.context() as patch:
        patch.setattr("integrations.views.imports.check_import.delay", away)
        assert page.settle(run).status_code == 302
    run.refresh_from_db()
    assert run.state == RunState.CHECKING
    ImportRun.objects.filter(pk=run.pk).update(beat_at=timezone.now() - timedelta(minutes=3))
    take_up_imports.delay()
    assert ImportRun.objects.get(pk=run.pk).state == RunState.READY


def test_the_same_number_of_statements_for_any_number_of_problems(school: School) -> None:
    page = page_of(school)
    counts = []
    for rows in (1, 30):
        bad = "".join(f"{RHYS},H,{day:02}/03/2026,AM,,\n" for day in range(1, rows + 1))
        page.upload(calendar=CALENDAR, pupils=PUPILS, marks=MARKS + bad)
        run = latest_run()
        page.settle(run)
        with CaptureQueriesContext(connection) as captured:
            page.get(f"{run.pk}/")
        counts.append(len(captured))
    assert counts[0] == counts[1]
