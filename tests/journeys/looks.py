"""What nobody may find wrong with a page: axe's rules in light and dark, and no scrolling sideways."""

import re
from contextlib import suppress
from pathlib import Path

from playwright.sync_api import Error, Page, Route
from playwright.sync_api import TimeoutError as TooLong

AXE = Path(__file__).resolve().parents[2] / "node_modules" / "axe-core" / "axe.min.js"
TAGS = ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice"]
# What the dark colours of a page can break, and nothing else of it: the rest was read in the light.
OF_COLOURS = ["color-contrast", "link-in-text-block"]
# What differs between two people who see the same page, as times do, and their menus.
OWN_WORDS = ("[name=csrfmiddlewaretoken]", "[name=save_key]", ".clock", "#axe")
OWN_MENUS = ("#app-nav", ".menu")
LOOK = """own => {
    const page = document.documentElement.cloneNode(true);
    page.removeAttribute("data-bs-theme");
    for (const part of page.querySelectorAll(own)) part.remove();
    return page.outerHTML.replace(/\\d\\d:\\d\\d/g, "");
}"""
# What a browser answers to a question about a page that it is leaving.
ON_THE_WAY = ("context was destroyed", "navigation", "navigating", "properties of null")
LOOKS = 3
TO_STAND_STILL_MS = 2_000
FOUND_CLEAN: set[tuple[str, int]] = set()
RUN_AXE = """async only => {
    const found = await axe.run(document, { runOnly: only });
    const words = (rule, node) => `${rule.id}: ${node.html.slice(0, 200)} ${node.failureSummary}`;
    return found.violations.flatMap(rule => rule.nodes.map(node => words(rule, node)));
}"""
TOO_WIDE = """() => {
    if (document.documentElement.scrollWidth <= innerWidth) return [];
    const reaches = node => node.getBoundingClientRect().right > innerWidth + 1;
    const wide = [...document.querySelectorAll("body *")].filter(reaches).slice(-3);
    return wide.length ? wide.map(node => node.outerHTML.slice(0, 160)) : ["the page"];
}"""


def check_page(page: Page) -> None:
    """Nothing for axe to find, light and dark, and nothing wider than the window.

    A page that looks as one that this run has found clean, in a window as wide, is not looked at again. Where
    a press just now still brings the next page, that one is looked at.
    """
    for _ in range(LOOKS):
        try:
            return _check(page)
        except Error as moved:
            if not any(words in moved.message for words in ON_THE_WAY):
                raise
            page.wait_for_load_state()
    return _check(page)


def _check(page: Page) -> None:
    look = (look_of(page, whole=True), page.evaluate("innerWidth"))
    if look not in FOUND_CLEAN:
        for scheme in ("dark", "light"):
            show_in(page, scheme)
            found = axe_finds(page, scheme)
            assert not found, f"{page.url}, {scheme}:\n" + "\n".join(found)
        FOUND_CLEAN.add(look)
    assert too_wide(page) == [], page.url


def look_of(page: Page, *, whole: bool = False) -> str:
    """The page as text without what is its reader's own; `whole`, with the reader's menus."""
    own = [*OWN_WORDS, *(() if whole else OWN_MENUS)]
    look: str = page.evaluate(LOOK, ", ".join(own))
    return look


def show_in(page: Page, scheme: str) -> None:
    """Turn the device to light or dark; the page follows it for whoever made no choice of their own."""
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    wait_until(page, "scheme => document.documentElement?.dataset.bsTheme === scheme", scheme)


def wait_until(page: Page, function: str, arg: object = None, *, timeout: float | None = None) -> None:
    """Wait until a JavaScript function of the page answers with something true.

    A bare expression will not do: whoever asks for it a second time meets the policy against `eval`.
    """
    assert "=>" in function, f"Write a function, not the expression {function}"
    page.wait_for_function(function, arg=arg, timeout=timeout)


def axe_finds(page: Page, scheme: str = "light") -> list[str]:
    """What axe has against the page as it stands now: everything in the light, the colours in the dark."""
    if not page.evaluate("typeof axe === 'object'"):
        page.evaluate(AXE.read_text())
    only = {"type": "rule", "values": OF_COLOURS} if scheme == "dark" else {"type": "tag", "values": TAGS}
    found: list[str] = page.evaluate(RUN_AXE, only)
    return found


def too_wide(page: Page) -> list[str]:
    """The innermost elements that reach past the right edge, when the page can be scrolled sideways."""
    return found_by(page, TOO_WIDE)


def found_by(page: Page, script: str) -> list[str]:
    """What a script finds wrong with the page once it stands still; a page that moves gets a moment."""
    with suppress(TooLong):
        wait_until(page, f"() => !({script})().length", timeout=TO_STAND_STILL_MS)
    found: list[str] = page.evaluate(script)
    return found


def show_without_script(page: Page) -> None:
    """From now on pages come as a browser without script reads them, while the checks can run in them."""

    def strip(route: Route) -> None:
        answer = route.fetch()
        plain = re.sub(r"<script.*?</script>|</?noscript>", "", answer.text(), flags=re.DOTALL)
        route.fulfill(response=answer, body=plain)

    page.route(lambda _: True, lambda route: strip(route) if is_document(route) else route.continue_())


def is_document(route: Route) -> bool:
    """Whether the browser asks for a page, and not for what belongs to one."""
    return route.request.resource_type == "document"
