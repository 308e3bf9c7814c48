"""On a phone of 390 pixels: a visit is planned, pressed through at the door, and written down once."""

from playwright.sync_api import Page, Route, expect

from attendance.models import Visit
from schools.models import PupilAddress
from tests.factories import ContactFactory, ParentFactory
from tests.journeys.browser import PHONE, Reception
from tests.journeys.looks import check_page, too_wide
from tests.world import World


def test_a_visit_is_planned_made_and_written_on_a_phone(reception: Reception, world: World) -> None:
    given_a_family(world)
    phone = reception.page(world.okafor, size=PHONE)
    when_the_officer_plans_a_visit(phone, world)
    then_the_door_is_one_press_away(phone)
    when_the_network_is_lost_nothing_is_claimed(phone)
    for words in ("Left", "I am safe"):
        press(phone, words)
    when_it_is_written_down(phone)
    then_it_stands(phone)


def given_a_family(world: World) -> None:
    amir = world.pupils[0]
    PupilAddress.objects.create(pupil=amir, lines="12 Harbour Street", postcode="ME1 1AA")
    mother = ParentFactory.create(school=world.marlowe, title="Mrs", forename="Sana", mobile="07700 900123")
    ContactFactory.create(pupil=amir, parent=mother)


def when_the_officer_plans_a_visit(page: Page, world: World) -> None:
    page.goto(f"/marlowe-park/visits/new/?pupil={world.pupils[0].pk}")
    page.get_by_label("What the visit is for").fill("Nobody answers")
    page.get_by_text("Nothing known beyond any visit").click()
    assert too_wide(page) == []
    page.get_by_role("button", name="Plan the visit").click()


def then_the_door_is_one_press_away(page: Page) -> None:
    expect(page.get_by_role("heading", level=1)).to_contain_text("Amir Khan")
    expect(page.get_by_text("12 Harbour Street, ME1 1AA")).to_be_visible()
    expect(page.get_by_role("link", name="Ring Mrs Sana")).to_have_attribute("href", "tel:07700900123")
    press(page, "Set out")


def when_the_network_is_lost_nothing_is_claimed(page: Page) -> None:
    page.route("**/press/", lambda route: route.abort())
    page.get_by_role("button", name="Arrived").click()
    unsent = page.locator("[data-unsent]")
    page.get_by_role("button", name="Left").click()
    expect(unsent).to_contain_text("Not sent: “Arrived” and “Left”. There is no network.")
    check_page(page)
    assert Visit.objects.get().arrived_at is None
    assert page.evaluate("JSON.stringify([localStorage, sessionStorage])").count("Khan") == 0
    page.unroute("**/press/")
    page.route("**/press/", lambda route: route.fulfill(status=409, json={"said": "Called off."}))
    page.evaluate("window.dispatchEvent(new Event('online'))")
    expect(unsent).to_have_text("Not taken: “Arrived” and “Left”. Called off.")
    page.unroute("**/press/")
    press(page, "Arrived")
    assert Visit.objects.get().arrived_at is not None


def press(page: Page, words: str) -> None:
    made = page.locator(".made").count()
    page.get_by_role("button", name=words, exact=True).click()
    if words == "I am safe":
        expect(page.locator(".visit-presses")).to_have_count(0)
    else:
        expect(page.locator(".made")).to_have_count(made + 1)


def when_it_is_written_down(page: Page) -> None:
    page.get_by_role("link", name="Write it down").click()
    page.get_by_label("Who was seen").fill("Amir and his mother")
    page.get_by_role("group", name="Was the child seen?").get_by_text("Yes").click()
    page.get_by_role("group", name="Was the child spoken to?").get_by_text("Yes").click()
    page.get_by_label("What the child said").fill("My stomach hurts on Mondays")
    page.get_by_label("Next step").fill("Ms Okafor rings on Thursday")
    check_page(page)
    page.route("**/record/", signed_out)
    page.get_by_role("button", name="Write it down").click()
    expect(page.locator("[data-kept]")).to_contain_text("You are signed out. Your words stay here.")
    page.unroute("**/record/")
    page.get_by_role("button", name="Write it down").click()


def signed_out(route: Route) -> None:
    route.fulfill(status=401, content_type="application/json", body='{"sign_in": "/account/login/"}')


def then_it_stands(page: Page) -> None:
    expect(page.get_by_text("My stomach hurts on Mondays")).to_be_visible()
    page.get_by_role("link", name="Visits").first.click()
    expect(page.get_by_text("Child seen")).to_be_visible()
    assert too_wide(page) == []
