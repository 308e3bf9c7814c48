"""The page of a pupil by keyboard alone: tiles, the year and its table, the timeline, what is next."""

import re

from playwright.sync_api import Locator, Page, expect

from tests.integration.attendance.chronology_steps import a_day_of_everything
from tests.integration.reporting.year_steps import a_year_of_everything
from tests.journeys.browser import DESK, PHONE, TABLET, Reception
from tests.journeys.looks import check_page
from tests.world import World

MOST_STEPS = 120


def test_the_keyboard_alone_reaches_everything_on_a_pupils_page(reception: Reception, world: World) -> None:
    amir = world.pupils[0]
    a_year_of_everything(amir)
    a_day_of_everything(world, amir)
    page = reception.page(world.okafor)
    page.goto(f"/marlowe-park/pupils/{amir.pk}/")
    expect(page.get_by_role("img", name="Sessions this school year")).to_be_visible()
    looks_right(page)

    tab_to(page, page.locator(".kpis a").first)
    tab_to(page, page.get_by_role("region", name="The year as a calendar"))
    tab_to(page, page.locator("#chronology").get_by_role("link", name="Calls and messages"))
    tab_to(page, page.get_by_role("link", name=re.compile("N codes must be resolved")))
    tab_to(page, page.get_by_role("link", name=re.compile("^Call")).first)

    tab_to(page, page.get_by_role("link", name="Table", exact=True), backwards=True)
    page.keyboard.press("Enter")
    expect(page.get_by_role("table", name=re.compile("Sessions by week"))).to_be_visible()
    looks_right(page)

    tab_to(page, page.get_by_role("link", name="Skip the table"))
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(page.locator("#chronology").get_by_role("link", name="All", exact=True)).to_be_focused()
    page.goto(f"/marlowe-park/pupils/{amir.pk}/?show=table")

    tab_to(page, page.get_by_role("link", name=re.compile("Monday 8 March, morning: N")))
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/registers/2027-03-08/.*/am/amend/"))
    expect(page.get_by_role("heading", level=1)).to_contain_text("Amir Khan")


def tab_to(page: Page, place: Locator, *, backwards: bool = False) -> None:
    """Press Tab until the focus stands there."""
    for _ in range(MOST_STEPS):
        if place.evaluate("node => node === document.activeElement"):
            return
        page.keyboard.press("Shift+Tab" if backwards else "Tab")
    raise AssertionError(f"The keyboard does not reach {place}")


def looks_right(page: Page) -> None:
    """For axe, light and dark, and in width."""
    for width, height in (PHONE, TABLET, DESK):
        page.set_viewport_size({"width": width, "height": height})
        check_page(page)
