"""Given a child who said something, when an assistant writes it down on a phone, then the lead reads it."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.journeys.browser import PHONE, Reception
from tests.journeys.looks import check_page
from tests.journeys.steps import given_a_password_and_an_app
from tests.seats import given_a_concern
from tests.sign_in_pages import code_now
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


def test_the_lead_reads_it_acknowledges_and_decides(reception: Reception, world: World) -> None:
    given_a_password_and_an_app(world.reid)
    given_a_concern(world.lane, world.pupils[0])
    page = reception.page(world.reid)
    when_the_lead_opens_the_inbox(page)
    page.get_by_role("link", name="Ref 1").click()
    check_page(page)
    page.get_by_role("button", name="Acknowledge").click()
    then_it_is_decided(page)
    page.get_by_role("link", name="The file").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Amir Khan, chronology")
    expect(page.get_by_text("Asked for a second lunch.")).to_be_visible()
    check_page(page)


def when_the_lead_opens_the_inbox(page: Page) -> None:
    page.goto("/marlowe-park/")
    expect(page.get_by_text("1 new concern to read")).to_be_visible()
    page.get_by_role("link", name="Open the inbox").click()
    page.get_by_label("Code").fill(code_now())
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Safeguarding")
    check_page(page)


def then_it_is_decided(page: Page) -> None:
    page.get_by_label("Monitor").check()
    page.get_by_label("Decision").fill("Watch at lunch for two weeks.")
    page.get_by_label("Reason").fill("Hungry once; nothing else is known.")
    page.get_by_label("Reply to the writer").fill("Thank you. I will speak to her.")
    page.get_by_role("button", name="Save the decision").click()
    expect(page.get_by_text("Watch at lunch for two weeks.").first).to_be_visible()
    check_page(page)
