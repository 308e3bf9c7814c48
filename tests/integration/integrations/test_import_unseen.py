"""What the pages of an import show of a cell follows the rights of whoever reads them."""

import pytest

from accounts.models import AuditEvent
from accounts.roles import Role
from integrations.models import ImportFile, ImportRun, RunState
from schools.models import School
from tests.factories import TrustFactory
from tests.integration.integrations.pages import Page, latest_run, page_of
from tests.integration.integrations.steps import (
    CALENDAR,
    CONTACTS,
    MARKS,
    PUPIL_HEADINGS,
    PUPILS,
    RHYS,
    changed,
)

pytestmark = pytest.mark.django_db

WORKERS = (
    PUPIL_HEADINGS.strip()
    + ",Social worker name\n"
    + f"{RHYS},000103,Davies,Rhys,,M,04/08/2013,8,8HW,03/09/2024,,K,Y,Y,3 Mill Lane,TN1 1AA,,,Ann Canary\n"
)
HOMES = "".join(
    f"{line},{more}\n"
    for line, more in zip(
        CONTACTS.splitlines(),
        ("Address 1,Postcode,Address hidden", *["The Elms,LS9 7QQQ or so near it,Y"] * 4),
        strict=True,
    )
)
SAD_MARKS = changed(MARKS, "AM,,\n" + RHYS + ",I", "AM,,Canary words\n" + RHYS + ",Ω")
SECRETS = ("Canary", "The Elms", "LS9 7QQQ", "Ω", "Bus late")


def both(school: School) -> tuple[Page, Page]:
    """An officer, who may see these cells, and an administrator, who may not."""
    return page_of(school), page_of(school, Role.ADMIN, "Mr Osei")


def told_of(page: Page, path: str) -> set[str]:
    """The guarded words that an answer holds."""
    answer = page.get(path).content.decode()
    return {secret for secret in SECRETS if secret in answer}


def refused(page: Page, **files: str) -> ImportFile:
    """The file with refused rows of an import that was uploaded and checked."""
    page.upload(**files)
    run = latest_run()
    page.settle(run)
    return run.files.exclude(rows_with_errors=0).get()


def pages_of(file: ImportFile) -> tuple[str, ...]:
    rows = f"{file.run_id}/rows/{file.pk}/"
    return f"{file.run_id}/", f"{file.run_id}/problems.csv", rows, f"{rows}refused.csv"


def test_the_columns_page_shows_no_sample_that_the_reader_may_not_see(full_school: School) -> None:
    officer, admin = both(full_school)
    officer.upload(pupils=WORKERS, contacts=HOMES, marks=SAD_MARKS)
    path = f"{latest_run().pk}/columns/"
    assert told_of(officer, path) >= {"Canary", "The Elms"}
    assert told_of(admin, path) == set()
    assert "not shown" in admin.get(path).content.decode()
    assert "3 Mill Lane" in admin.get(path).content.decode()


def test_a_column_that_is_settled_anew_stays_unseen(full_school: School) -> None:
    officer, admin = both(full_school)
    officer.upload(pupils=WORKERS, marks=SAD_MARKS)
    run = latest_run()
    data = admin.form_of(run)
    answer = admin.post(
        f"{run.pk}/columns/",
        action="keep",
        **{name: "" if "column" in name else value for name, value in data.items()},
    )
    assert answer.status_code == 302
    assert told_of(admin, f"{run.pk}/columns/") == set()
    run.files.update(kind="staff", columns={})
    assert told_of(admin, f"{run.pk}/columns/") == set()


@pytest.mark.parametrize(
    ("kind", "text", "secrets"),
    [
        ("marks", SAD_MARKS, {"Ω"}),
        ("contacts", HOMES, {"LS9 7QQQ"}),
    ],
)
def test_a_cell_at_fault_is_shown_to_those_alone_who_may_see_it(
    full_school: School, kind: str, text: str, secrets: set[str]
) -> None:
    officer, admin = both(full_school)
    file = refused(officer, **{kind: text})
    for path in pages_of(file):
        assert told_of(officer, path) >= secrets, path
        assert told_of(admin, path) == set(), path


def test_who_may_not_see_a_cell_may_still_put_it_right(full_school: School) -> None:
    officer, admin = both(full_school)
    file = refused(officer, marks=SAD_MARKS)
    path = f"{file.run_id}/rows/{file.pk}/"
    shown = admin.get(path)
    [form] = shown.context["forms"]  # type: ignore[attr-defined]
    [(cell, _)] = form.cells_at_fault
    assert (cell.name, cell.text) == ("mark", "")
    assert "not shown, type a new value" in shown.content.decode()
    boxes = {box.html_name: box.value() or "" for box in form if box.name != "left_out"}
    number = form.row.number
    assert admin.post(path, **boxes | {f"row-{number}-mark": "I"}).status_code == 302
    file.refresh_from_db()
    assert file.corrections == {str(number): {"mark": "I"}}
    assert ImportRun.objects.get(pk=file.run_id).state == RunState.READY


def test_a_key_of_thousands_of_digits_is_no_key(full_school: School) -> None:
    page = page_of(full_school)
    page.upload(calendar=CALENDAR, pupils=PUPILS)
    run = latest_run()
    page.settle(run)
    for path, box in (("marks/", "difference"), ("apply/", "missing_leave")):
        answer = page.post(f"{run.pk}/{path}", reason="As there", **{box: "9" * 5_000})
        assert answer.status_code == 302, path


def test_the_columns_of_a_source_and_a_trust_write_their_audit_rows(full_school: School) -> None:
    page = page_of(full_school)
    page.upload_from({"new_source": "SIMS nightly", "system": ""}, pupils=PUPILS)
    page.settle(latest_run())
    TrustFactory.create()
    for table in ("integrations_sourcecolumns", "schools_trust"):
        assert AuditEvent.objects.filter(tbl=table, verb="insert").exists(), table
