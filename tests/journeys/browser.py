"""Chromium, and the people who sit in front of it."""

import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from django.conf import settings
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Error,
    Page,
    Response,
    expect,
    sync_playwright,
)

from accounts.models import User
from tests.sign_in import signed_in
from tests.sites import Site

# The first that is here: the shell has no window, no menus and no graphics process, and takes half the work.
CHROMIUMS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    # The shell would set letters on whole pixels, and wider than people's browsers do.
    "--font-render-hinting=none",
)
# Closing lets a page send its last words, and a tab that dies has none.
GONE = "() => { window.fetch = () => new Promise(() => {}); }"
DESK, TABLET, PHONE = (1440, 900), (820, 1180), (390, 844)
# What should come true is waited for so long; a machine with much else to do takes its time.
PATIENCE_MS = 30_000
# A refusal (401, 404, 409) is an answer that a journey asserts by itself; so is a lost network.
ANSWERED = re.compile(r"Failed to load resource: (the server responded with a status of 4|net::ERR_)")


@contextmanager
def chromium() -> Iterator[Browser]:
    """One browser for the whole run."""
    expect.set_options(timeout=PATIENCE_MS)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found_chromium(), args=list(ARGUMENTS))
        yield browser
        browser.close()


def found_chromium() -> str:
    """Where the machine has a Chromium; `make` sees to it that there is one."""
    found = next(filter(None, map(shutil.which, CHROMIUMS)), None)
    assert found is not None, "No Chromium: run make system"
    return found


@dataclass
class Reception:
    """Lets people in to one site, and keeps what their browsers complained about."""

    browser: Browser
    site: Site
    complaints: list[str] = field(default_factory=list)
    contexts: list[BrowserContext] = field(default_factory=list)

    def page(
        self,
        person: User | None = None,
        *,
        size: tuple[int, int] = DESK,
        script: bool = True,
        dark: bool = False,
    ) -> Page:
        """A browser of this person's own, signed in with both factors; of nobody, without a person."""
        context = self.browser.new_context(
            base_url=self.site.address,
            viewport={"width": size[0], "height": size[1]},
            java_script_enabled=script,
            color_scheme="dark" if dark else "light",
            has_touch=size != DESK,
            locale="en-GB",
            timezone_id="Europe/London",
            reduced_motion="reduce",
        )
        context.set_default_timeout(PATIENCE_MS)
        self.contexts.append(context)
        if person is not None:
            self.sign_in(context, person)
        page = context.new_page()
        self._watch(page)
        return page

    def crash(self, page: Page) -> Page:
        """The tab is gone at once, asked for nothing; another is opened in the same browser, still empty."""
        context = page.context
        page.evaluate(GONE)
        page.close()
        opened = context.new_page()
        self._watch(opened)
        return opened

    def sign_in(self, context: BrowserContext, person: User) -> None:
        """Give the browser a session of its own, without the pages of sign-in."""
        key = signed_in(person).cookies[settings.SESSION_COOKIE_NAME].value
        context.add_cookies(
            [{"name": settings.SESSION_COOKIE_NAME, "value": key, "url": self.site.address, "httpOnly": True}]
        )

    def sign_out(self, page: Page) -> None:
        """Take the session away, as time does."""
        page.context.clear_cookies(name=settings.SESSION_COOKIE_NAME)

    def picture(self, folder: Path) -> None:
        """Keep each open page as it stands, for whoever mends it."""
        for number, page in enumerate((page for context in self.contexts for page in context.pages), start=1):
            with suppress(Error):  # a window that closes just now, and is no picture's loss
                page.screenshot(path=folder / f"{number}.png", full_page=True)

    def close(self) -> None:
        """End every browser."""
        for context in self.contexts:
            context.close()

    def _watch(self, page: Page) -> None:
        page.on("console", self._hear)
        page.on("pageerror", lambda error: self.complaints.append(f"{page.url}: {error}"))
        page.on("response", self._look)

    def _hear(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning") and not ANSWERED.match(message.text):
            self.complaints.append(f"{message.location.get('url', '')}: {message.text}")

    def _look(self, response: Response) -> None:
        missing = response.status >= 400 and "/static/" in response.url
        if missing or response.status >= 500:
            self.complaints.append(f"{response.url}: {response.status}")
