"""From an empty database to a school whose checks are clean, without a shell (the first "Done when")."""

from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from accounts.models import User
from accounts.services import create_administrator
from tests.databases import Addresses
from tests.journeys import new_school
from tests.journeys.browser import Reception
from tests.journeys.looks import check_page

SCHOOL = "/furley-park-primary-school"


@pytest.fixture
def world(own_database: Addresses) -> None:
    """Nothing at all: no trust, no school, nobody."""


def test_an_administrator_sets_up_a_school_in_an_afternoon(reception: Reception, tmp_path: Path) -> None:
    page = reception.page(given_the_first_administrator(reception.site.address))
    when_the_school_is_looked_up(page, tmp_path)
    when_the_calendar_comes_from_a_file(page, tmp_path)
    when_files_are_checked(page, tmp_path)
    when_three_refused_rows_are_mended(page)
    when_everything_is_brought_in(page)
    when_the_head_is_invited(page)
    when_the_staff_are_let_in(page)
    head = reception.page(joined(new_school.HEAD_EMAIL))
    when_the_head_approves(head)
    when_it_is_said_in_whose_name_o_is_written(head)
    then_the_checks_are_clean(page)
    then_a_teacher_finds_their_register_and_lesson(reception.page(joined("h.lane@furley.example")))


def given_the_first_administrator(site: str) -> User:
    create_administrator(email="office@furley.example", full_name="Mr Osei", at=timezone.now(), site=site)
    return joined("office@furley.example")


def joined(email: str) -> User:
    """A person who followed their invitation; how that looks is a journey of its own."""
    person = User.objects.get(email=email)
    person.is_active, person.joined_at = True, timezone.now()
    person.save()
    return person


def when_the_school_is_looked_up(page: Page, folder: Path) -> None:
    page.goto("/")
    check_page(page)
    page.get_by_role("link", name="Fill in the school from a GIAS file").click()
    check_page(page)
    send_file(page, folder / "gias.csv", new_school.GIAS)
    page.get_by_role("button", name="Find the school").click()
    expect(page.get_by_role("textbox", name="Name of the school", exact=True)).to_have_value(
        "Furley Park Primary School"
    )
    expect(page.get_by_role("textbox", name="URN", exact=True)).to_have_value("146001")
    check_page(page)
    expect(page.get_by_label("Oldest year group")).to_have_value("6")
    page.get_by_label("Which system holds the legal register?").select_option(label="Daymark")
    page.get_by_role("button", name="Set up the school").click()
    expect(page.get_by_text("Furley Park Primary School is set up.")).to_be_visible()


def when_the_calendar_comes_from_a_file(page: Page, folder: Path) -> None:
    page.goto(f"{SCHOOL}/setup/")
    check_page(page)
    page.get_by_role("link", name="Calendar", exact=True).click()
    check_page(page)
    page.goto(f"{SCHOOL}/setup/calendar/file/")
    check_page(page)
    send_file(page, folder / "terms.ics", new_school.calendar())
    page.get_by_role("button", name="Show what it would change").click()
    expect(page.get_by_text("Nothing is changed yet.")).to_be_visible()
    check_page(page)
    page.get_by_role("button", name="Bring the calendar in").click()
    expect(page.get_by_text("The calendar is brought in.")).to_be_visible()
    page.goto(f"{SCHOOL}/setup/calendar/2026/")
    expect(page.get_by_role("heading", level=1)).to_contain_text("2026")
    check_page(page)


def when_files_are_checked(page: Page, folder: Path) -> None:
    page.goto(f"{SCHOOL}/import/")
    check_page(page)
    page.locator("input[type=file]").set_input_files(new_school.write_files(folder))
    page.get_by_role("button", name="Upload").click()
    check_page(page)
    page.get_by_role("button", name="Check the files").click()
    expect(page.get_by_text("3 of 191 rows need attention. Nothing has been changed.")).to_be_visible()
    check_page(page)


def when_three_refused_rows_are_mended(page: Page) -> None:
    page.get_by_role("link", name="Put 3 rows right in pupils.csv").click()
    check_page(page)
    rows = page.get_by_role("group")
    rows.filter(has_text="Row 2").get_by_label("Date of Birth").fill("30/04/2018")
    rows.filter(has_text="Row 4").get_by_label("Year Group").fill("3")
    rows.filter(has_text="Row 6").get_by_label("Sex").fill("F")
    page.get_by_role("button", name="Save and check again").click()
    expect(page.get_by_text("can be brought in. Nothing has been changed yet.")).to_be_visible()
    check_page(page)


def when_everything_is_brought_in(page: Page) -> None:
    page.get_by_role("button", name="Bring in").click()
    expect(page.get_by_text("Everything is in.")).to_be_visible()
    check_page(page)


def when_the_head_is_invited(page: Page) -> None:
    page.goto(f"{SCHOOL}/people/")
    page.get_by_label("Full name").fill("Mrs Folasade Adeyemi")
    page.get_by_label("Work email").fill(new_school.HEAD_EMAIL)
    page.get_by_label("Role").select_option(label="Head teacher")
    page.get_by_role("button", name="Send the invitation").click()
    expect(page.get_by_text("was sent an invitation")).to_be_visible()
    check_page(page)


def when_the_staff_are_let_in(page: Page) -> None:
    page.goto(f"{SCHOOL}/setup/staff/?show=without")
    check_page(page)
    for box in page.get_by_role("checkbox").all():
        box.check()
    page.get_by_role("button", name="Let in who is ticked").click()
    expect(page.get_by_role("status").first).to_be_visible()
    check_page(page)


def when_the_head_approves(page: Page) -> None:
    page.goto(f"{SCHOOL}/people/approvals/")
    check_page(page)
    for name in ("Callum Reid", "Amy Farrow"):
        page.get_by_role("listitem").filter(has_text=name).get_by_role("button", name="Approve").click()
        expect(page.get_by_text(f"{name}: role approved.")).to_be_visible()
    expect(page.get_by_text("Nothing waits for your approval.")).to_be_visible()


def when_it_is_said_in_whose_name_o_is_written(page: Page) -> None:
    joined("n.okafor@furley.example")
    page.goto(f"{SCHOOL}/setup/checks/")
    page.get_by_role("link", name="in whose name O is written").first.click()
    check_page(page)
    page.goto(f"{SCHOOL}/setup/values/n_code.written_by/")
    page.get_by_label("O is written in the name of").select_option(label="Ngozi Okafor, Attendance officer")
    page.get_by_label("Source").fill("Head, today")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("O is written in the name of: saved.")).to_be_visible()
    check_page(page)


def then_the_checks_are_clean(page: Page) -> None:
    for email in ("c.reid@furley.example", "a.farrow@furley.example"):
        joined(email)
    page.goto(f"{SCHOOL}/setup/checks/")
    expect(page.get_by_text("Nothing is missing and nothing is contradictory.")).to_be_visible()
    check_page(page)
    page.goto(f"{SCHOOL}/")
    check_page(page)


def then_a_teacher_finds_their_register_and_lesson(page: Page) -> None:
    page.goto(f"{SCHOOL}/")
    expect(page.get_by_role("link", name="Oak").first).to_be_visible()
    check_page(page)


def send_file(page: Page, path: Path, text: str) -> None:
    """Choose a file in the page's only file box."""
    path.write_text(text, encoding="utf-8")
    page.locator("input[type=file]").set_input_files(path)
