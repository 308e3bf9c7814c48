"""The marks of a lesson outlive a session that ended, a network's own pages and a change of person."""

from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect

from attendance.models import LessonMark
from schools.models import Lesson, Staff
from tests.factories import LessonFactory
from tests.journeys.browser import TABLET, Reception
from tests.journeys.steps import Keys, expect_all_saved, open_register, row_of, state_of_saving
from tests.journeys.waiting import expect_kept
from tests.world import TODAY, World

CSRF_COOKIE = "csrftoken"
BLOCKED: dict[str, Any] = {"status": 200, "content_type": "text/html", "body": "<h1>Blocked</h1>"}


@pytest.fixture
def lesson(world: World) -> Lesson:
    """Geography of 8HW with Ms Lane."""
    made: Lesson = LessonFactory.create(group=world.class_8hw, staff=Staff.objects.get(user=world.lane))
    return made


def open_lesson(page: Page, lesson: Lesson) -> None:
    page.goto(f"/marlowe-park/lessons/{TODAY}/{lesson.pk}/")
    row_of(page, 1).locator("input[type=radio]").first.focus()


def state(page: Page) -> Any:
    return expect(page.locator("#lesson [data-state]"))


def test_they_are_saved_once_the_teacher_has_signed_in_again(
    reception: Reception, world: World, lesson: Lesson
) -> None:
    page = reception.page(world.lane)
    open_lesson(page, lesson)
    reception.sign_out(page)
    Keys(page).press("n")
    state(page).to_contain_text("1 not saved")
    expect(page.get_by_role("alert")).to_contain_text("Sign in again in another tab")
    page.context.clear_cookies(name=CSRF_COOKIE)
    reception.sign_in(page.context, world.lane)
    with page.context.new_page() as other:
        other.goto("/marlowe-park/lessons/")
    page.evaluate("window.dispatchEvent(new Event('focus'))")
    state(page).to_contain_text("Saved 08:")
    expect(page.get_by_role("alert")).to_be_hidden()
    assert LessonMark.objects.get().set_by == world.lane


def test_they_never_get_the_name_of_the_next_person(
    reception: Reception, world: World, lesson: Lesson
) -> None:
    tablet = reception.page(world.lane, size=TABLET)
    open_lesson(tablet, lesson)
    reception.sign_out(tablet)
    reception.sign_in(tablet.context, world.okafor)
    Keys(tablet).press("n")
    expect(tablet.get_by_role("alert")).to_contain_text("Somebody else is signed in now.")
    state(tablet).to_contain_text("Not saved")
    assert not LessonMark.objects.exists()


def test_a_refusal_is_not_sent_again_and_again(reception: Reception, world: World, lesson: Lesson) -> None:
    page = reception.page(world.lane)
    page.clock.install()
    open_lesson(page, lesson)
    sent: list[str] = []

    def refuse(route: Route) -> None:
        sent.append(route.request.url)
        route.fulfill(status=409, json={"message": "This lesson cannot be marked now."})

    page.route("**/save/", refuse)
    Keys(page).press("n")
    page.clock.run_for(1000)
    expect(page.get_by_role("alert")).to_contain_text("This lesson cannot be marked now.")
    page.clock.run_for(60_000)
    assert len(sent) == 1


def test_a_page_of_the_networks_filter_is_no_answer(
    reception: Reception, world: World, lesson: Lesson
) -> None:
    page = reception.page(world.lane)
    open_register(page, world)
    page.route("**/save/", lambda route: route.fulfill(**BLOCKED))
    Keys(page).press("/", "n")
    expect(state_of_saving(page)).to_contain_text("not sent")
    expect_kept(page, "/", "N")
    page.unroute("**/save/")
    expect_all_saved(page)
    open_lesson(page, lesson)
    page.route("**/save/", lambda route: route.fulfill(**BLOCKED))
    Keys(page).press("n")
    state(page).to_contain_text("1 not saved")
    page.unroute("**/save/")
    state(page).to_contain_text("Saved 08:")
