"""The lead opens the area, hides the screen when somebody comes in, and loses nothing of what was typed."""

from dataclasses import replace

from playwright.sync_api import Page, expect

from tests.journeys.browser import DESK, PHONE, Reception
from tests.journeys.looks import check_page
from tests.journeys.steps import given_a_password_and_an_app
from tests.journeys.test_first_day_of_an_account import has_a_fingerprint_reader
from tests.sign_in_pages import PASSWORD, code_now
from tests.world import World


def test_the_screen_is_hidden_and_comes_back_with_what_was_typed(reception: Reception, world: World) -> None:
    given_a_password_and_an_app(world.reid)
    page = reception.page(world.reid, size=DESK)
    page.clock.install()
    page.goto(f"/marlowe-park/safeguarding/pupils/{world.pupils[0].pk}/export/")
    expect(page.get_by_role("heading", name="Confirm that it is you")).to_be_visible()
    check_page(page)
    page.get_by_label("Code").fill(code_now())
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Export the chronology of")
    check_page(page)
    page.get_by_label("Who receives it").fill("D. Imran")

    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    expect_hidden(page)
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    expect_hidden(page)
    page.keyboard.press("Enter")
    expect(page.get_by_label("Who receives it")).to_have_value("D. Imran")

    page.get_by_role("button", name="Blank screen").click()
    expect_hidden(page)
    page.clock.fast_forward(61_000)
    page.get_by_label("Your code").fill("000000")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_have_text("That code did not work. Wait for the next one.")
    page.get_by_label("Your code").fill(code_now(+1))
    page.keyboard.press("Enter")
    expect(page.get_by_label("Who receives it")).to_have_value("D. Imran")
    expect(page).to_have_title("Export a chronology – Marlowe Park Academy")

    page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
    check_page(page)


def test_a_passkey_opens_the_area_as_well(reception: Reception, world: World) -> None:
    reception.site = replace(reception.site, address=reception.site.address.replace("127.0.0.1", "localhost"))
    given_a_password_and_an_app(world.reid)
    page = reception.page(world.reid)
    has_a_fingerprint_reader(page)
    page.goto("/account/2fa/webauthn/add/")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Go on").click()
    page.get_by_label("Name").fill("My laptop")
    page.get_by_role("button", name="Add", exact=True).click()
    expect(page.get_by_text("The passkey is added.")).to_be_visible()
    page.goto(f"/marlowe-park/safeguarding/pupils/{world.pupils[0].pk}/export/")
    check_page(page)
    page.get_by_role("button", name="Use a passkey or key").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Export the chronology of")


def expect_hidden(page: Page) -> None:
    """Nothing of the page is seen or read out, and its title tells nothing."""
    expect(page.get_by_role("dialog", name="Hidden screen")).to_be_visible()
    expect(page.get_by_label("Who receives it")).to_be_hidden()
    expect(page).to_have_title("Daymark")
    shown = page.get_by_role("dialog").inner_text().lower()
    assert "safeguarding" not in shown
    check_page(page)
