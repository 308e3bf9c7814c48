"""Mistakes at the keyboard: undo, redo, clearing a mark, and marking the rest present."""

from playwright.sync_api import Page, expect

from tests.journeys.browser import Reception
from tests.journeys.looks import check_page
from tests.journeys.steps import Keys, expect_all_saved, expect_mark, open_register
from tests.world import World


def test_every_change_can_be_taken_back(reception: Reception, world: World) -> None:
    page = reception.page(world.lane)
    keys = given_three_marks(page, world)
    when_the_last_two_are_undone_and_one_is_done_again(keys)
    then_the_marks_are(page, "/", "N", "")
    when_the_second_mark_is_cleared(keys)
    then_the_marks_are(page, "/", "", "")
    then_the_server_holds_the_same(page, "/", "", "")


def test_the_rest_is_marked_present_and_taken_back_as_one_step(reception: Reception, world: World) -> None:
    page = reception.page(world.lane)
    keys = given_three_marks(page, world)
    when_the_rest_is_marked_present(keys)
    then_all_are_marked_and_an_undo_is_offered(page)
    page.get_by_role("button", name="Undo 27 present").click()
    then_the_marks_are(page, "/", "N", "L", "")
    then_the_server_holds_the_same(page, "/", "N", "L", "")


def test_an_empty_register_is_filled_only_by_who_says_so(reception: Reception, world: World) -> None:
    page = reception.page(world.lane)
    open_register(page, world)
    Keys(page).press("Shift+Enter")
    question = page.get_by_role("dialog", name="30 of 30 here?")
    expect(question).to_be_visible()
    check_page(page)
    question.get_by_role("button", name="Not yet").click()
    then_the_marks_are(page, "", "", "")
    page.get_by_role("button", name="Mark all 30 present").click()
    question.get_by_role("button", name="Yes, mark them present").click()
    expect(page.get_by_text("30 of 30", exact=True)).to_be_visible()
    expect_all_saved(page)


def given_three_marks(page: Page, world: World) -> Keys:
    open_register(page, world)
    keys = Keys(page)
    keys.press("/", "n", "l")
    then_the_marks_are(page, "/", "N", "L")
    return keys


def when_the_last_two_are_undone_and_one_is_done_again(keys: Keys) -> None:
    keys.press("Control+z", "Control+z", "Control+y")


def when_the_second_mark_is_cleared(keys: Keys) -> None:
    keys.press("Home", "ArrowDown", "Backspace")


def when_the_rest_is_marked_present(keys: Keys) -> None:
    keys.press("Shift+Enter")


def then_all_are_marked_and_an_undo_is_offered(page: Page) -> None:
    expect(page.get_by_text("30 of 30", exact=True)).to_be_visible()
    then_the_marks_are(page, "/", "N", "L", "/")
    expect(page.get_by_role("button", name="Undo 27 present")).to_be_visible()
    check_page(page)


def then_the_marks_are(page: Page, *letters: str) -> None:
    for number, letter in enumerate(letters, start=1):
        expect_mark(page, number, letter)


def then_the_server_holds_the_same(page: Page, *letters: str) -> None:
    expect_all_saved(page)
    page.reload()
    then_the_marks_are(page, *letters)
