"""Late pupils at 08:49: signed in at the desk by typing and Enter, and by themselves at the kiosk."""

import re

from playwright.sync_api import Page, Route, expect

from attendance.codes import NO_REASON
from attendance.models import Arrival
from tests.factories import MarkFactory
from tests.journeys.browser import PHONE, TABLET, Reception
from tests.journeys.looks import check_page, wait_until
from tests.journeys.steps import Keys, given_a_password_and_an_app
from tests.sign_in_pages import PASSWORD
from tests.world import YESTERDAY, World

DESK = "/marlowe-park/desk/"
KIOSK = f"{DESK}kiosk/"
ASKED = "**/desk/?q=*"


def test_a_late_pupil_is_signed_in_by_three_letters_and_enter(reception: Reception, world: World) -> None:
    page = reception.page(world.bell)
    page.goto(DESK)
    check_page(page)
    expect(page.get_by_label("Name of the pupil")).to_be_focused()
    keys = Keys(page)

    when_somebody_types_and_presses_enter(keys)
    then_the_pupil_is_signed_in_and_the_box_is_ready(page)
    when_the_reason_is_one_key(keys)
    then_the_list_has_it(page)
    assert keys.presses == 5

    when_another_is_marked_with_the_arrows(keys)
    expect(page.locator("#desk-said")).to_contain_text("Dev Ingram")
    then_a_second_arrival_is_taken_back(page)
    then_a_phone_shows_it_too(reception, world)


def when_somebody_types_and_presses_enter(keys: Keys) -> None:
    keys.press("k", "h", "a")
    expect(keys.page.locator(".is-next")).to_contain_text("Amir Khan")
    keys.press("Enter")


def then_the_pupil_is_signed_in_and_the_box_is_ready(page: Page) -> None:
    expect(page.locator("#desk-said")).to_contain_text(
        re.compile(r"Amir Khan 8HW\s+L\s+\d+ minutes late, 08:")
    )
    expect(page.locator("#live")).to_have_text(re.compile(r"Amir Khan L, \d+ minutes, 08:\d\d"))
    expect(page.get_by_label("Name of the pupil")).to_be_focused()
    expect(page.get_by_label("Name of the pupil")).to_have_value("")
    check_page(page)


def when_the_reason_is_one_key(keys: Keys) -> None:
    keys.press("2")


def then_the_list_has_it(page: Page) -> None:
    line = page.locator("#desk-arrivals li")
    expect(line).to_have_count(1)
    expect(line).to_contain_text("Transport. Mr Bell")


def when_another_is_marked_with_the_arrows(keys: Keys) -> None:
    keys.press("i", "n", "g")
    expect(keys.page.locator("#live")).to_have_text(re.compile(r"\d names begin so"))
    expect(keys.page.locator(".is-next")).to_have_count(0)
    keys.press("Enter")
    expect(keys.page.locator(".is-next")).to_contain_text("Ada Ingram")
    expect(keys.page.locator("#live")).to_contain_text("Enter: Ada Ingram")
    expect(keys.page.locator("#desk-said")).not_to_contain_text("Ada Ingram")
    check_page(keys.page)
    keys.press("ArrowDown", "ArrowDown", "ArrowDown")
    expect(keys.page.locator(".is-next")).to_contain_text("Dev Ingram")
    keys.press("Enter")


def then_a_second_arrival_is_taken_back(page: Page) -> None:
    page.locator("#desk-said").get_by_role("link", name="Undo").click()
    check_page(page)
    page.get_by_role("button", name="Take it back").click()
    expect(page.get_by_text("The arrival of Dev Ingram was taken back.")).to_be_visible()
    expect(page.locator("#desk-arrivals li")).to_have_count(1)


def then_a_phone_shows_it_too(reception: Reception, world: World) -> None:
    phone = reception.page(world.okafor, size=PHONE)
    phone.goto(f"{DESK}?q=ing")
    check_page(phone)
    phone.get_by_role("link", name="Slip of Amir Khan").click()
    expect(phone.get_by_text("Late, before the register closed")).to_be_visible()
    check_page(phone)


def test_an_enter_before_the_list_signs_nobody_in(reception: Reception, world: World) -> None:
    MarkFactory.create(pupil=world.pupils[0], date=YESTERDAY, code=NO_REASON)
    page = reception.page(world.bell)
    page.goto(DESK)
    keys = Keys(page)
    when_enter_comes_before_the_list(page, keys)
    then_nobody_is_signed_in(page)
    when_the_child_who_is_looked_for_is_taken(page, keys)
    then_one_more_press_signs_in(page, keys)


def when_enter_comes_before_the_list(page: Page, keys: Keys) -> None:
    waiting: list[Route] = []

    def hold(route: Route) -> None:
        waiting.append(route)

    page.route(ASKED, hold)
    keys.press("k", "h", "a", "Enter", "Enter")
    wait_until(page, "() => document.activeElement.value === 'kha'")
    for route in waiting:
        route.continue_()
    page.unroute(ASKED)
    expect(page.locator(".is-next")).to_contain_text("Amir Khan")


def then_nobody_is_signed_in(page: Page) -> None:
    expect(page.locator("#desk-said")).to_have_text("")
    expect(page.locator("#desk-arrivals li")).to_have_count(0)
    assert not Arrival.objects.exists()


def when_the_child_who_is_looked_for_is_taken(page: Page, keys: Keys) -> None:
    keys.press("Enter")
    expect(page.locator("#desk-said")).to_contain_text("Amir Khan has been away since Mon 8 Mar.")
    keys.press("Enter")
    assert not Arrival.objects.exists()
    check_page(page)


def then_one_more_press_signs_in(page: Page, keys: Keys) -> None:
    expect(page.get_by_role("button", name="Yes, sign in")).to_be_focused()
    keys.press("Enter")
    expect(page.locator("#desk-arrivals li")).to_contain_text("Amir Khan")


def test_a_pupil_signs_in_at_the_kiosk_and_finds_nothing_else(reception: Reception, world: World) -> None:
    given_a_password_and_an_app(world.okafor)
    page = reception.page(world.okafor, size=TABLET)
    when_the_office_starts_the_kiosk(page)
    when_a_pupil_signs_in(page)
    then_there_is_a_slip_and_nothing_else(page)
    then_the_password_closes_it(page)


def when_the_office_starts_the_kiosk(page: Page) -> None:
    page.goto(DESK)
    page.get_by_role("link", name="Kiosk").click()
    page.get_by_role("button", name="Start the kiosk on this device").click()
    expect(page.get_by_role("heading", name="Late? Sign in here")).to_be_visible()
    check_page(page)


def when_a_pupil_signs_in(page: Page) -> None:
    page.get_by_label("Type the first three letters").fill("kha")
    page.get_by_role("button", name="Find me").click()
    check_page(page)
    page.get_by_role("link", name="Amir Khan").click()
    check_page(page)
    page.get_by_role("button", name="Transport").click()
    expect(page.get_by_role("heading", name="You are signed in")).to_be_visible()


def then_there_is_a_slip_and_nothing_else(page: Page) -> None:
    expect(page.locator(".slip")).to_contain_text("Late, before the register closed")
    check_page(page)
    page.get_by_role("link", name="Done").click()
    for _ in range(6):
        page.go_back()
        expect(page.get_by_role("navigation")).to_have_count(0)
    for path in (DESK, "/marlowe-park/", "/marlowe-park/evacuation/", "/me/", "/account/login/"):
        page.goto(path)
        expect(page).to_have_url(re.compile(f"{KIOSK}$"))


def then_the_password_closes_it(page: Page) -> None:
    page.get_by_role("link", name="For staff: close the kiosk").click()
    check_page(page)
    page.get_by_label("Password").fill("a wrong password, made up")
    page.get_by_role("button", name="Close it").click()
    expect(page.get_by_text("That is not your password").first).to_be_visible()
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Close it").click()
    expect(page.get_by_role("heading", name="Desk, Tuesday 9 March")).to_be_visible()
    expect(page.locator("#desk-arrivals")).to_contain_text("Transport. kiosk")
