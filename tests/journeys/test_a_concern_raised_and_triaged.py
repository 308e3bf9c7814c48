"""Given a child who said something, when an assistant writes it down on a phone, then the lead reads it."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.journeys.browser import PHONE, Reception
from tests.journeys.looks import check_page
from tests.world import World


def test_an_assistant_raises_a_concern_on_a_phone(reception: Reception, world: World) -> None:
    page = reception.page(world.bell, size=PHONE)
    given_the_form(page)
    when_it_is_written_and_sent(page)
    expect(page.get_by_role("heading", level=1)).to_contain_text("Ref 1")
    expect(page.get_by_text("I have loads here")).to_be_visible()
    check_page(page)


def given_the_form(page: Page) -> None:
    page.goto("/marlowe-park/")
    page.locator("details.menu > summary").click()
    page.get_by_role("link", name="Raise a concern").click()
    check_page(page)


def when_it_is_written_and_sent(page: Page) -> None:
    page.get_by_label("Find a child").fill("khan")
    page.get_by_label("Find a child").press("Enter")
    page.get_by_label("Khan, Amir").check()
    page.get_by_label("The child’s own words").fill("It’s alright, I have loads here.")
    with page.expect_response(lambda answer: "draft" in answer.url):
        page.get_by_label("What you saw or heard").fill("Asked for a second lunch.")
    expect(page.get_by_text("Draft kept 08:")).to_be_visible()
    page.get_by_role("button", name="Send to the safeguarding leads").click()
