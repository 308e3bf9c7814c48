"""Files of another system come in: chosen, their columns confirmed, checked, and brought in."""

from pathlib import Path

from playwright.sync_api import Page, expect

from accounts.roles import Role
from tests.factories.pupils import upn
from tests.journeys.browser import Reception
from tests.journeys.looks import check_page
from tests.world import World

PUPILS = f"""\
UPN,Admission No,Surname,Forename,Sex,DOB,Year,Reg group,Date of admission
{upn(901)},90001,Ashby,Rowan,F,14/06/2014,8,8HW,01/09/2026
{upn(902)},90002,Thorne,Idris,M,02/02/2014,8,8HW,01/09/2026
"""


def test_a_file_is_checked_and_then_brought_in(reception: Reception, world: World, tmp_path: Path) -> None:
    page = reception.page(world.staff[Role.ADMIN])
    when_a_file_is_chosen(page, tmp_path, PUPILS)
    when_the_columns_are_confirmed(page)
    then_the_check_found_no_fault(page)
    page.get_by_role("button", name="Bring in").click()
    expect(page.get_by_text("Everything is in.")).to_be_visible()
    check_page(page)
    then_the_pupil_can_be_found(reception.page(world.okafor))


def test_a_file_with_a_fault_changes_nothing(reception: Reception, world: World, tmp_path: Path) -> None:
    page = reception.page(world.staff[Role.ADMIN])
    when_a_file_is_chosen(page, tmp_path, PUPILS.replace("14/06/2014", "31/02/2014"))
    when_the_columns_are_confirmed(page)
    then_the_fault_is_named_by_its_row(page)
    expect(page.get_by_role("button", name="Bring in")).to_have_count(0)


def when_a_file_is_chosen(page: Page, folder: Path, text: str) -> None:
    page.goto("/marlowe-park/import/")
    check_page(page)
    file = folder / "pupils.csv"
    file.write_text(text)
    page.locator("input[type=file]").set_input_files(file)
    page.get_by_role("button", name="Upload").click()


def when_the_columns_are_confirmed(page: Page) -> None:
    expect(page.get_by_label("Surname is read as")).to_have_value("legal_surname")
    check_page(page)
    page.get_by_role("button", name="Check the files").click()


def then_the_check_found_no_fault(page: Page) -> None:
    expect(page.get_by_text("All 2 rows can be brought in. Nothing has been changed yet.")).to_be_visible()
    check_page(page)


def then_the_fault_is_named_by_its_row(page: Page) -> None:
    row = page.get_by_role("row").filter(has_text="31/02/2014")
    expect(row.get_by_role("rowheader", name="2", exact=True)).to_be_visible()
    expect(row).to_contain_text("Error")
    check_page(page)


def then_the_pupil_can_be_found(page: Page) -> None:
    page.goto("/marlowe-park/")
    page.keyboard.press("Control+k")
    page.keyboard.type("ashby")
    page.keyboard.press("Enter")
    expect(page.get_by_role("link", name="Ashby")).to_be_visible()
    check_page(page)
    page.get_by_role("link", name="Ashby").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Rowan Ashby")
    check_page(page)
