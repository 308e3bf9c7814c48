"""One tablet, two people: what the first left there is not for the second."""

from playwright.sync_api import Page, expect

from tests.journeys.browser import TABLET, Reception
from tests.journeys.looks import check_page
from tests.journeys.steps import (
    Keys,
    expect_all_saved,
    expect_mark,
    given_a_password_and_an_app,
    open_register,
    row_of,
    sign_in_through_the_pages,
)
from tests.journeys.waiting import expect_kept, expect_nothing_kept, lose_the_network, mark_offline
from tests.sign_in_pages import PASSWORD, code_now
from tests.world import World

REMOVED = (
    "3 marks of another person were waiting on this tablet and have been removed. They were for the "
    "morning register of Tuesday 9 March and are not yours."
)


def test_another_person_on_the_tablet(reception: Reception, world: World) -> None:
    tablet = given_three_marks_wait(reception, world)
    tablet = reception.crash(tablet)
    given_a_password_and_an_app(world.okafor)
    reception.sign_out(tablet)
    tablet.context.set_offline(False)
    sign_in_through_the_pages(tablet, world.okafor)
    expect(tablet.get_by_role("alert")).to_contain_text(REMOVED)
    expect_nothing_kept(tablet)
    check_page(tablet)
    open_register(tablet, world)
    for number in (1, 2, 3):
        expect_mark(tablet, number, "")


def test_another_person_signs_in_while_the_page_waits(reception: Reception, world: World) -> None:
    tablet = given_three_marks_wait(reception, world)
    reception.sign_out(tablet)
    reception.sign_in(tablet.context, world.okafor)
    tablet.on("dialog", lambda dialog: dialog.accept())
    tablet.context.set_offline(False)
    expect(tablet.get_by_role("alert").first).to_contain_text(REMOVED)
    expect_mark(tablet, 1, "")
    expect_nothing_kept(tablet)


def test_the_next_person_may_not_open_that_register(reception: Reception, world: World) -> None:
    tablet = given_three_marks_wait(reception, world)
    reception.sign_out(tablet)
    reception.sign_in(tablet.context, world.mwangi)
    tablet.on("dialog", lambda dialog: dialog.accept())
    tablet.context.set_offline(False)
    expect(tablet.get_by_role("heading", level=1)).to_have_text("Page not found")
    tablet.get_by_role("link", name="Go to Today").click()
    expect(tablet.get_by_role("alert").first).to_contain_text(REMOVED)
    expect_nothing_kept(tablet)


def test_signing_out_asks_first(reception: Reception, world: World) -> None:
    tablet = given_three_marks_wait(reception, world)
    press_sign_out(tablet)
    asked = tablet.get_by_role("dialog", name="Sign out and lose these marks?")
    expect(asked).to_contain_text("3 marks are waiting on this tablet and not yet sent.")
    check_page(tablet)
    asked.get_by_role("button", name="Stay").click()
    expect(asked).to_be_hidden()
    expect_kept(tablet, "/", "L", "N")
    press_sign_out(tablet)
    tablet.context.set_offline(False)
    asked.get_by_role("button", name="Remove and sign out").click()
    expect(tablet.get_by_role("heading", name="Sign in")).to_be_visible()
    expect_nothing_kept(tablet)


def test_marks_of_ones_own_are_named_on_every_page(reception: Reception, world: World) -> None:
    tablet = given_three_marks_wait(reception, world)
    tablet = reception.crash(tablet)
    tablet.context.set_offline(False)
    tablet.goto("/marlowe-park/")
    expect(tablet.get_by_role("alert")).to_contain_text(
        "3 marks are waiting on this tablet for the morning register of Tuesday 9 March."
    )
    check_page(tablet)
    tablet.get_by_role("link", name="Open the register").click()
    expect_all_saved(tablet)
    expect_mark(tablet, 3, "N")


def test_the_session_ends_and_she_signs_in_over_the_page(reception: Reception, world: World) -> None:
    given_a_password_and_an_app(world.lane)
    tablet = reception.page(world.lane, size=TABLET)
    open_register(tablet, world)
    reception.sign_out(tablet)
    row_of(tablet, 1).locator("input[type=radio]").first.focus()
    Keys(tablet).press("/", "n")
    asked = tablet.get_by_role("dialog", name="Sign in again to save. Your marks are still here")
    expect(asked).to_be_visible()
    check_page(tablet)
    with tablet.expect_popup() as opened:
        asked.get_by_role("link", name="Sign in").click()
    sign_in_in_the_window(opened.value, world)
    expect(asked).to_be_hidden()
    expect_all_saved(tablet)
    assert opened.value.is_closed()
    tablet.reload()
    expect_mark(tablet, 2, "N")


def given_three_marks_wait(reception: Reception, world: World) -> Page:
    tablet = reception.page(world.lane, size=TABLET)
    open_register(tablet, world)
    lose_the_network(tablet)
    row_of(tablet, 1).locator("input[type=radio]").first.focus()
    mark_offline(tablet, "/", "l", "n")
    return tablet


def press_sign_out(page: Page) -> None:
    page.locator("details.menu > summary").click()
    page.get_by_role("button", name="Sign out", exact=True).click()


def sign_in_in_the_window(window: Page, world: World) -> None:
    window.get_by_label("Email").fill(world.lane.email)
    window.get_by_label("Password").fill(PASSWORD)
    window.get_by_role("button", name="Sign in", exact=True).click()
    window.get_by_label("Code").fill(code_now())
    window.get_by_role("button", name="Sign in", exact=True).click()
    with window.expect_event("close"):
        window.get_by_role("button", name="No, it is shared").click()
