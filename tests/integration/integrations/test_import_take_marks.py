"""Where the systems differ, an officer may take the other's mark, as an amendment with its reason."""

from datetime import date

import pytest
from django.db.models import F

from accounts.roles import Role
from attendance.models import Mark, MarkAmendment
from integrations.models import ImportDifference, ImportRun
from schools.models import School
from tests.factories import SchoolFactory
from tests.integration.integrations.pages import Page, page_of
from tests.integration.integrations.steps import MAJA, RHYS, brought_in, nothing_changes

pytestmark = pytest.mark.django_db

MONDAY = date(2026, 3, 9)


@pytest.fixture
def run(full_school: School) -> ImportRun:
    """An import with two marks that differ from ours."""
    rows = f"{RHYS},M,09/03/2026,AM,\n{MAJA},/,09/03/2026,AM,\n{MAJA},L,09/03/2026,PM,9\n"
    return brought_in(full_school, {"marks.csv": f"UPN,Mark,Mark date,AM/PM,Minutes late\n{rows}"})


def take(page: Page, run: ImportRun, *differences: int, reason: str = "As Arbor has it") -> str:
    """Tick marks and take them; the page that follows."""
    page.client.post(page.url(f"{run.pk}/marks/"), {"difference": differences, "reason": reason})
    return page.get(f"{run.pk}/").content.decode()


def test_a_mark_is_taken_and_what_it_was_is_kept(full_school: School, run: ImportRun) -> None:
    page = page_of(full_school)
    assert "Take the ticked marks from the file" in page.get(f"{run.pk}/").content.decode()
    difference = ImportDifference.objects.get(pupil__upn=RHYS)
    shown = take(page, run, difference.pk)
    assert "1 mark taken from the file, as amendments." in shown
    mark = Mark.objects.get(pupil__upn=RHYS, date=MONDAY, session=difference.session)
    assert (mark.code, mark.set_by_id, mark.version) == (difference.theirs, page.user.pk, 2)
    amendment = MarkAmendment.objects.get()
    assert (amendment.reason, amendment.pupil.upn) == ("As Arbor has it", RHYS)
    assert run.files.get().different == 1
    assert list(ImportDifference.objects.values_list("pupil__upn", flat=True)) == [MAJA]


def test_a_mark_that_was_changed_since_stays(full_school: School, run: ImportRun) -> None:
    ImportDifference.objects.filter(pupil__upn=RHYS).update(ours=F("theirs"))
    page = page_of(full_school)
    with nothing_changes():
        shown = take(page, run, *ImportDifference.objects.values_list("pk", flat=True))
    assert "Our mark of Rhys Davies on Monday 9 March AM was changed since this check." in shown
    assert ImportDifference.objects.count() == 2


@pytest.mark.parametrize("reason", ["", " x "])
def test_no_mark_is_taken_without_a_reason(full_school: School, run: ImportRun, reason: str) -> None:
    page = page_of(full_school)
    with nothing_changes():
        take(page, run, *ImportDifference.objects.values_list("pk", flat=True), reason=reason)


def test_nothing_ticked_is_told(full_school: School, run: ImportRun) -> None:
    assert "Tick the marks to take from the file" in take(page_of(full_school), run)


def test_who_may_not_amend_takes_none(full_school: School, run: ImportRun) -> None:
    page = page_of(full_school, Role.ADMIN, "Mr Osei")
    pks = list(ImportDifference.objects.values_list("pk", flat=True))
    with nothing_changes():
        assert "Take the ticked marks" not in take(page, run, *pks)
    assert page.post(f"{run.pk}/marks/", difference=str(pks[0]), reason="Because").status_code == 403


def test_an_import_of_another_school_is_not_there(run: ImportRun) -> None:
    elsewhere = page_of(SchoolFactory.create())
    assert elsewhere.post(f"{run.pk}/marks/", difference="1", reason="Because").status_code == 404
