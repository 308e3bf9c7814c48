"""A new colleague: invited by the administrator, in by the link, a second factor, and at work."""

import re
from pathlib import Path

from playwright.sync_api import Page, expect

from accounts.roles import Role
from tests.journeys.browser import Reception
from tests.journeys.looks import check_page
from tests.sign_in_pages import PASSWORD, code_of
from tests.world import World

EMAIL = "n.hale@marlowe.example"


def test_from_the_invitation_to_the_first_page(reception: Reception, world: World, mail: Path) -> None:
    when_the_administrator_invites_mr_hale(reception.page(world.staff[Role.ADMIN]))
    newcomer = reception.page()
    newcomer.goto(link_in(mail))
    when_he_chooses_a_password_and_signs_in(newcomer)
    when_he_sets_up_an_app(newcomer)
    then_he_is_at_work(newcomer)
    then_the_link_works_no_more(newcomer, mail)


def when_the_administrator_invites_mr_hale(page: Page) -> None:
    page.goto("/marlowe-park/people/")
    check_page(page)
    page.get_by_label("Work email").fill(EMAIL)
    page.get_by_label("Full name").fill("Mr Hale")
    page.locator("[name=role]").select_option("office")
    page.get_by_role("button", name="Send the invitation").click()
    expect(page.get_by_text("Mr Hale was sent an invitation.")).to_be_visible()
    check_page(page)


def link_in(mail: Path) -> str:
    """The address in the one message that the site has sent."""
    (message,) = mail.iterdir()
    found = re.search(r"http://\S+/invitations/\S+", message.read_text())
    assert found is not None
    return found[0]


def when_he_chooses_a_password_and_signs_in(page: Page) -> None:
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Make my account").click()
    page.get_by_label("Email").fill(EMAIL)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()


def when_he_sets_up_an_app(page: Page) -> None:
    page.get_by_role("link", name="Set up an app").click()
    page.get_by_label("Authenticator code").fill(code_of(page.locator("code").inner_text()))
    page.get_by_role("button", name="Turn it on").click()


def then_he_is_at_work(page: Page) -> None:
    expect(page.get_by_role("heading", name="Recovery codes")).to_be_visible()
    page.goto("/")
    expect(page).to_have_title("Today – Marlowe Park Academy")
    expect(page.locator(".menu summary")).to_contain_text("Mr Hale")
    check_page(page)


def then_the_link_works_no_more(page: Page, mail: Path) -> None:
    page.goto(link_in(mail))
    expect(page.get_by_role("main")).to_contain_text("This invitation does not work")
    check_page(page)
