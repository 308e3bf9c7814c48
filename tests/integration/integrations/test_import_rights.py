"""Who may bring files in: at the page, in the worker, and at another school."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import AuditEvent
from accounts.roles import Role
from integrations.models import ImportRun, RunState
from integrations.tasks import apply_import, check_import, drop_old_uploads, take_up_imports
from schools.models import Membership, School
from tests.integration.integrations.conftest import new_school
from tests.integration.integrations.pages import latest_run, page_of
from tests.integration.integrations.steps import CALENDAR, PUPILS, nothing_changes

pytestmark = pytest.mark.django_db

ALLOWED = (Role.OFFICER, Role.ADMIN)
PATHS = ("", "{run}/", "{run}/columns/", "{run}/problems.csv")


@pytest.mark.parametrize("role", list(Role))
def test_only_the_officer_and_the_administrator_see_imports(full_school: School, role: Role) -> None:
    run = ImportRun.objects.filter(school=full_school).latest("pk")
    page = page_of(full_school, role)
    for path in PATHS:
        status = page.get(path.format(run=run.pk)).status_code
        allowed = 302 if "columns" in path else 200
        assert status == (allowed if role in ALLOWED else 403), path


def test_an_import_of_another_school_is_not_found(full_school: School) -> None:
    run = ImportRun.objects.filter(school=full_school).latest("pk")
    shah = page_of(new_school(), name="Dr Shah")
    for path in (*PATHS[1:], "{run}/apply/", "{run}/discard/"):
        assert shah.get(path.format(run=run.pk)).status_code in (404, 405), path
        assert shah.post(path.format(run=run.pk)).status_code in (404, 405), path
    shah.school = full_school
    assert shah.get().status_code == 404


def test_marks_that_differ_are_named_only_to_those_who_may_see_marks(full_school: School) -> None:
    marks = "UPN,Mark,Mark date,AM/PM\nD886399920003,M,09/03/2026,AM\n"
    for role, sees in ((Role.OFFICER, True), (Role.ADMIN, False)):
        page = page_of(full_school, role)
        page.upload(marks=marks)
        run = latest_run()
        page.settle(run)
        shown = page.get(f"{run.pk}/").content.decode()
        assert "Rhys Davies" in shown
        assert ("</span>I</td>" in shown) is sees


def test_the_worker_asks_again_who_may_import(school: School) -> None:
    page = page_of(school)
    page.upload(calendar=CALENDAR, pupils=PUPILS)
    run = latest_run()
    page.settle(run)
    ImportRun.objects.filter(pk=run.pk).update(state=RunState.APPLYING)
    Membership.objects.filter(user=page.user).delete()
    with nothing_changes():
        apply_import.delay(run.pk)
    run.refresh_from_db()
    assert run.state == RunState.FAILED
    assert run.words == f"Ms Okafor may no longer bring files into {school.name}. Nothing was changed."


def test_a_second_delivery_of_a_job_changes_nothing(school: School) -> None:
    page = page_of(school)
    page.upload(calendar=CALENDAR)
    run = latest_run()
    page.settle(run)
    page.post(f"{run.pk}/apply/")
    with nothing_changes():
        check_import.delay(run.pk)
        apply_import.delay(run.pk)
    assert ImportRun.objects.get(pk=run.pk).state == RunState.DONE


def test_an_import_whose_worker_died_is_taken_up_by_the_schedule(school: School) -> None:
    page = page_of(school)
    page.upload(calendar=CALENDAR)
    run = latest_run()
    page.settle(run)
    long_ago = timezone.now() - timedelta(minutes=5)
    ImportRun.objects.filter(pk=run.pk).update(state=RunState.APPLYING, beat_at=long_ago)
    take_up_imports.delay()
    assert ImportRun.objects.get(pk=run.pk).state == RunState.DONE


def test_uploads_that_nobody_brought_in_are_deleted_after_a_week(school: School) -> None:
    page = page_of(school)
    page.upload(pupils=PUPILS)
    run = latest_run()
    drop_old_uploads.delay()
    assert bytes(run.files.get().content)
    ImportRun.objects.filter(pk=run.pk).update(created_at=timezone.now() - timedelta(days=8))
    drop_old_uploads.delay()
    run.refresh_from_db()
    assert (run.files.count(), run.state) == (0, RunState.FAILED)
    assert "have been deleted" in page.get(f"{run.pk}/").content.decode()


def test_the_download_of_the_list_leaves_a_line_in_the_audit(full_school: School) -> None:
    run = ImportRun.objects.filter(school=full_school).latest("pk")
    page = page_of(full_school)
    page.get(f"{run.pk}/problems.csv")
    assert AuditEvent.objects.filter(verb="export", actor=page.user.pk, obj=str(run.pk)).count() == 1
