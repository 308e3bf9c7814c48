"""The session ends while a teacher types: the marks stay on the page and are saved after signing in."""

from playwright.sync_api import Page, expect

from tests.journeys.browser import Reception
from tests.journeys.looks import check_page
from tests.journeys.steps import Keys, expect_all_saved, expect_mark, open_register
from tests.world import World


def test_marks_wait_for_the_teacher_to_sign_in_again(reception: Reception, world: World) -> None:
    page = reception.page(world.lane)
    open_register(page, world)
    Keys(page).press("/")
    expect_all_saved(page)
    reception.sign_out(page)
    when_she_marks_on(page)
    then_she_is_asked_to_sign_in_and_nothing_is_lost(page)
    reception.sign_in(page.context, world.lane)
    page.get_by_role("button", name="I have signed in").click()
    then_the_marks_are_saved(page)


def when_she_marks_on(page: Page) -> None:
    Keys(page).press("n", "l")


def then_she_is_asked_to_sign_in_and_nothing_is_lost(page: Page) -> None:
    dialog = page.get_by_role("dialog", name="Sign in again to save. Your marks are still here")
    expect(dialog).to_be_visible()
    expect_mark(page, 2, "N")
    expect_mark(page, 3, "L")
    check_page(page)


def then_the_marks_are_saved(page: Page) -> None:
    expect(page.get_by_role("dialog")).to_be_hidden()
    expect_all_saved(page)
    page.reload()
    for number, letter in enumerate(("/", "N", "L"), start=1):
        expect_mark(page, number, letter)
