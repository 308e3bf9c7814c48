"""The list of a school's imports, what the audit keeps of them, and doubts that many rows share."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import AuditEvent
from accounts.roles import Role
from integrations.models import ImportRun, ImportSource
from integrations.queries.runs import run_report
from schools.models import School
from tests.factories import SchoolFactory
from tests.integration.integrations.pages import latest_run, page_of
from tests.integration.integrations.steps import AT, CALENDAR, MARKS, RHYS, checked, warnings_of

pytestmark = pytest.mark.django_db


def test_the_list_counts_rows_refusals_and_changes(full_school: School) -> None:
    page = page_of(full_school)
    page.upload(marks=MARKS + f"{RHYS},?,10/03/2026,AM,,\n")
    page.settle(latest_run())
    found = page.get("all/").context["found"]  # type: ignore[attr-defined]
    refused, filed = found.lines
    assert (refused.by, refused.rows, refused.refused, refused.changed) == ("Ms Okafor", 7, 1, 0)
    assert (filed.by, filed.rows, filed.refused) == ("At the terminal", 27, 0)
    assert filed.changed > 200
    assert "pupils.csv" in filed.names


def test_the_list_comes_in_pages_of_constant_cost(school: School) -> None:
    page = page_of(school)
    counts = []
    for more in (3, 30):
        ImportRun.objects.bulk_create(ImportRun(school=school, created_at=AT) for _ in range(more))
        with CaptureQueriesContext(connection) as captured:
            shown = page.get("all/").content.decode()
        counts.append(len(captured))
    assert counts[0] == counts[1]
    assert "1 to 25 of 33" in shown
    assert "26 to 33 of 33" in page.get("all/?page=2").content.decode()


def test_imports_of_another_school_are_not_in_the_list(full_school: School) -> None:
    elsewhere = page_of(SchoolFactory.create(), Role.ADMIN)
    assert "Nothing has been imported yet." in elsewhere.get("all/").content.decode()
    assert page_of(full_school, Role.HEAD).get("all/").status_code == 403


def test_the_audit_keeps_who_moved_an_import_on_and_not_how_far_it_came(school: School) -> None:
    page = page_of(school)
    page.upload(calendar=CALENDAR)
    run = latest_run()
    page.settle(run)
    page.post(f"{run.pk}/apply/")
    events = AuditEvent.objects.filter(tbl="integrations_importrun", obj=str(run.pk)).order_by("id")
    afters = [event.after or {} for event in events]
    assert [
        (event.actor, event.school, after["state"]) for event, after in zip(events, afters, strict=True)
    ] == [(page.user.pk, school.pk, state) for state in ("draft", "checking", "ready", "applying", "done")]
    assert "done" not in afters[0]


def test_the_audit_keeps_the_sources_of_files(school: School) -> None:
    source = ImportSource.objects.create(school=school, name="Arbor")
    assert AuditEvent.objects.get(tbl="integrations_importsource").obj == str(source.pk)


def test_a_doubt_that_many_rows_share_is_told_once(full_school: School) -> None:
    old = "".join(f"{RHYS},C,{day:02}/03/2026,AM,,\n" for day in (2, 3, 4, 5, 6, 10))
    run = checked(full_school, {"marks.csv": MARKS + old})
    told = [sentence for sentence in warnings_of(run) if "rows" in sentence]
    assert len(told) == 1
    assert told[0].startswith("6 rows, the first on rows 8, 9 and 10: ")
    assert run_report(run, may_see_marks=False).files[0].headline == "12 rows, 6 to check."
