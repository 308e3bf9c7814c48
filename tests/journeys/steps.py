"""What people do on several journeys, in the words of the page."""

from allauth.account.models import EmailAddress
from playwright.sync_api import Locator, Page, expect

from accounts.models import User
from attendance.queries.register_links import register_url
from schools.calendar import Session
from schools.models import Group
from tests.journeys.looks import check_page
from tests.sign_in_pages import PASSWORD, add_app, code_now
from tests.world import TODAY, World


class Keys:
    """A keyboard that counts its presses; a chord counts as one for each of its keys."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.presses = 0

    def press(self, *keys: str) -> None:
        """Press one key after the other."""
        for key in keys:
            self.page.keyboard.press(key)
            self.presses += len(key.split("+"))


def given_a_password_and_an_app(person: User) -> None:
    """What a person has who accepted their invitation."""
    person.set_password(PASSWORD)
    person.save(update_fields=["password"])
    EmailAddress.objects.create(user=person, email=person.email, verified=True, primary=True)
    add_app(person)


def sign_in_through_the_pages(page: Page, person: User) -> None:
    """Email and password, the code that the app shows, and no trust in a shared computer."""
    page.goto("/")
    check_page(page)
    page.get_by_label("Email").fill(person.email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    check_page(page)
    page.get_by_label("Code").fill(code_now())
    page.get_by_role("button", name="Sign in", exact=True).click()
    check_page(page)
    page.get_by_role("button", name="No, it is shared").click()


def register_address(world: World, group: Group | None = None, part: str = "register") -> str:
    """This morning's register: of 8HW unless said otherwise."""
    group = group or world.class_8hw
    return register_url(group.school.slug, TODAY, group.pk, Session.AM, part)


def open_register(page: Page, world: World, group: Group | None = None) -> None:
    """Go straight to the register's address."""
    page.goto(register_address(world, group))
    expect(page.get_by_role("heading", level=1)).to_contain_text("Tuesday 9 March, morning")


def row_of(page: Page, number: int) -> Locator:
    """A row of the register by the number that stands before the name."""
    return page.locator(".rg-row").nth(number - 1)


def mark_of(page: Page, number: int) -> str:
    """The letter that a row shows; empty without one."""
    return row_of(page, number).get_attribute("data-code") or ""


def expect_mark(page: Page, number: int, letter: str) -> None:
    """A row shows this letter, or will within moments."""
    expect(row_of(page, number)).to_have_attribute("data-code", letter)


def state_of_saving(page: Page) -> Locator:
    """The line that says when the marks were saved."""
    return page.locator("[data-save-state]")


def expect_all_saved(page: Page) -> None:
    """Every mark has reached the server."""
    expect(state_of_saving(page)).to_contain_text("All marks saved")
