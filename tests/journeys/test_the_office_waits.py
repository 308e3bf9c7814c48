"""The office asks for a register on screen, and learns who is here although it had them elsewhere."""

from playwright.sync_api import Page, expect

from attendance.codes import ILLNESS
from attendance.services.alerts import raise_here_alerts
from schools.calendar import Session
from tests.factories import MarkFactory
from tests.journeys.browser import PHONE, Reception
from tests.journeys.looks import check_page
from tests.journeys.steps import open_register, register_address
from tests.world import NOW, TODAY, World

BOARD = "/marlowe-park/registers/"
NOTHING_KEPT = "Object.defineProperty(window, 'sessionStorage', {get() { throw new Error('denied'); }})"
WAITING_HERE = "The office is waiting for this register. Submit it."
WAITING = "The office is waiting for the 8HW morning register."


def test_one_press_reminds_and_the_teacher_opens_the_register(reception: Reception, world: World) -> None:
    officer, teacher = reception.page(world.okafor), reception.page(world.lane, size=PHONE)
    teacher.goto("/marlowe-park/pupils/")
    when_the_officer_reminds(officer)
    then_the_teachers_page_says_so(teacher)
    with teacher.expect_response(lambda answer: answer.url.endswith("/seen/")):
        teacher.get_by_role("link", name="Open it").click()
    teacher.wait_for_url(f"**{register_address(world)}")
    expect(teacher.locator("#alerts")).to_have_text(WAITING_HERE)
    officer.reload()
    expect(officer.locator(".board").first).to_contain_text(", seen 08:")
    teacher.reload()
    expect(teacher.locator("#alerts")).to_have_text(WAITING_HERE)
    check_page(teacher)
    teacher.get_by_role("button", name="Mark all 30 present").click()
    teacher.get_by_role("button", name="Yes, mark them present").click()
    teacher.get_by_role("button", name="Submit register").click()
    expect(teacher.locator("#submitted")).to_be_visible()
    expect(teacher.locator("#alerts")).to_be_empty()


def test_a_pupil_who_is_here_is_told_to_the_office_until_seen(reception: Reception, world: World) -> None:
    officer = reception.page(world.okafor)
    officer.goto(BOARD)
    MarkFactory.create(pupil=world.pupils[0], date=TODAY)
    raise_here_alerts(
        group=world.class_8hw,
        on=TODAY,
        session=Session.AM,
        pupils={world.pupils[0].pk: ILLNESS},
        by=world.lane,
        at=NOW,
    )
    look_again(officer)
    bar = officer.locator("#alerts")
    expect(bar).to_contain_text("Amir Khan is in 8HW, 08:49 (Ms Lane). The office had I: was this pupil")
    check_page(officer)
    with officer.expect_response(lambda answer: answer.url.endswith("/seen/")):
        bar.get_by_role("button", name="Seen: Amir Khan").click()
    expect(bar).to_be_empty()
    officer.goto("/marlowe-park/")
    expect(officer.locator("#here")).to_be_empty()


def test_what_was_not_put_away_stays_and_says_so(reception: Reception, world: World) -> None:
    officer = reception.page(world.okafor)
    officer.add_init_script(NOTHING_KEPT)
    officer.goto(BOARD)
    MarkFactory.create(pupil=world.pupils[0], date=TODAY)
    raise_here_alerts(
        group=world.class_8hw,
        on=TODAY,
        session=Session.AM,
        pupils={world.pupils[0].pk: ILLNESS},
        by=world.lane,
        at=NOW,
    )
    look_again(officer)
    bar = officer.locator("#alerts")
    officer.route("**/seen/", lambda route: route.fulfill(status=403))
    bar.get_by_role("button", name="Seen: Amir Khan").click()
    expect(bar).to_contain_text("This was not put away. Load the page again.")
    officer.unroute("**/seen/")
    bar.get_by_role("button", name="Seen: Amir Khan").click()
    expect(bar).to_be_empty()


def test_a_board_that_waits_for_the_focus_says_how_old_it_is(reception: Reception, world: World) -> None:
    officer, head = reception.page(world.okafor), reception.page(world.adeyemi)
    head.goto(BOARD)
    head.get_by_role("button", name="Remind 8HW, morning").focus()
    when_the_officer_reminds(officer)
    look_again(head)
    expect(head.get_by_role("status").filter(has_text="Not updated since")).to_be_visible()
    expect(head.locator(".board").first).not_to_contain_text("by Ms Okafor")
    head.get_by_role("button", name="Try again").click()
    expect(head.locator(".board").first).to_contain_text("by Ms Okafor")
    expect(head.get_by_text("Not updated since")).to_be_hidden()


def test_classroom_mode_by_keyboard_hides_what_stood_there(reception: Reception, world: World) -> None:
    teacher = reception.page(world.lane)
    open_register(teacher, world)
    expect(teacher.locator(".strip[aria-label]")).to_have_count(30)
    teacher.keyboard.press("Control+Alt+KeyH")
    bar = teacher.get_by_role("region", name="Classroom mode")
    expect(bar).to_contain_text("flags, notes and reasons are hidden")
    expect(teacher.locator(".strip[aria-label]")).to_have_count(0)
    check_page(teacher)
    teacher.goto("/marlowe-park/pupils/")
    expect(teacher.get_by_role("heading", level=1)).to_have_text("This page is hidden in classroom mode")
    check_page(teacher)
    teacher.get_by_role("button", name="Turn it off and open the page").click()
    expect(teacher.get_by_role("heading", level=1)).to_contain_text("Pupils")


def when_the_officer_reminds(page: Page) -> None:
    page.goto(BOARD)
    check_page(page)
    page.get_by_role("button", name="Remind 8HW, morning").click()
    expect(page.locator(".board").first).to_contain_text("by Ms Okafor")


def then_the_teachers_page_says_so(page: Page) -> None:
    look_again(page)
    expect(page.locator("#alerts")).to_contain_text(WAITING)
    check_page(page)


def look_again(page: Page) -> None:
    """What the page does by itself every 15 seconds, and whenever it is looked at again."""
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
