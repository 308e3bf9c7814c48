"""The network goes and comes back: marks wait on the page and are sent by themselves."""

from playwright.sync_api import Page, expect

from tests.journeys.browser import Reception
from tests.journeys.looks import check_page
from tests.journeys.steps import Keys, expect_all_saved, expect_mark, open_register, state_of_saving
from tests.world import World


def test_marks_wait_for_the_network(reception: Reception, world: World) -> None:
    page = reception.page(world.lane)
    open_register(page, world)
    page.context.set_offline(True)
    when_three_pupils_are_marked(page)
    then_the_page_says_what_waits(page)
    page.context.set_offline(False)
    then_the_marks_are_sent(page)


def when_three_pupils_are_marked(page: Page) -> None:
    Keys(page).press("/", "n", "l")


def then_the_page_says_what_waits(page: Page) -> None:
    expect(state_of_saving(page)).to_contain_text("3 not sent")
    expect(page.get_by_role("alert")).to_contain_text("No connection since 08:")
    expect(page.get_by_role("alert")).to_contain_text("3 marks are waiting on this computer.")
    check_page(page)


def then_the_marks_are_sent(page: Page) -> None:
    expect_all_saved(page)
    expect(page.get_by_role("alert")).to_be_hidden()
    page.reload()
    for number, letter in enumerate(("/", "N", "L"), start=1):
        expect_mark(page, number, letter)
