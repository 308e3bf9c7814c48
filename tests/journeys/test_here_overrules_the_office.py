"""A pupil whom the office has elsewhere stands there: "Here?" sets present and tells the office."""

from playwright.sync_api import Page, expect

from tests.journeys.browser import TABLET, Reception
from tests.journeys.looks import check_page
from tests.journeys.steps import Keys, expect_all_saved, expect_mark, open_register, row_of
from tests.journeys.waiting import lose_the_network
from tests.world import World


def test_an_office_code_is_overruled(reception: Reception, world: World) -> None:
    officer = given_the_office_sets_v(reception, world)
    tablet = reception.page(world.lane, size=TABLET)
    open_register(tablet, world)
    check_page(tablet)
    row_of(tablet, 1).get_by_role("button", name="Here?").click()
    then_the_row_says_that_the_office_was_told(tablet)
    expect(tablet.locator("[data-undo]")).to_be_hidden()
    tablet.reload()
    expect_mark(tablet, 1, "/")
    then_the_history_keeps_both(officer)


def test_after_here_the_pupil_may_be_late_at_once(reception: Reception, world: World) -> None:
    given_the_office_sets_v(reception, world)
    tablet = reception.page(world.lane, size=TABLET)
    open_register(tablet, world)
    row_of(tablet, 1).get_by_role("button", name="Here?").click()
    expect_all_saved(tablet)
    row_of(tablet, 1).get_by_text("L", exact=True).click()
    expect_mark(tablet, 1, "L")
    expect_all_saved(tablet)
    tablet.reload()
    expect_mark(tablet, 1, "L")
    expect(row_of(tablet, 1)).to_contain_text("Office had V. The office was told.")


def test_here_is_pressed_after_the_submit_too(reception: Reception, world: World) -> None:
    given_the_office_sets_v(reception, world)
    tablet = reception.page(world.lane, size=TABLET)
    open_register(tablet, world)
    tablet.get_by_role("button", name="Mark other 29 present").click()
    tablet.get_by_role("button", name="Yes, mark them present").click()
    tablet.get_by_role("button", name="Submit register").click()
    expect(tablet.locator("#submitted")).to_be_visible()
    check_page(tablet)
    row_of(tablet, 1).get_by_role("button", name="Here?").click()
    expect_mark(tablet, 1, "/")
    expect(row_of(tablet, 1)).to_contain_text("Office had V. The office was told.")
    expect(row_of(tablet, 1).get_by_role("link", name="Amend")).to_be_visible()


def test_here_by_the_keyboard(reception: Reception, world: World) -> None:
    given_the_office_sets_v(reception, world)
    page = reception.page(world.lane)
    open_register(page, world)
    row_of(page, 1).locator(".rg-pre").focus()
    Keys(page).press("h")
    then_the_row_says_that_the_office_was_told(page)
    expect_mark(page, 1, "/")


def test_here_settles_a_conflict_with_the_office(reception: Reception, world: World) -> None:
    page = reception.page(world.lane)
    open_register(page, world)
    given_the_office_sets_v(reception, world)
    Keys(page).press("/")
    clash = page.locator("[data-clash]")
    expect(clash).to_contain_text("(Ms Okafor). You pressed / at 08:")
    expect(clash.get_by_role("button")).to_have_text(["Keep V", "Here"])
    check_page(page)
    clash.get_by_role("button", name="Here").click()
    then_the_row_says_that_the_office_was_told(page)


def test_here_waits_for_the_network(reception: Reception, world: World) -> None:
    given_the_office_sets_v(reception, world)
    tablet = reception.page(world.lane, size=TABLET)
    open_register(tablet, world)
    lose_the_network(tablet)
    row_of(tablet, 1).get_by_role("button", name="Here?").click()
    expect(row_of(tablet, 1)).to_contain_text("/ waiting to send")
    expect(tablet.locator("#live")).to_contain_text("The office had V and is told when this is sent")
    tablet = reception.crash(tablet)
    tablet.context.set_offline(False)
    open_register(tablet, world)
    then_the_row_says_that_the_office_was_told(tablet)


def given_the_office_sets_v(reception: Reception, world: World) -> Page:
    officer = reception.page(world.okafor)
    open_register(officer, world)
    Keys(officer).press("v")
    expect_all_saved(officer)
    return officer


def then_the_row_says_that_the_office_was_told(page: Page) -> None:
    expect_all_saved(page)
    expect(row_of(page, 1)).to_contain_text("Office had V. The office was told.")
    expect_mark(page, 1, "/")
    check_page(page)


def then_the_history_keeps_both(officer: Page) -> None:
    officer.get_by_role("link", name="History of changes").click()
    change = officer.get_by_role("listitem").filter(has_text="Ms Lane")
    expect(change.locator(".mk")).to_have_text(["V", "/"])
