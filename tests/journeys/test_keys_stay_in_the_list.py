"""Single letters are marks only while the focus is in the list of pupils (WCAG 2.1.4); `?` explains them."""

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.browser import DESK, PHONE, TABLET, Reception
from tests.journeys.looks import check_page, wait_until
from tests.journeys.steps import Keys, expect_all_saved, expect_mark, open_register, row_of
from tests.world import World


def test_letters_elsewhere_are_only_letters(reception: Reception, world: World) -> None:
    page = reception.page(world.lane)
    open_register(page, world)
    keys = Keys(page)
    when_a_name_is_typed_into_the_finder(keys)
    then_the_finder_holds_it(page)
    when_letters_are_pressed_on_the_submit_button(page, keys)
    then_nobody_is_marked(page)
    when_the_list_has_the_focus_again(page, keys)
    expect_mark(page, 1, "N")
    expect_all_saved(page)


@pytest.mark.parametrize("size", [DESK, TABLET, PHONE])
def test_one_tab_leads_from_the_list_to_the_buttons(
    reception: Reception, world: World, size: tuple[int, int]
) -> None:
    page = reception.page(world.lane, size=size)
    open_register(page, world)
    keys = Keys(page)
    row_of(page, 1).locator("input[type=radio]").first.focus()
    keys.press("/", "Tab")
    wait_until(page, "() => document.querySelector('.rg-acts').contains(document.activeElement)")
    keys.press("Shift+Tab")
    wait_until(page, "() => document.querySelector('#rows').contains(document.activeElement)")


def test_a_question_mark_shows_the_keys(reception: Reception, world: World) -> None:
    page = reception.page(world.lane)
    open_register(page, world)
    keys = Keys(page)
    keys.press("?")
    expect(page.get_by_role("dialog", name="Keys")).to_be_visible()
    check_page(page)
    keys.press("Escape", "n")
    expect(page.get_by_role("dialog", name="Keys")).to_be_hidden()
    expect_mark(page, 1, "N")
    expect_all_saved(page)


def when_a_name_is_typed_into_the_finder(keys: Keys) -> None:
    keys.press("Control+k", "n", "l", "/")


def then_the_finder_holds_it(page: Page) -> None:
    expect(page.get_by_role("searchbox")).to_have_value("nl/")


def when_letters_are_pressed_on_the_submit_button(page: Page, keys: Keys) -> None:
    page.get_by_role("button", name="Submit register").focus()
    keys.press("n", "l", "i")


def then_nobody_is_marked(page: Page) -> None:
    expect(page.locator(".rg-row:not([data-code=''])")).to_have_count(0)


def when_the_list_has_the_focus_again(page: Page, keys: Keys) -> None:
    page.locator(".rg-row [type=radio][tabindex='0']").first.focus()
    keys.press("n")
