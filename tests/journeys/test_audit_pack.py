"""An inspector is at the door: the officer makes a register audit pack and saves it."""

from zipfile import ZipFile

from playwright.sync_api import expect

from tests.journeys.browser import Reception
from tests.journeys.looks import check_page
from tests.world import World

# The test's site has no worker: the answer waits for the press to start and to print.
WHILE_IT_IS_MADE = 60_000


def test_the_officer_makes_a_pack_and_saves_it(reception: Reception, world: World) -> None:
    page = reception.page(world.okafor)
    page.goto("/marlowe-park/registers/packs/")
    check_page(page)
    page.get_by_label("Period").select_option(label="Other dates")
    page.get_by_label("First day").fill("2027-03-08")
    page.get_by_label("Last day").fill("2027-03-09")
    page.get_by_label("8HW").check()
    page.get_by_role("button", name="Make the pack").click(timeout=WHILE_IT_IS_MADE)
    expect(page.get_by_role("heading", name="Ready")).to_be_visible(timeout=WHILE_IT_IS_MADE)
    check_page(page)
    with page.expect_download() as saved:
        page.get_by_role("link", name="Download").click()
    with ZipFile(saved.value.path()) as folder:
        assert "register-audit-pack.pdf" in folder.namelist()
        assert folder.read("register-audit-pack.pdf").startswith(b"%PDF")
