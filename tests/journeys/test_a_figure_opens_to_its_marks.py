"""From "+2 now persistently absent" on Today to one pupil's marks and the rule, in two presses."""

import re

from playwright.sync_api import Page, expect

from tests.integration.attendance.year_steps import a_year
from tests.journeys.browser import DESK, PHONE, Reception
from tests.journeys.looks import check_page
from tests.world import World


def test_a_number_of_today_opens_to_marks_and_rule_in_two_presses(reception: Reception, world: World) -> None:
    given_two_who_reached_a_tenth_on_monday(world)
    page = reception.page(world.okafor)
    page.goto("/marlowe-park/")
    panel = page.locator("#movement")
    expect(panel.get_by_role("img", name="Pupils persistently absent, by fortnight")).to_be_visible()
    expect(panel).to_contain_text("+2")
    looks_right(page)

    panel.get_by_role("link", name="Now persistently absent").click()
    expect(page).to_have_url(re.compile("/figures/movement/#new$"))
    looks_right(page)

    page.locator("#new").get_by_role("link", name="Amir Khan").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Marks of Amir Khan")
    expect(page.get_by_text("199 of 222")).to_be_visible()
    expect(page.get_by_text("Crossed on 8 March 2027: 23 of 222 sessions missed")).to_be_visible()
    expect(page.get_by_text("Missed 10% or more of their own possible sessions")).to_be_visible()
    looks_right(page)


def given_two_who_reached_a_tenth_on_monday(world: World) -> None:
    for pupil in world.pupils[:2]:
        a_year(pupil, before=21, week=2)
    a_year(world.pupils[2], before=35, week=1)
    a_year(world.pupils[3], before=20, week=1)


def looks_right(page: Page) -> None:
    """For axe and in width, at the desk and on a phone."""
    for width, height in (PHONE, DESK):
        page.set_viewport_size({"width": width, "height": height})
        check_page(page)
