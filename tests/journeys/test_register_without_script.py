"""The same register as a plain form, for a browser that runs no script."""

from playwright.sync_api import Page, expect

from tests.journeys.browser import Reception
from tests.journeys.looks import axe_finds, show_without_script
from tests.journeys.steps import open_register, row_of
from tests.world import World


def test_a_register_is_taken_by_a_plain_form(reception: Reception, world: World) -> None:
    page = reception.page(world.lane, script=False)
    open_register(page, world)
    when_two_pupils_are_marked_and_saved(page)
    then_the_page_says(page, "Register saved at 08:")
    when_the_register_is_submitted_too_early(page)
    then_the_page_says(page, "28 pupils have no mark. Mark every pupil, then submit")
    when_the_others_are_marked_present(page)
    then_thirty_are_marked_and_the_two_kept(page)
    page.get_by_role("button", name="Submit register").click()
    then_the_page_says(page, "Register submitted 08:")


def test_the_plain_form_has_no_fault_for_axe(reception: Reception, world: World) -> None:
    page = reception.page(world.lane)
    show_without_script(page)
    open_register(page, world)
    expect(row_of(page, 1).get_by_role("radio", name="None")).to_be_visible()
    assert axe_finds(page) == []


def test_a_mark_is_taken_back_by_a_plain_form(reception: Reception, world: World) -> None:
    page = reception.page(world.lane, script=False)
    open_register(page, world)
    when_two_pupils_are_marked_and_saved(page)
    row_of(page, 1).get_by_role("radio", name="None").check()
    page.get_by_role("button", name="Save", exact=True).click()
    expect(row_of(page, 1).get_by_role("radio", checked=True)).to_have_count(0)
    expect(row_of(page, 2).get_by_role("radio", name="Late")).to_be_checked()


def test_the_office_sets_any_code_by_a_plain_form(reception: Reception, world: World) -> None:
    page = reception.page(world.okafor, script=False)
    open_register(page, world)
    row_of(page, 3).get_by_label("Another code").fill("i")
    page.get_by_role("button", name="Save", exact=True).click()
    then_the_page_says(page, "Register saved at 08:")
    expect(row_of(page, 3).get_by_role("radio", name="I", exact=True)).to_be_checked()


def when_two_pupils_are_marked_and_saved(page: Page) -> None:
    choose(page, 1, "Not here, no reason yet")
    choose(page, 2, "Late")
    row_of(page, 2).get_by_label("Minutes late").fill("7")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(row_of(page, 2)).to_contain_text("7 min late")


def when_the_register_is_submitted_too_early(page: Page) -> None:
    page.get_by_role("button", name="Submit register").click()


def when_the_others_are_marked_present(page: Page) -> None:
    page.get_by_role("button", name="Mark the others present").click()


def then_thirty_are_marked_and_the_two_kept(page: Page) -> None:
    expect(page.get_by_text("30 of 30", exact=True)).to_be_visible()
    expect(row_of(page, 1).get_by_role("radio", name="Not here")).to_be_checked()
    expect(row_of(page, 2).get_by_role("radio", name="Late")).to_be_checked()
    expect(row_of(page, 3).get_by_role("radio", name="Present")).to_be_checked()


def then_the_page_says(page: Page, words: str) -> None:
    expect(page.locator(".note").filter(has_text=words)).to_be_visible()


def choose(page: Page, number: int, words: str) -> None:
    row_of(page, number).locator("label").filter(has_text=words).click()
