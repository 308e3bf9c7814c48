"""A fire bell: the list with one press, ticked on a phone, and from the page's memory without a network."""

from playwright.sync_api import Page, expect

from tests.journeys.browser import PHONE, Reception
from tests.journeys.looks import check_page, wait_until
from tests.world import World

TODAY_PAGE = "/marlowe-park/"
# A sheet within its margins, at 96 dots an inch.
A4_WIDTH, A4_HEIGHT = 703, 1039
# A sheet counts once it is loaded.
STYLES_ARE_IN = "() => [...document.styleSheets].some(sheet => (sheet.href ?? '').includes('evacuation'))"


def test_the_list_is_one_press_away_and_counts_who_is_there(reception: Reception, world: World) -> None:
    page = reception.page(world.lane, size=PHONE)
    page.goto(TODAY_PAGE)
    page.get_by_role("link", name="Evacuation").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Evacuation list")
    check_page(page)
    then_two_ticks_count(page)
    page.get_by_role("button", name="Bring up to date").click()
    expect(page.get_by_role("checkbox", name="Abbott, Jack")).to_be_checked()
    page.context.set_offline(True)
    page.get_by_role("link", name="Evacuation").click()
    expect(page.get_by_role("alert")).to_contain_text("No network. This list is as of 08:")
    then_two_ticks_count(page)


def then_two_ticks_count(page: Page) -> None:
    page.get_by_role("checkbox", name="Abbott, Jack").check()
    page.get_by_role("checkbox", name="Ahmed, Aisha").check()
    expect(page.get_by_role("status").filter(has_text="accounted for")).to_contain_text("2 of 31 accounted")


def test_the_last_list_is_shown_without_a_network(reception: Reception, world: World) -> None:
    page = reception.page(world.lane)
    page.clock.install()
    page.goto(TODAY_PAGE)
    with page.expect_response(lambda answer: "part=list" in answer.url):
        page.clock.run_for(2_500)
    expect(page.locator("link[href*='evacuation']")).to_have_count(1)
    wait_until(page, STYLES_ARE_IN)
    page.context.set_offline(True)
    page.get_by_role("link", name="Evacuation").click()
    dialog = page.get_by_role("dialog", name="No network. As of 08:")
    expect(dialog.get_by_role("button", name="Print")).to_be_visible()
    check_page(page)
    dialog.get_by_role("checkbox", name="Khan, Amir").check()
    expect(dialog.get_by_role("status")).to_contain_text("1 of 31 accounted for")
    assert names_kept_by_the_browser(page) == ""
    with page.expect_response(lambda answer: answer.request.method == "POST" and answer.status == 204):
        page.context.set_offline(False)
    dialog.get_by_role("button", name="Close").click()
    expect(page.get_by_role("dialog")).to_have_count(0)


def names_kept_by_the_browser(page: Page) -> str:
    """What stands in the browser's stores of this site."""
    kept: str = page.evaluate(
        """async () => JSON.stringify([...Object.entries(localStorage), ...Object.entries(sessionStorage)])
           .replace("[]", "") + (await caches.keys()).join()"""
    )
    return kept


def test_a_page_that_has_no_list_yet_says_so(reception: Reception, world: World) -> None:
    page = reception.page(world.lane)
    page.goto(TODAY_PAGE)
    page.context.set_offline(True)
    page.get_by_role("link", name="Evacuation").click()
    expect(page.get_by_role("dialog", name="No network")).to_contain_text("Use the printed list")
    check_page(page)


def test_on_paper_each_class_stands_whole_in_its_column(reception: Reception, world: World) -> None:
    page = reception.page(world.lane)
    page.goto("/marlowe-park/evacuation/")
    page.set_viewport_size({"width": A4_WIDTH, "height": A4_HEIGHT})
    page.emulate_media(media="print")
    group = page.locator(".evac-class").filter(has_text="8HW")
    expect(group.get_by_role("checkbox")).to_have_count(30)
    expect(group).to_have_css("break-inside", "avoid")
    expect(page.locator(".evac-classes")).to_have_css("column-count", "3")
    box, under = group.bounding_box(), page.locator(".evac-classes").bounding_box()
    assert box is not None
    assert under is not None
    assert under["y"] + box["height"] < A4_HEIGHT
    assert box["x"] + box["width"] < A4_WIDTH
