"""A teacher takes a register by keyboard; the officer sees it, and amends one mark with a reason."""

from playwright.sync_api import Page, expect

from tests.journeys.browser import Reception
from tests.journeys.looks import check_page
from tests.journeys.steps import (
    Keys,
    expect_all_saved,
    given_a_password_and_an_app,
    open_register,
    register_address,
    row_of,
    sign_in_through_the_pages,
)
from tests.world import World

LATE = {4, 11, 23}
AWAY = {2, 9, 17, 30}
MOST_PRESSES = 35


def test_a_morning_from_the_first_key_to_the_history(reception: Reception, world: World) -> None:
    teacher = given_ms_lane_at_her_desk(reception, world)
    when_she_opens_her_register_from_today(teacher)
    presses = when_she_marks_every_pupil_and_submits(teacher)
    then_the_register_is_submitted(teacher)
    assert presses <= MOST_PRESSES

    officer = reception.page(world.okafor)
    then_today_shows_the_register_and_who_is_away(officer)
    when_the_officer_amends_an_absence(officer, world)
    then_the_history_shows_both_marks(officer)
    then_another_school_is_not_found(officer, world)


def given_ms_lane_at_her_desk(reception: Reception, world: World) -> Page:
    given_a_password_and_an_app(world.lane)
    page = reception.page()
    sign_in_through_the_pages(page, world.lane)
    expect(page).to_have_title("Today – Marlowe Park Academy")
    check_page(page)
    return page


def when_she_opens_her_register_from_today(page: Page) -> None:
    page.get_by_role("link", name="8HW, morning register").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("8HW, Tuesday 9 March, morning")
    check_page(page)


def when_she_marks_every_pupil_and_submits(page: Page) -> int:
    keys = Keys(page)
    for number in range(1, 31):
        keys.press("l" if number in LATE else "n" if number in AWAY else "/")
    expect(page.get_by_text("30 of 30")).to_be_visible()
    expect_all_saved(page)
    check_page(page)
    keys.press("Control+Enter")
    return keys.presses


def then_the_register_is_submitted(page: Page) -> None:
    expect(page.locator("#submitted")).to_contain_text("Submitted 08:")
    expect(page.locator("#submitted")).to_contain_text("by Ms Lane")
    check_page(page)


def then_today_shows_the_register_and_who_is_away(page: Page) -> None:
    page.goto("/marlowe-park/")
    tiles = page.get_by_role("list", name="Today so far").get_by_role("listitem")
    expect(tiles.filter(has_text="Registers in")).to_contain_text("1/2")
    expect(page.locator("#calls tbody tr")).to_have_count(len(AWAY))
    check_page(page)


def when_the_officer_amends_an_absence(page: Page, world: World) -> None:
    open_register(page, world)
    check_page(page)
    row_of(page, 2).get_by_role("link", name="Amend").click()
    check_page(page)
    page.get_by_label("New code").select_option("I")
    page.get_by_label("Reason").select_option("Reason for absence now known")
    page.get_by_label("In your words").fill("Mother rang at 08:50, high temperature")
    page.get_by_role("button", name="Change the mark").click()
    expect(page.get_by_text("The old mark is kept in the history")).to_be_visible()
    expect(row_of(page, 2)).to_have_attribute("data-code", "I")


def then_the_history_shows_both_marks(page: Page) -> None:
    page.get_by_role("link", name="History of changes").click()
    change = page.get_by_role("listitem").filter(has_text="Mother rang at 08:50, high temperature")
    expect(change.locator(".mk")).to_have_text(["N", "I"])
    expect(change).to_contain_text("Ms Okafor")
    expect(change).to_contain_text("Attendance officer")
    check_page(page)


def then_another_school_is_not_found(page: Page, world: World) -> None:
    for group in (world.class_oak, world.class_9t):
        answer = page.goto(register_address(world, group))
        assert answer is not None
        assert answer.status == 404
        check_page(page)
