"""Minutes of a late arrival, codes that wait for a number, and codes that only the office sets."""

import re

from playwright.sync_api import Locator, Page, expect

from tests.journeys.browser import Reception
from tests.journeys.looks import check_page
from tests.journeys.steps import Keys, expect_all_saved, expect_mark, open_register, row_of
from tests.world import World


def test_minutes_come_from_the_clock_and_can_be_changed(reception: Reception, world: World) -> None:
    page = reception.page(world.lane)
    open_register(page, world)
    keys = Keys(page)
    keys.press("l")
    expect(row_of(page, 1)).to_contain_text(re.compile(r"(?<!\d)([4-9]|1\d) min late"))
    keys.press("ArrowUp", "1", "2", "Enter")
    expect(row_of(page, 1)).to_contain_text("12 min late")
    expect_all_saved(page)
    page.reload()
    expect(row_of(page, 1)).to_contain_text("12 min late, 08:")


def test_a_teacher_is_told_which_codes_the_office_sets(reception: Reception, world: World) -> None:
    page = reception.page(world.lane)
    open_register(page, world)
    for key in ("i", "c", "j", "y"):
        Keys(page).press(key)
        expect(row_of(page, 1)).to_contain_text(f"The office sets {key.upper()}")
        expect_mark(page, 1, "")
    check_page(page)


def test_codes_with_a_number_wait_for_it(reception: Reception, world: World) -> None:
    page = reception.page(world.okafor)
    open_register(page, world)
    keys = Keys(page)
    when_two_keys_choose_a_code(keys, ("j", "1"), ("y", "3"), ("c", "1"))
    then_the_first_marks_are(page, "J1", "Y3", "C1")
    when_c_is_settled_by_enter(keys)
    then_the_first_marks_are(page, "J1", "Y3", "C1", "C")
    when_y_waits(keys)
    then_only_its_codes_are_listed(page)
    when_enter_comes_without_a_number(keys)
    then_the_row_asks_for_one(page)
    when_an_arrow_and_enter_choose(keys)
    then_the_first_marks_are(page, "J1", "Y3", "C1", "C", "Y1")
    when_j_is_given_up(keys)
    expect_mark(page, 6, "")
    expect_all_saved(page)


def when_two_keys_choose_a_code(keys: Keys, *codes: tuple[str, str]) -> None:
    for letter, digit in codes:
        keys.press(letter, digit)


def when_c_is_settled_by_enter(keys: Keys) -> None:
    keys.press("c", "Enter")


def when_y_waits(keys: Keys) -> None:
    keys.press("y")


def codes_listed(page: Page) -> Locator:
    return page.get_by_role("listbox").get_by_role("option")


def then_only_its_codes_are_listed(page: Page) -> None:
    expect(codes_listed(page)).to_have_count(7)
    check_page(page)


def when_enter_comes_without_a_number(keys: Keys) -> None:
    keys.press("Enter")


def then_the_row_asks_for_one(page: Page) -> None:
    expect(row_of(page, 5)).to_contain_text("Type a number after Y, or choose from the list")
    expect_mark(page, 5, "")


def when_an_arrow_and_enter_choose(keys: Keys) -> None:
    keys.press("ArrowDown", "Enter")


def when_j_is_given_up(keys: Keys) -> None:
    keys.press("j", "Escape")


def then_the_first_marks_are(page: Page, *letters: str) -> None:
    for number, letter in enumerate(letters, start=1):
        expect_mark(page, number, letter)
