"""The office plans: a visit of one pupil, a trip of a class, and the register of the teacher shows both."""

from playwright.sync_api import Page, expect

from tests.journeys.browser import Reception
from tests.journeys.looks import check_page
from tests.journeys.steps import expect_mark, open_register
from tests.world import World

PLANNED = "/marlowe-park/planned/"


def test_what_the_office_plans_stands_on_the_teachers_register(reception: Reception, world: World) -> None:
    office = reception.page(world.bell)
    when_work_experience_is_planned_for_one_pupil(office)
    when_the_class_but_one_goes_to_a_museum(office, world)
    teacher = reception.page(world.lane)
    open_register(teacher, world)
    expect_mark(teacher, 1, "W")
    expect_mark(teacher, 2, "V")
    when_the_trip_is_called_off(office)
    teacher.reload()
    expect_mark(teacher, 1, "W")
    expect_mark(teacher, 2, "")


def when_work_experience_is_planned_for_one_pupil(page: Page) -> None:
    page.goto(f"{PLANNED}new/")
    page.get_by_label("Name", exact=True).fill("abbott")
    page.get_by_role("button", name="Find").last.click()
    expect(page.get_by_role("link", name="Abbott, Jack")).to_be_visible()
    check_page(page)
    page.get_by_role("link", name="Abbott, Jack").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Plan for Jack Abbott")
    check_page(page)
    page.get_by_label("Code").select_option("W")
    page.get_by_label("Place, and who supervises").fill("Castle Garage, Mr Dunn")
    page.get_by_role("button", name="Agree it").click()
    expect(page.get_by_role("alert")).to_contain_text("W is rarely right below Year 10")
    check_page(page)
    page.get_by_label("I have read this").check()
    page.get_by_role("button", name="Agree it").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Jack Abbott")
    check_page(page)
    page.goto(PLANNED)
    expect(page.get_by_role("link", name="Abbott, Jack")).to_be_visible()
    check_page(page)


def when_the_class_but_one_goes_to_a_museum(page: Page, world: World) -> None:
    page.goto(f"{PLANNED}trip/?group={world.class_8hw.pk}")
    page.get_by_label("Name of the trip").fill("Science Museum")
    page.get_by_label("Where").fill("London")
    page.get_by_label("Who leads").fill("Ms Roe")
    page.get_by_role("button", name="Look at what it does").click()
    expect(page.get_by_text("1 cannot go.")).to_be_visible()
    check_page(page)
    page.get_by_label("Abbott, Jack").uncheck()
    page.get_by_role("button", name="Look again").click()
    page.get_by_role("button", name="Agree V for 29 pupils").click()
    expect(page.get_by_role("heading", level=2).first).to_contain_text("Who goes 29")
    check_page(page)


def when_the_trip_is_called_off(page: Page) -> None:
    page.get_by_label("Why it ends").fill("Snow")
    page.get_by_text("Call the trip off").click()
    page.get_by_role("button", name="Call it off for 29 pupils").click()
    expect(page.get_by_text("29 pupils taken off the trip.")).to_be_visible()
