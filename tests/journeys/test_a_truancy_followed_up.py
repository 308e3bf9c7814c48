"""A teacher marks N in a lesson; on a phone the pastoral lead finds the child on the list and settles it."""

from datetime import time

import pytest
from playwright.sync_api import Page, expect

from schools.models import Lesson, Staff
from tests.factories import LessonFactory
from tests.journeys.browser import PHONE, Reception
from tests.journeys.looks import check_page
from tests.journeys.steps import expect_all_saved, open_register
from tests.world import TODAY, World

MISSING = "/marlowe-park/lessons/missing/"


@pytest.fixture
def lesson(world: World) -> Lesson:
    """Geography of 8HW with Ms Lane, now."""
    made: Lesson = LessonFactory.create(
        group=world.class_8hw,
        staff=Staff.objects.get(user=world.lane),
        starts=time(8, 46),
        ends=time(9, 46),
    )
    return made


def test_a_truancy_is_found_followed_up_and_settled_on_a_phone(
    reception: Reception, world: World, lesson: Lesson
) -> None:
    teacher = reception.page(world.lane, size=PHONE)
    given_everybody_is_in_school(reception, world)
    phone = reception.page(world.rahman, size=PHONE)
    then_nobody_is_missing(phone)

    when_the_teacher_marks_one_not_here(teacher, lesson)
    then_the_lesson_is_taken(teacher)

    when_the_lead_follows_up(phone)
    officer = reception.page(world.okafor)
    then_others_are_told_who_is_looking(officer)
    when_the_child_is_found(phone)
    then_the_list_is_settled(phone)
    then_the_desk_signs_a_child_out_and_back(officer)


def given_everybody_is_in_school(reception: Reception, world: World) -> None:
    page = reception.page(world.lane)
    open_register(page, world)
    page.locator("[data-fill]").click()
    page.locator("dialog [data-yes]").click()
    expect_all_saved(page)


def then_nobody_is_missing(page: Page) -> None:
    page.goto(MISSING)
    expect(page.get_by_text("Nobody is missing from a lesson.")).to_be_visible()
    check_page(page)


def when_the_teacher_marks_one_not_here(page: Page, lesson: Lesson) -> None:
    page.goto(f"/marlowe-park/lessons/{TODAY}/{lesson.pk}/")
    check_page(page)
    row = page.locator(".rg-row").nth(1)
    row.get_by_text("N", exact=True).click()
    expect(page.get_by_text("Saved 08:")).to_be_visible()
    page.get_by_role("button", name="Mark the others here").click()
    expect(page.get_by_text("30 of 30")).to_be_visible()
    check_page(page)


def then_the_lesson_is_taken(page: Page) -> None:
    page.get_by_role("button", name="Lesson taken").click()
    expect(page.get_by_text("by Ms Lane.")).to_be_visible()
    check_page(page)


def when_the_lead_follows_up(page: Page) -> None:
    page.reload()
    line = page.locator(".missing > li")
    expect(line).to_have_count(1)
    expect(line).to_contain_text("8HW Geography, P1, room H2, Ms Lane")
    check_page(page)
    line.get_by_role("link", name="Where now").click()
    expect(page.get_by_text("Missing from Geography")).to_be_visible()
    check_page(page)
    page.go_back()
    page.get_by_role("button", name="Follow up").click()
    expect(page.get_by_text("Mr Rahman is looking")).to_be_visible()
    check_page(page)


def then_others_are_told_who_is_looking(page: Page) -> None:
    page.goto(MISSING)
    expect(page.get_by_text("Mr Rahman is looking, 08:")).to_be_visible()


def when_the_child_is_found(page: Page) -> None:
    page.get_by_label("Where").fill("Behind the gym")
    page.get_by_label("Outcome").select_option(label="Truanted, in school")
    page.get_by_role("button", name="Save").click()


def then_the_list_is_settled(page: Page) -> None:
    expect(page.get_by_text("settled.")).to_be_visible()
    expect(page.get_by_text("Nobody is missing from a lesson.")).to_be_visible()
    expect(page.get_by_text("Truanted, in school, 08:")).to_be_visible()
    check_page(page)


def then_the_desk_signs_a_child_out_and_back(page: Page) -> None:
    page.goto("/marlowe-park/lessons/")
    check_page(page)
    page.goto("/marlowe-park/desk/")
    page.get_by_label("Name of the pupil").fill("kha")
    page.get_by_role("link", name="Sign out Amir Khan").click()
    check_page(page)
    page.get_by_label("Reason").select_option(label="Unwell, going home")
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_text("Amir Khan signed out at 08:")).to_be_visible()
    check_page(page)
    page.get_by_role("button", name="Back in school: Amir Khan").click()
    expect(page.get_by_text("Amir Khan is back, 08:")).to_be_visible()
    check_page(page)
