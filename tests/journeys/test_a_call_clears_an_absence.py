"""An absence is cleared from the call list in two presses and a letter, without leaving the page."""

import pytest
from playwright.sync_api import Dialog, Locator, Page, expect

from attendance.codes import ILLNESS, MEDICAL
from attendance.models import ContactAttempt, Mark
from attendance.services.marks import save_marks
from schools.calendar import Session
from schools.models import Pupil
from tests.factories import ContactFactory, ParentFactory, SafetyNoteFactory
from tests.integration.attendance.steps import mark, officer_amends, teacher_submits
from tests.journeys.browser import PHONE, Reception
from tests.journeys.looks import check_page
from tests.journeys.steps import Keys
from tests.world import NOW, TODAY, World

LIST = "/marlowe-park/contact/"


@pytest.fixture
def absent(world: World) -> list[Pupil]:
    """Three pupils of 8HW are marked N, the register is submitted, and each has a mother to ring."""
    three = world.pupils[:3]
    save_marks(world.frame(), [mark(pupil, "N") for pupil in three], by=world.lane, office=False, at=NOW)
    teacher_submits(world)
    for number, pupil in enumerate(three):
        parent = ParentFactory.create(
            school=world.marlowe, surname=pupil.known_surname, mobile=f"0770090012{number}"
        )
        ContactFactory.create(pupil=pupil, parent=parent)
    return three


def letter_of(pupil: Pupil) -> int:
    return Mark.objects.get(pupil=pupil, date=TODAY, session=Session.AM.value).code


def call_of(page: Page, pupil: Pupil) -> Locator:
    return page.get_by_role("link", name=f"Call about {pupil.known_name}")


def test_two_presses_and_a_letter_by_keyboard_alone(
    reception: Reception, world: World, absent: list[Pupil]
) -> None:
    page = reception.page(world.okafor)
    page.goto(LIST)
    amir = absent[0]
    order = [link.get_attribute("href") for link in page.locator("[data-call]").all()]
    at = order.index(f"{LIST}{amir.pk}/")
    page.locator("[data-call]").nth(at).focus()
    keys = Keys(page)
    keys.press("Enter")
    drawer = page.get_by_role("dialog")
    expect(drawer.get_by_role("heading", level=2).first).to_have_text("Amir Khan, 8HW")
    expect(drawer.get_by_role("link", name="07700900120")).to_have_attribute("href", "tel:07700900120")
    expect(drawer.get_by_label("Code")).to_be_focused()
    check_page(page)
    keys.press("i", "Enter")
    expect(drawer).to_be_hidden()
    assert keys.presses == 3
    expect(page.locator("#live")).to_have_text("Amir Khan: call logged, I set for the morning.")
    expect(page.locator(f"[data-call][href='{order[at]}']")).to_have_count(0)
    next_row = order[at + 1] if at + 1 < len(order) else order[at - 1]
    expect(page.locator(f"[data-call][href='{next_row}']")).to_be_focused()
    assert letter_of(amir) == ILLNESS
    attempt = ContactAttempt.objects.get()
    assert (attempt.pupil, attempt.number, attempt.made_by) == (amir, "07700900120", world.okafor)
    assert page.url.endswith(LIST)


def test_escape_closes_and_what_somebody_else_set_is_shown_and_stays(
    reception: Reception, world: World, absent: list[Pupil]
) -> None:
    amir, zoe = absent[:2]
    SafetyNoteFactory.create(pupil=amir, text="Ring the mother at work alone")
    page = reception.page(world.okafor, size=PHONE)
    page.goto(LIST)
    opener = page.locator(f"[data-call][href='{LIST}{amir.pk}/']")
    opener.click()
    drawer = page.get_by_role("dialog")
    expect(drawer.get_by_text("Ring the mother at work alone")).to_be_visible()
    check_page(page)
    page.keyboard.press("Escape")
    expect(drawer).to_be_hidden()
    expect(opener).to_be_focused()

    opener.click()
    expect(drawer.get_by_label("Code")).to_be_focused()
    officer_amends(world, amir, "M", at=NOW)
    drawer.get_by_label("Code").select_option("I")
    drawer.get_by_label("What was said").fill("Has a cold")
    drawer.get_by_role("button", name="Save").click()
    expect(drawer.get_by_role("alert")).to_contain_text("Ms Okafor set M for the morning")
    check_page(page)
    drawer.get_by_role("link", name="Keep what stands").click()
    expect(drawer).to_be_hidden()
    assert letter_of(amir) == MEDICAL
    assert ContactAttempt.objects.get().words == "Has a cold"
    expect(opener).to_have_count(0)
    expect(page.locator(f"[data-call][href='{LIST}{zoe.pk}/']")).to_be_visible()


def test_typed_words_outlive_escape_a_fresh_list_and_a_failing_server(
    reception: Reception, world: World, absent: list[Pupil]
) -> None:
    amir, zoe = absent[:2]
    page = reception.page(world.okafor)
    page.clock.install()
    page.goto(LIST)
    call_of(page, amir).click()
    drawer = page.get_by_role("dialog")
    words = drawer.get_by_label("What was said")
    words.fill("Has a cold")
    officer_amends(world, zoe, "I", at=NOW)
    page.clock.run_for(41_000)
    expect(words).to_have_value("Has a cold")
    asked: list[str] = []

    def stays(dialog: Dialog) -> None:
        asked.append(dialog.message)
        dialog.dismiss()

    page.once("dialog", stays)
    with page.expect_event("dialog"):
        page.keyboard.press("Escape")
    expect(words).to_have_value("Has a cold")
    assert asked == ["Close without saving? What you typed is lost."]
    page.route("**/contact/*/", lambda route: route.fulfill(status=503))
    drawer.get_by_role("button", name="Save").click()
    expect(drawer.get_by_role("alert")).to_contain_text("Not saved. Your words stay here. Press Save again.")
    page.unroute("**/contact/*/")
    reception.complaints[:] = [each for each in reception.complaints if "503" not in each]
    drawer.get_by_role("button", name="Save").click()
    expect(drawer).to_be_hidden()
    assert ContactAttempt.objects.get().words == "Has a cold"


def test_another_person_s_work_appears_by_itself(
    reception: Reception, world: World, absent: list[Pupil]
) -> None:
    amir = absent[0]
    page = reception.page(world.bell)
    page.clock.install()
    page.goto(LIST)
    row = page.locator(f"[data-call][href='{LIST}{amir.pk}/']")
    expect(row).to_be_visible()
    officer_amends(world, amir, "I", at=NOW)
    page.clock.run_for(21_000)
    expect(row).to_have_count(0)


def test_without_script_the_panel_is_a_page(reception: Reception, world: World, absent: list[Pupil]) -> None:
    page = reception.page(world.bell, script=False)
    page.goto(LIST)
    page.locator(f"[data-call][href='{LIST}{absent[0].pk}/']").click()
    page.get_by_label("Code to propose").select_option("I")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("status").first).to_contain_text(
        "Amir Khan: call logged, I proposed to the attendance officer."
    )
