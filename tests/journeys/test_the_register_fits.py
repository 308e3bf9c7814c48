"""Thirty pupils at a glance: how many rows stand wholly in view, and a paper sheet of one page."""

import io

import pikepdf
import pytest
from playwright.sync_api import Page, expect

from tests.journeys.browser import DESK, PHONE, TABLET, Reception
from tests.journeys.looks import check_page, found_by, too_wide, wait_until
from tests.journeys.steps import expect_all_saved, open_register, register_address, row_of
from tests.world import World

# Wholly inside the window, and neither end hidden by what sticks to the window's edge.
ROWS_IN_VIEW = """() => [...document.querySelectorAll(".rg-row")].filter(row => {
    const box = row.getBoundingClientRect();
    if (box.top < 0 || box.bottom > innerHeight) return false;
    const shown = y => row.contains(document.elementFromPoint(box.left + 30, y));
    return shown(box.top + 1) && shown(box.bottom - 2);
}).length"""


@pytest.mark.parametrize(("size", "rows"), [(DESK, 30), (TABLET, 20), (PHONE, 7)])
def test_rows_in_view(reception: Reception, world: World, size: tuple[int, int], rows: int) -> None:
    page = reception.page(world.lane, size=size)
    open_register(page, world)
    expect(page.locator(".rg-row")).to_have_count(30)
    expect_in_view(page, rows)
    assert too_wide(page) == []
    check_page(page)


# A button that reaches past the bar is cut off; a second line of them would hide a row.
CUT_OFF = """() => {
    const bar = document.querySelector(".rg-bar").getBoundingClientRect();
    const out = box => box.right > bar.right || box.left < bar.left || box.bottom > innerHeight;
    return [...document.querySelectorAll(".rg-bar .btn, .rg-bar progress, [data-save-state]")]
        .filter(node => node.offsetParent && out(node.getBoundingClientRect()))
        .map(node => node.outerHTML.slice(0, 80));
}"""


@pytest.mark.parametrize(("size", "rows"), [(DESK, 30), (TABLET, 20), (PHONE, 6)])
def test_undo_and_a_lost_network_hide_no_row(
    reception: Reception, world: World, size: tuple[int, int], rows: int
) -> None:
    page = reception.page(world.lane, size=size)
    open_register(page, world)
    row_of(page, 1).locator(".rg-marks label").first.click()
    expect_all_saved(page)
    page.get_by_role("button", name="Mark other 29 present").click()
    expect(page.get_by_role("button", name="Undo 29 present")).to_be_visible()
    expect_all_saved(page)
    page.evaluate("scrollTo(0, 0)")
    expect_in_view(page, rows)
    assert found_by(page, CUT_OFF) == []
    page.context.set_offline(True)
    expect(page.get_by_role("button", name="Submit when online")).to_be_visible()
    page.get_by_role("button", name="Submit when online").click()
    expect(page.get_by_role("button", name="Will submit when online")).to_be_visible()
    assert found_by(page, CUT_OFF) == []
    page.get_by_role("button", name="Will submit when online").click()
    page.context.set_offline(False)


def test_the_paper_register_is_one_page(reception: Reception, world: World) -> None:
    page = reception.page(world.lane)
    page.goto(register_address(world, part="register_print"))
    check_page(page)
    assert pages_on_paper(page) == 1


def test_the_register_itself_prints_on_one_page(reception: Reception, world: World) -> None:
    page = reception.page(world.lane)
    open_register(page, world)
    assert pages_on_paper(page) == 1


def expect_in_view(page: Page, rows: int) -> None:
    """At least so many rows stand in the window, now or within moments."""
    wait_until(page, f"rows => ({ROWS_IN_VIEW})() >= rows", rows)


def pages_on_paper(page: Page) -> int:
    with pikepdf.open(io.BytesIO(page.pdf(prefer_css_page_size=True))) as paper:
        return len(paper.pages)
