"""A tablet loses the network in mid-register, marks ten pupils and comes back with one conflict."""

from playwright.sync_api import Dialog, Page, expect

from tests.journeys.browser import TABLET, Reception
from tests.journeys.looks import check_page
from tests.journeys.steps import (
    Keys,
    expect_all_saved,
    expect_mark,
    open_register,
    row_of,
    state_of_saving,
)
from tests.journeys.waiting import (
    expect_kept,
    expect_no_names,
    expect_nothing_kept,
    expect_waiting,
    lose_the_network,
    mark_offline,
)
from tests.world import World

TEN = ("/", "/", "l", "/", "n", "/", "/", "/", "l", "/")


def test_ten_marks_come_back_with_one_conflict(reception: Reception, world: World) -> None:
    tablet = given_a_tablet_with_two_marks_saved(reception, world)
    lose_the_network(tablet)
    mark_offline(tablet, *TEN)
    then_the_tablet_says_what_waits(tablet, world)
    when_the_office_marks_the_fifth_pupil(reception, world)
    tablet.context.set_offline(False)
    then_nine_are_saved_and_one_row_asks(tablet)
    when_she_keeps_what_the_office_set(tablet)
    then_every_mark_stands_once(tablet)


def test_a_register_submitted_without_a_network_is_submitted_later(
    reception: Reception, world: World
) -> None:
    tablet = given_a_tablet_with_two_marks_saved(reception, world)
    lose_the_network(tablet)
    tablet.get_by_role("button", name="Mark other 28 present").click()
    tablet.get_by_role("button", name="Submit when online").click()
    expect(tablet.get_by_role("button", name="Will submit when online", pressed=True)).to_be_visible()
    check_page(tablet)
    tablet.context.set_offline(False)
    expect(tablet.locator("#submitted")).to_contain_text("by Ms Lane")
    expect_nothing_kept(tablet)


def test_a_submit_that_waits_can_be_taken_back(reception: Reception, world: World) -> None:
    tablet = given_a_tablet_with_two_marks_saved(reception, world)
    lose_the_network(tablet)
    tablet.get_by_role("button", name="Mark other 28 present").click()
    tablet.get_by_role("button", name="Submit when online").click()
    tablet.get_by_role("button", name="Will submit when online").click()
    tablet.context.set_offline(False)
    expect_all_saved(tablet)
    expect(tablet.get_by_role("button", name="Submit register")).to_be_visible()


def test_marks_and_the_submit_outlive_the_page(reception: Reception, world: World) -> None:
    tablet = given_a_tablet_with_two_marks_saved(reception, world)
    lose_the_network(tablet)
    tablet.get_by_role("button", name="Mark other 28 present").click()
    tablet.get_by_role("button", name="Submit when online").click()
    expect(tablet.get_by_role("button", name="Will submit when online", pressed=True)).to_be_visible()
    tablet = when_the_tab_crashes_and_is_opened_again(reception, tablet, world)
    expect(tablet.locator("#submitted")).to_contain_text("by Ms Lane")
    expect_mark(tablet, 30, "/")
    expect_nothing_kept(tablet)


def test_a_reload_keeps_the_version_that_was_seen(reception: Reception, world: World) -> None:
    tablet = given_a_tablet_with_two_marks_saved(reception, world)
    lose_the_network(tablet)
    mark_offline(tablet, "l", "/")
    officer = reception.page(world.okafor)
    open_register(officer, world)
    row_of(officer, 3).locator("input[type=radio]").first.focus()
    Keys(officer).press("i")
    expect_all_saved(officer)
    tablet = when_the_tab_crashes_and_is_opened_again(reception, tablet, world)
    expect(tablet.locator("[data-clash]")).to_have_count(1)
    expect(row_of(tablet, 3)).to_contain_text("(Ms Okafor). You pressed L at 08:")
    expect_mark(tablet, 4, "/")


def test_marks_that_come_too_late_are_shown_and_put_away(reception: Reception, world: World) -> None:
    tablet = given_a_tablet_with_two_marks_saved(reception, world)
    lose_the_network(tablet)
    mark_offline(tablet, "l", "n")
    when_the_office_submits_the_register(reception, world)
    tablet = when_the_tab_crashes_and_is_opened_again(reception, tablet, world)
    expect(tablet.get_by_role("alert")).to_contain_text("2 marks of yours did not reach this register")
    expect(row_of(tablet, 3)).to_contain_text("You pressed L: it was not sent")
    check_page(tablet)
    tablet.get_by_role("button", name="Put away").click()
    expect(tablet.get_by_role("alert")).to_be_hidden()
    expect_nothing_kept(tablet)


def test_blanks_are_named_while_the_network_is_lost(reception: Reception, world: World) -> None:
    tablet = given_a_tablet_with_two_marks_saved(reception, world)
    lose_the_network(tablet)
    tablet.get_by_role("button", name="Submit when online").click()
    Keys(tablet).press("n")
    tablet.get_by_role("button", name="Submit when online").click()
    tablet.evaluate("window.dispatchEvent(new Event('offline'))")
    banner = tablet.get_by_role("alert")
    expect(banner).to_contain_text("27 pupils have no mark. No connection since 08:")
    tablet.context.set_offline(False)
    expect_all_saved(tablet)


def test_two_tabs_of_one_register_keep_the_marks_of_both(reception: Reception, world: World) -> None:
    tablet = given_a_tablet_with_two_marks_saved(reception, world)
    other = tablet.context.new_page()
    open_register(other, world)
    lose_the_network(tablet)
    mark_offline(tablet, "l")
    row_of(other, 4).locator("input[type=radio]").first.focus()
    Keys(other).press("n")
    expect_kept(tablet, "L", "N")
    other.close()
    tablet = when_the_tab_crashes_and_is_opened_again(reception, tablet, world)
    expect_all_saved(tablet)
    expect_mark(tablet, 3, "L")
    expect_mark(tablet, 4, "N")
    expect_nothing_kept(tablet)


def test_a_row_to_settle_is_not_left_unasked(reception: Reception, world: World) -> None:
    tablet = given_a_tablet_with_two_marks_saved(reception, world)
    lose_the_network(tablet)
    mark_offline(tablet, *TEN)
    when_the_office_marks_the_fifth_pupil(reception, world)
    tablet.context.set_offline(False)
    expect(tablet.locator("[data-clash]")).to_have_count(1)
    asked: list[str] = []

    def answer(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.accept()

    tablet.on("dialog", answer)
    tablet.reload()
    assert asked == ["beforeunload"]


def when_the_office_submits_the_register(reception: Reception, world: World) -> None:
    officer = reception.page(world.okafor)
    open_register(officer, world)
    officer.get_by_role("button", name="Mark other 28 present").click()
    officer.get_by_role("button", name="Submit register").click()
    expect(officer.locator("#submitted")).to_be_visible()


def given_a_tablet_with_two_marks_saved(reception: Reception, world: World) -> Page:
    tablet = reception.page(world.lane, size=TABLET)
    open_register(tablet, world)
    row_of(tablet, 1).locator("input[type=radio]").first.focus()
    Keys(tablet).press("/", "/")
    expect_all_saved(tablet)
    return tablet


def then_the_tablet_says_what_waits(page: Page, world: World) -> None:
    banner = page.get_by_role("alert")
    expect(banner).to_contain_text(
        "10 marks are waiting on this tablet. Keep this page open, they send by themselves."
    )
    expect(banner.get_by_role("button", name="Try now")).to_be_visible()
    expect(page.get_by_role("button", name="Submit when online")).to_be_visible()
    expect_waiting(page, 5, "L")
    expect_waiting(page, 7, "N")
    expect_kept(page, *(letter.upper() for letter in TEN))
    expect_no_names(page, world)
    check_page(page)


def when_the_office_marks_the_fifth_pupil(reception: Reception, world: World) -> None:
    officer = reception.page(world.okafor)
    open_register(officer, world)
    row_of(officer, 7).locator("input[type=radio]").first.focus()
    Keys(officer).press("i")
    expect_all_saved(officer)


def then_nine_are_saved_and_one_row_asks(page: Page) -> None:
    clash = page.locator("[data-clash]")
    expect(clash).to_have_count(1)
    expect(clash).to_contain_text("Office set I at 08:")
    expect(clash).to_contain_text("(Ms Okafor). You pressed N at 08:")
    expect(state_of_saving(page)).to_contain_text("1 to settle")
    expect(page.locator("[data-unsaved]")).to_have_count(0)
    expect(page.get_by_role("alert")).to_be_hidden()
    check_page(page)


def when_she_keeps_what_the_office_set(page: Page) -> None:
    page.get_by_role("button", name="Keep I").focus()
    page.keyboard.press("Enter")
    expect(page.locator("[data-clash]")).to_have_count(0)


def then_every_mark_stands_once(page: Page) -> None:
    expect_nothing_kept(page)
    page.reload()
    letters = ("/", "/", *(letter.upper() for letter in TEN))
    for number, letter in enumerate(letters, start=1):
        expect_mark(page, number, "I" if number == 7 else letter)


def when_the_tab_crashes_and_is_opened_again(reception: Reception, page: Page, world: World) -> Page:
    tablet = reception.crash(page)
    tablet.context.set_offline(False)
    open_register(tablet, world)
    return tablet
