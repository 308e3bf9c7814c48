"""Snow: the school closes at noon, the officer records it for everybody, and takes it back."""

from playwright.sync_api import Page, expect

from attendance.models import Mark
from schools.calendar import Session
from tests.integration.attendance.steps import mark, officer_saves, teacher_saves
from tests.journeys.browser import PHONE, Reception
from tests.journeys.looks import check_page
from tests.journeys.steps import open_register, row_of
from tests.world import World

NO_REASON, CLOSED = 220, 314


def test_a_snow_closure_is_recorded_and_taken_back(reception: Reception, world: World) -> None:
    given_a_morning_with_two_reasons(world)
    page = reception.page(world.okafor)
    when_the_closure_is_described(page)
    then_the_preview_shows_what_stays(page)
    when_it_is_confirmed(page)
    then_the_whole_school_is_closed(page, world)
    when_it_is_undone(page)
    then_everything_is_as_before(world)


def given_a_morning_with_two_reasons(world: World) -> None:
    first, second, third = world.pupils[:3]
    teacher_saves(world, mark(first, "/"), mark(second, "N"))
    officer_saves(world, mark(third, "M"), frame=world.frame(session=Session.PM))


def when_the_closure_is_described(page: Page) -> None:
    page.goto("/marlowe-park/registers/bulk/")
    check_page(page)
    page.get_by_role("link", name="Record a closure").click()
    check_page(page)
    page.get_by_role("button", name="Show what would change").click()
    expect(page.get_by_role("alert")).to_contain_text("There is a problem")
    check_page(page)
    page.get_by_label("Closure").select_option("whole")
    page.get_by_label("Could pupils come in if they wished?").select_option("no")
    page.get_by_label("Why").fill("Snow, the site is shut from noon")
    page.get_by_role("button", name="Show what would change").click()


def then_the_preview_shows_what_stays(page: Page) -> None:
    expect(page.get_by_text("Nothing is changed yet.")).to_be_visible()
    expect(page.get_by_text("2 marks stay: 1 / and 1 M")).to_be_visible()
    expect(page.get_by_text("1 N becomes Y4")).to_be_visible()
    check_page(page)


def when_it_is_confirmed(page: Page) -> None:
    page.get_by_role("button", name="Record the closure for 60 sessions").click()
    expect(page.get_by_text("Done. It can be undone as one on this page.")).to_be_visible()
    check_page(page)


def then_the_whole_school_is_closed(page: Page, world: World) -> None:
    assert Mark.objects.filter(code=CLOSED).count() == 60
    act = page.url
    open_register(page, world)
    expect(page.get_by_text("School closed: Snow, the site is shut from noon").first).to_be_visible()
    expect(row_of(page, 3)).to_have_attribute("data-code", "Y4")
    check_page(page)
    page.goto(act)


def when_it_is_undone(page: Page) -> None:
    page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
    page.get_by_role("button", name="Undo all of it").click()
    expect(
        page.get_by_text("Undone. 59 sessions blank again. 1 session back to the mark before.")
    ).to_be_visible()
    check_page(page)


def then_everything_is_as_before(world: World) -> None:
    first, second, third = world.pupils[:3]
    stands = set(Mark.objects.values_list("pupil", "session", "code"))
    assert stands == {(first.pk, 1, 10), (second.pk, 1, NO_REASON), (third.pk, 2, 106)}
