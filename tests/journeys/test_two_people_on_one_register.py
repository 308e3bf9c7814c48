"""A teacher and the office mark the same pupil: both marks are shown, and nothing is overwritten."""

from playwright.sync_api import Page, expect

from tests.journeys.browser import Reception
from tests.journeys.looks import check_page
from tests.journeys.steps import Keys, expect_all_saved, expect_mark, open_register, row_of, state_of_saving
from tests.world import World


def test_the_teacher_keeps_what_the_office_set(reception: Reception, world: World) -> None:
    teacher = given_both_have_the_register_open_and_the_office_sets_i(reception, world)
    when_the_teacher_marks_the_same_pupil_and_the_next(teacher)
    then_that_row_alone_shows_both_marks(teacher)
    teacher.get_by_role("button", name="Keep I").click()
    then_the_marks_of_all_are(teacher, "I", "/")


def test_the_officer_may_use_her_own_mark(reception: Reception, world: World) -> None:
    officer, teacher = reception.page(world.okafor), reception.page(world.lane)
    open_register(officer, world)
    open_register(teacher, world)
    when_the_teacher_marks_late(teacher)
    Keys(officer).press("i")
    expect(row_of(officer, 1)).to_contain_text("Ms Lane")
    officer.get_by_role("button", name="Use I").click()
    expect_all_saved(officer)
    then_the_marks_of_all_are(officer, "I")


def test_the_teacher_may_use_her_own_mark_where_the_office_set_one_of_hers(
    reception: Reception, world: World
) -> None:
    officer, teacher = reception.page(world.okafor), reception.page(world.lane)
    open_register(officer, world)
    open_register(teacher, world)
    Keys(officer).press("n")
    expect_all_saved(officer)
    Keys(teacher).press("l")
    expect(row_of(teacher, 1)).to_contain_text("Office set N at 08:")
    expect(row_of(teacher, 1)).to_contain_text("You pressed L at 08:")
    teacher.get_by_role("button", name="Use L").click()
    expect_all_saved(teacher)
    then_the_marks_of_all_are(teacher, "L")


def test_the_same_mark_twice_is_no_conflict(reception: Reception, world: World) -> None:
    officer, teacher = reception.page(world.okafor), reception.page(world.lane)
    open_register(officer, world)
    open_register(teacher, world)
    for page in (officer, teacher):
        Keys(page).press("n")
        expect_all_saved(page)
    expect(teacher.locator("[data-clash]")).to_have_count(0)
    then_the_marks_of_all_are(teacher, "N")


def given_both_have_the_register_open_and_the_office_sets_i(reception: Reception, world: World) -> Page:
    officer, teacher = reception.page(world.okafor), reception.page(world.lane)
    open_register(officer, world)
    open_register(teacher, world)
    Keys(officer).press("i")
    expect_all_saved(officer)
    return teacher


def when_the_teacher_marks_the_same_pupil_and_the_next(page: Page) -> None:
    Keys(page).press("n", "/")


def when_the_teacher_marks_late(page: Page) -> None:
    Keys(page).press("l")
    expect_all_saved(page)


def then_that_row_alone_shows_both_marks(page: Page) -> None:
    clash = page.locator("[data-clash]")
    expect(clash).to_have_count(1)
    expect(clash).to_contain_text("Office set I at 08:")
    expect(clash).to_contain_text("(Ms Okafor). You pressed N at 08:")
    expect(clash.get_by_role("button")).to_have_text(["Keep I"])
    expect(state_of_saving(page)).to_contain_text("1 to settle")
    expect_mark(page, 2, "/")
    check_page(page)


def then_the_marks_of_all_are(page: Page, *letters: str) -> None:
    page.reload()
    for number, letter in enumerate(letters, start=1):
        expect_mark(page, number, letter)
