"""Refused rows put right in the page and tried again, or taken away as a file."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import AuditEvent
from accounts.roles import Role
from attendance.models import Mark
from integrations.mis.csv import sync
from integrations.mis.csv.fields import Kind
from integrations.models import ImportFile, ImportRun, RunState
from integrations.services.runs import ask_to_bring_in
from schools.models import Pupil, School
from tests.factories import SchoolFactory
from tests.integration.integrations.pages import Page, latest_run, page_of
from tests.integration.integrations.steps import (
    AT,
    CALENDAR,
    CONTACTS,
    MAJA,
    MARKS,
    PUPILS,
    RHYS,
    TOBI,
    changed,
    nothing_changes,
)

pytestmark = pytest.mark.django_db

BAD_PUPILS = changed(PUPILS, "26/05/2013", "31/02/2013")


def refused(page: Page, **files: str) -> ImportFile:
    """The file with refused rows of an import that was uploaded and checked."""
    page.upload(**files)
    run = latest_run()
    page.settle(run)
    return run.files.exclude(rows_with_errors=0).get()


def rows_of(page: Page, file: ImportFile) -> str:
    return page.get(f"{file.run_id}/rows/{file.pk}/").content.decode()


def put_right(page: Page, file: ImportFile, **cells: str) -> int:
    """Send the page of rows with some cells changed; the answer's status."""
    shown = page.get(f"{file.run_id}/rows/{file.pk}/")
    data = {
        box.html_name: box.value() or ""
        for form in shown.context["forms"]  # type: ignore[attr-defined]
        for box in form
        if box.name != "left_out"
    }
    typed = {name.replace("__", "-"): text for name, text in cells.items()}
    return page.post(f"{file.run_id}/rows/{file.pk}/", **data | typed).status_code


def test_one_row_is_put_right_with_two_clicks(school: School) -> None:
    page = page_of(school)
    file = refused(page, calendar=CALENDAR, pupils=BAD_PUPILS)
    report = page.get(f"{file.run_id}/").content.decode()
    assert "Put the row right" in report
    assert "There is no 31 February 2013. Give a real date" in rows_of(page, file)
    assert put_right(page, file, **{"row-2__born_on": "26/05/2013"}) == 302
    run = ImportRun.objects.get(pk=file.run_id)
    assert run.state == RunState.READY
    page.post(f"{run.pk}/apply/")
    assert str(Pupil.objects.get(upn=TOBI).born_on) == "2013-05-26"


def test_the_page_shows_the_cells_at_fault_first_and_the_others_on_request(school: School) -> None:
    page = page_of(school)
    file = refused(page, calendar=CALENDAR, pupils=BAD_PUPILS)
    [form] = page.get(f"{file.run_id}/rows/{file.pk}/").context["forms"]  # type: ignore[attr-defined]
    assert [cell.title for cell, _ in form.cells_at_fault] == ["Date of Birth"]
    assert form.row.words == "Oluwatobi Adeyemi A886399920001"
    assert "Adeyemi" in [cell.text for cell, _ in form.other_cells]


def test_a_cell_that_is_still_wrong_is_told_again(school: School) -> None:
    page = page_of(school)
    file = refused(page, calendar=CALENDAR, pupils=BAD_PUPILS)
    put_right(page, file, **{"row-2__born_on": "32/05/2013"})
    assert ImportRun.objects.get(pk=file.run_id).state == RunState.REFUSED
    assert "32/05/2013" in rows_of(page, file)


def test_what_was_put_right_before_stays(school: School) -> None:
    page = page_of(school)
    bad = changed(BAD_PUPILS, "04/08/2013", "04/08/1813?")
    file = refused(page, calendar=CALENDAR, pupils=bad)
    put_right(page, file, **{"row-2__born_on": "26/05/2013"})
    assert put_right(page, file, **{"row-4__born_on": "04/08/2013"}) == 302
    file.refresh_from_db()
    assert file.corrections == {"2": {"born_on": "26/05/2013"}, "4": {"born_on": "04/08/2013"}}
    assert ImportRun.objects.get(pk=file.run_id).state == RunState.READY


def test_a_row_may_be_left_out_and_so_are_its_marks_and_contacts(school: School) -> None:
    page = page_of(school)
    file = refused(page, calendar=CALENDAR, pupils=BAD_PUPILS, contacts=CONTACTS, marks=MARKS)
    assert put_right(page, file, **{"row-2__left_out": "on"}) == 302
    run = ImportRun.objects.get(pk=file.run_id)
    assert run.state == RunState.READY
    assert "1 left out in the page" in page.get(f"{run.pk}/").content.decode()
    page.post(f"{run.pk}/apply/")
    assert not Pupil.objects.filter(upn=TOBI).exists()
    assert set(Mark.objects.values_list("pupil__upn", flat=True)) == {MAJA, RHYS}


def test_a_row_with_too_many_cells_is_put_right_cell_by_cell(school: School) -> None:
    page = page_of(school)
    bad = changed(CONTACTS, "Beata,O'Brien-Łukasiewicz,", "Beata,O'Brien,Łukasiewicz,")
    file = refused(page, calendar=CALENDAR, pupils=PUPILS, contacts=bad)
    shown = rows_of(page, file)
    assert "This row has 11 cells under 10 headings." in shown
    right = {
        "row-3__surname": "O'Brien-Łukasiewicz",
        "row-3__mobile": "07700 900102",
        "row-3__email": "b.obrien@example.com",
        "row-3__responsibility": "Y",
        "row-3__must_not_contact": "N",
    }
    put_right(page, file, **right)
    assert ImportRun.objects.get(pk=file.run_id).state == RunState.READY


def test_nothing_put_right_is_told(school: School) -> None:
    page = page_of(school)
    file = refused(page, calendar=CALENDAR, pupils=BAD_PUPILS)
    assert put_right(page, file) == 422


def test_what_cannot_be_stored_is_told_beside_its_cell(school: School) -> None:
    page = page_of(school)
    file = refused(page, calendar=CALENDAR, pupils=BAD_PUPILS)
    with nothing_changes():
        assert put_right(page, file, **{"row-2__born_on": "a\0b"}) == 422
    told = page.post(f"{file.run_id}/rows/{file.pk}/", **{"row-2-born_on": "a\0b"}).content.decode()
    assert '<li><a href="#id_row-2-born_on">Row 2, ' in told


def test_the_audit_keeps_which_cells_and_not_what_was_typed(school: School) -> None:
    page = page_of(school)
    file = refused(page, calendar=CALENDAR, pupils=BAD_PUPILS)
    put_right(page, file, **{"row-2__born_on": "26/05/2013"})
    line = AuditEvent.objects.get(verb="put_right")
    assert (line.actor, line.after) == (page.user.pk, {"cells": {"2": ["born_on"]}, "left_out": []})


def test_an_import_that_is_over_has_no_rows_to_put_right(school: School) -> None:
    page = page_of(school)
    file = refused(page, calendar=CALENDAR, pupils=BAD_PUPILS)
    put_right(page, file, **{"row-2__born_on": "26/05/2013"})
    page.post(f"{file.run_id}/apply/")
    for path in (f"{file.run_id}/rows/{file.pk}/", f"{file.run_id}/rows/{file.pk}/refused.csv"):
        assert page.get(path).headers["Location"] == page.url(f"{file.run_id}/")
    file.refresh_from_db()
    assert file.corrections == {}


def test_refused_rows_come_as_a_file_in_their_own_columns(school: School) -> None:
    page = page_of(school)
    file = refused(page, calendar=CALENDAR, pupils=PUPILS, marks=MARKS + f"{RHYS},=1+1,10/03/2026,AM,,\n")
    response = page.get(f"{file.run_id}/rows/{file.pk}/refused.csv")
    assert response.headers["Content-Disposition"].endswith(f'import-{file.run_id}-marks-refused.csv"')
    assert response.content.decode("utf-8-sig").splitlines() == [
        "UPN,Mark,Mark date,AM/PM,Minutes late,Comments",
        f"{RHYS},'=1+1,10/03/2026,AM,,",
    ]
    assert AuditEvent.objects.filter(verb="export", tbl="integrations_importfile").count() == 1


def test_an_administrator_sees_no_column_of_protected_facts(school: School) -> None:
    page = page_of(school, Role.ADMIN, "Mr Osei")
    file = refused(page, calendar=CALENDAR, pupils=BAD_PUPILS)
    assert "Social worker" not in rows_of(page, file)
    table = page.get(f"{file.run_id}/rows/{file.pk}/refused.csv").content.decode("utf-8-sig")
    assert "Social worker" not in table
    assert "31/02/2013" in table


def test_rows_of_another_school_are_not_there(school: School) -> None:
    file = refused(page_of(school), calendar=CALENDAR, pupils=BAD_PUPILS)
    elsewhere = page_of(SchoolFactory.create(), name="Dr Shah")
    assert elsewhere.get(f"{file.run_id}/rows/{file.pk}/").status_code == 404
    assert elsewhere.get(f"{file.run_id}/rows/{file.pk}/refused.csv").status_code == 404


def test_the_same_number_of_statements_for_any_number_of_rows(school: School) -> None:
    page = page_of(school)
    counts = []
    for rows in (3, 30):
        bad = "".join(f"{RHYS},H,{day:02}/03/2026,AM,,\n" for day in range(1, rows + 1))
        file = refused(page, calendar=CALENDAR, pupils=PUPILS, marks=MARKS + bad)
        with CaptureQueriesContext(connection) as captured:
            shown = rows_of(page, file)
        counts.append(len(captured))
    assert counts[0] == counts[1]
    assert "10 more rows need attention." in shown


def test_who_was_left_out_stays_out_when_a_dead_workers_import_goes_on(
    school: School, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = page_of(school)
    file = refused(page, calendar=CALENDAR, pupils=BAD_PUPILS, contacts=CONTACTS)
    put_right(page, file, **{"row-2__left_out": "on"})
    run = ImportRun.objects.get(pk=file.run_id)
    ask_to_bring_in(run=run, by=None, at=AT)
    with monkeypatch.context() as patch:
        patch.setitem(sync.FILERS, Kind.CONTACTS, _die)
        with pytest.raises(KeyboardInterrupt):
            sync.bring_in(run, at=AT)
    assert set(Pupil.objects.values_list("upn", flat=True)) == {MAJA, RHYS}
    sync.bring_in(run, at=AT)
    assert run.state == RunState.DONE


def _die(*_: object) -> None:
    raise KeyboardInterrupt
