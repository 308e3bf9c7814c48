"""Nobody reaches the family of a pupil with a social worker: the officer tells the DSL, who decides."""

import re
from pathlib import Path
from uuid import uuid4

import pytest
from playwright.sync_api import Page, expect

from attendance.models import ContactAttempt, Outcome
from attendance.services.marks import MarkChange, save_marks
from schools.models import Pupil
from tests.factories import ProtectedFactFactory
from tests.journeys.browser import PHONE, Reception
from tests.journeys.looks import check_page
from tests.sites import ServeSite, Site
from tests.world import NOW, World

STARTS_AT = "2027-03-09T10:20"
CALLED_AT = NOW.replace(hour=9, minute=50)


@pytest.fixture
def site(world: World, serve_site: ServeSite, tmp_path: Path) -> Site:
    """The web server, where it is 10:20: the calls have been made."""
    return serve_site(DAYMARK_NOW=STARTS_AT, DAYMARK_DATA_DIR=str(tmp_path / "data"))


@pytest.fixture
def pupil(world: World) -> Pupil:
    """Amir Khan has a social worker, is marked N, and nobody answers at home."""
    amir = world.pupils[0]
    ProtectedFactFactory.create(pupil=amir, worker_name="Dana Price", worker_phone="01632960001")
    save_marks(world.frame(), [MarkChange(amir.pk, "N", 0)], by=world.okafor, office=True, at=NOW)
    for name, outcome in (("Mrs Sana Khan", Outcome.VOICEMAIL), ("Mr Imran Khan", Outcome.NO_ANSWER)):
        ContactAttempt.objects.create(
            school=world.marlowe,
            pupil=amir,
            date=CALLED_AT.date(),
            call=uuid4(),
            name=name,
            outcome=outcome,
            made_by=world.bell,
            made_at=CALLED_AT,
        )
    return amir


def test_the_dsl_is_told_with_the_tries_and_decides_on_a_visit(
    reception: Reception, world: World, pupil: Pupil
) -> None:
    officer = reception.page(world.okafor)
    when_the_officer_tells_the_dsl_in_a_line(officer, pupil)
    lead = reception.page(world.reid, size=PHONE, dark=True)
    then_the_dsl_finds_the_pupil_with_the_tries(lead)
    when_the_dsl_decides_on_a_visit(lead)
    then_the_officer_sees_the_outcome_alone(officer, pupil)
    when_the_officer_tells_the_social_worker(officer, pupil)
    then_nobody_is_left_to_tell(lead)


def when_the_officer_tells_the_dsl_in_a_line(page: Page, pupil: Pupil) -> None:
    page.goto("/marlowe-park/contact/")
    page.get_by_role("link", name="Tell").first.click()
    expect(page.get_by_text("Call: voicemail left")).to_be_visible()
    check_page(page)
    page.get_by_label("What worries you").fill("Neither parent answers, and the aunt knows nothing")
    page.get_by_role("button", name="Tell the DSL").click()
    expect(page.get_by_text("Amir Khan: Ms Okafor told the DSL at 10:2")).to_be_visible()


def then_the_dsl_finds_the_pupil_with_the_tries(page: Page) -> None:
    page.goto("/marlowe-park/escalations/")
    line = page.locator("#to-decide li")
    expect(line).to_have_count(1)
    expect(line).to_contain_text("SW")
    expect(line).to_contain_text("2 tries, the last 09:50")
    check_page(page)
    line.get_by_role("link", name="Decide Amir Khan").click()
    expect(page.get_by_text("Neither parent answers")).to_be_visible()
    expect(page.get_by_text("Dana Price")).to_be_visible()
    check_page(page)


def when_the_dsl_decides_on_a_visit(page: Page) -> None:
    page.get_by_label("Home visit").check()
    page.get_by_role("button", name="Save the decision").click()
    expect(page.get_by_text("Amir Khan: home visit.")).to_be_visible()
    check_page(page)
    expect(page.get_by_role("link", name="Plan the visit")).to_have_attribute(
        "href", re.compile(r"/visits/new/\?pupil=\d+$")
    )


def then_the_officer_sees_the_outcome_alone(page: Page, pupil: Pupil) -> None:
    page.goto(f"/marlowe-park/contact/{pupil.pk}/dsl/")
    expect(page.get_by_text(re.compile(r"Mr Reid decided at 10:2\d: home visit\."))).to_be_visible()


def when_the_officer_tells_the_social_worker(page: Page, pupil: Pupil) -> None:
    page.goto(f"/marlowe-park/contact/{pupil.pk}/agencies/")
    check_page(page)
    page.get_by_label("Reached").check()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Amir Khan: told. It is written down.")).to_be_visible()


def then_nobody_is_left_to_tell(page: Page) -> None:
    page.goto("/marlowe-park/escalations/")
    expect(page.get_by_text("No social worker is left to tell.")).to_be_visible()
    expect(page.locator("#waiting")).to_contain_text("Nobody has planned it yet")
