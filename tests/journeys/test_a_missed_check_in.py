"""A visitor has not said that they are safe: every open page of the office says so, until it is answered."""

from datetime import timedelta

from playwright.sync_api import Page, expect

from attendance.models import Visit
from tests.factories import VisitFactory
from tests.journeys.browser import PHONE, Reception
from tests.journeys.looks import check_page
from tests.world import NOW, World

MISSED = "Check-in missed: Mr Rahman should have said at 08:45 that they are safe."


def test_a_missed_check_in_is_told_by_itself_until_it_is_answered(reception: Reception, world: World) -> None:
    officer, lead = reception.page(world.okafor), reception.page(world.reid, size=PHONE)
    officer.goto("/marlowe-park/pupils/")
    lead.goto("/marlowe-park/visits/")
    expect(officer.locator("#alerts")).to_be_empty()
    visit = given_nobody_heard_of_a_visitor(world)

    for page in (officer, lead):
        look_again(page)
        expect(page.locator("#alerts [role=alert]")).to_contain_text(MISSED)
        expect(page.locator("#alerts")).not_to_contain_text("Khan")
        expect(page.locator("#alerts button")).to_have_count(0)
    then_the_visitors_own_phone_says_so(reception, world, visit)

    when_the_officer_answers(officer)
    look_again(lead)
    expect(lead.locator("#alerts")).to_be_empty()
    visit.refresh_from_db()
    assert (visit.alarm_by, visit.alarm_words) == (world.okafor, "I rang him, he is safe")


def given_nobody_heard_of_a_visitor(world: World) -> Visit:
    visit: Visit = VisitFactory.create(
        pupil=world.pupils[0],
        visitor=world.rahman,
        due_at=NOW - timedelta(hours=1),
        set_out_at=NOW - timedelta(hours=1),
        check_in_by=NOW - timedelta(minutes=4),
    )
    return visit


def then_the_visitors_own_phone_says_so(reception: Reception, world: World, visit: Visit) -> None:
    phone = reception.page(world.rahman, size=PHONE)
    phone.goto(f"/marlowe-park/visits/{visit.pk}/")
    expect(phone.get_by_text("Overdue: the school is told to ring you")).to_be_visible()


def when_the_officer_answers(page: Page) -> None:
    page.get_by_role("link", name="Answer").click()
    expect(page.locator("#alerts")).to_be_empty()  # the page itself says it
    check_page(page)
    page.get_by_label("What you learned").fill("I rang him, he is safe")
    page.get_by_role("button", name="They are safe").click()
    expect(page.get_by_text("The alarm has ended on every page.")).to_be_visible()
    look_again(page)
    expect(page.locator("#alerts")).to_be_empty()


def look_again(page: Page) -> None:
    """What the page does by itself every 15 seconds, and whenever it is looked at again."""
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
