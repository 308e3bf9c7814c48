"""From an invitation to a passkey: every page of signing in, in a real browser."""

from dataclasses import replace

from django.utils import timezone
from playwright.sync_api import Page, expect

from accounts.services import invite_person
from tests.journeys.browser import Reception
from tests.journeys.looks import check_page
from tests.sign_in_pages import PASSWORD, code_of

EMAIL = "h.lane-new@ash.example"


def given_an_invitation(site: str) -> str:
    issued = invite_person(email=EMAIL, full_name="H Lane", by=None, at=timezone.now(), site=site)
    return issued.link


def when_she_accepts_it(page: Page, link: str) -> None:
    page.goto(link)
    check_page(page)
    page.get_by_label("Your name").fill("Ms H. Lane")
    page.get_by_label("Password").fill("too short")
    page.get_by_role("button", name="Make my account").click()
    expect(page.get_by_role("alert")).to_contain_text("at least 15 characters")
    check_page(page)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Make my account").click()


def when_she_signs_in(page: Page) -> None:
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    check_page(page)
    page.get_by_label("Email").fill(EMAIL)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()


def when_she_sets_up_an_app(page: Page) -> str:
    expect(page.get_by_role("heading", name="Protect your account first")).to_be_visible()
    check_page(page)
    page.get_by_role("link", name="Set up an app").click()
    check_page(page)
    secret = page.locator("code").inner_text()
    page.get_by_label("Authenticator code").fill(code_of(secret))
    page.get_by_role("button", name="Turn it on").click()
    expect(page.get_by_role("heading", name="Recovery codes")).to_be_visible()
    check_page(page)
    return secret


def when_she_signs_out(page: Page) -> None:
    page.goto("/account/logout/")
    page.get_by_role("main").get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()


def when_she_types_the_code(page: Page, secret: str) -> None:
    expect(page.get_by_role("heading", name="One more step")).to_be_visible()
    check_page(page)
    page.get_by_label("Code").fill("000000")
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("That code did not work. Wait for the next one")
    check_page(page)
    page.get_by_label("Code").fill(code_of(secret, +1))
    page.get_by_role("button", name="Sign in", exact=True).click()
    check_page(page)
    page.get_by_role("button", name="No, it is shared").click()


def when_she_adds_a_passkey(page: Page) -> None:
    page.goto("/me/")
    check_page(page)
    page.get_by_role("link", name="Add passkeys").click()
    check_page(page)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Go on").click()
    check_page(page)
    page.get_by_label("Name").fill("My laptop")
    page.get_by_label("Passwordless").check()
    page.get_by_role("button", name="Add", exact=True).click()
    expect(page.get_by_text("The passkey is added.")).to_be_visible()
    page.get_by_role("link", name="Manage").click()
    expect(page.get_by_text("My laptop", exact=True).first).to_be_visible()
    check_page(page)


def test_an_account_from_its_invitation_to_its_passkey(reception: Reception) -> None:
    reception.site = replace(reception.site, address=reception.site.address.replace("127.0.0.1", "localhost"))
    page = reception.page()
    has_a_fingerprint_reader(page)

    when_she_accepts_it(page, given_an_invitation(reception.site.address))
    when_she_signs_in(page)
    secret = when_she_sets_up_an_app(page)
    when_she_signs_out(page)
    when_she_signs_in(page)
    when_she_types_the_code(page, secret)
    when_she_adds_a_passkey(page)
    when_she_signs_out(page)

    page.get_by_role("button", name="Use a passkey").click()
    expect(page.get_by_role("heading", name="Choose a school")).to_be_visible()
    page.goto("/me/")
    expect(page.get_by_text("1 added")).to_be_visible()


def has_a_fingerprint_reader(page: Page) -> None:
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    reader = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    devtools.send("WebAuthn.addVirtualAuthenticator", {"options": reader})
