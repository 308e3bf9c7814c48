"""What waits on a device, and the pupils that it may not name."""

from typing import Any

from playwright.sync_api import Page, expect

from tests.journeys.looks import wait_until
from tests.journeys.steps import Keys, row_of, state_of_saving
from tests.world import World

KEPT = """() => Object.entries(localStorage).filter(([key]) => key.startsWith("daymark.marks."))
    .map(([key, text]) => ({key, text, state: JSON.parse(text)}))"""


# What one tab wrote, another sees a moment later: they are two processes.
KEPT_CODES = f"""codes => {{
    const marks = ({KEPT})().flatMap(({{state}}) => [...(state.batch?.marks ?? []), ...state.marks]);
    return JSON.stringify(marks.map(({{code}}) => code).sort()) === JSON.stringify(codes);
}}"""


def kept_on(page: Page) -> list[dict[str, Any]]:
    """The entries that wait in this browser."""
    found: list[dict[str, Any]] = page.evaluate(KEPT)
    return found


def lose_the_network(page: Page) -> None:
    """From now on nothing leaves this browser."""
    page.context.set_offline(True)
    expect(page.get_by_role("alert")).to_contain_text("No connection since 08:")


def mark_offline(page: Page, *letters: str) -> None:
    """Mark the current pupil and those below, with no network, where nothing waits yet."""
    Keys(page).press(*letters)
    expect_kept(page, *(letter.upper() for letter in letters))
    expect(state_of_saving(page)).to_contain_text(f"{len(letters)} not sent")


def kept_marks(page: Page) -> list[dict[str, Any]]:
    """Each mark that waits in this browser, of one register."""
    [entry] = kept_on(page)
    batch = entry["state"]["batch"]
    return [*(batch["marks"] if batch else []), *entry["state"]["marks"]]


def expect_kept(page: Page, *codes: str) -> None:
    """The marks that wait in this browser are these, whichever tab wrote them."""
    wait_until(page, KEPT_CODES, sorted(codes))


def expect_nothing_kept(page: Page) -> None:
    """Nothing waits in this browser any more: no mark, and no submit."""
    wait_until(page, f"() => !({KEPT})().length")


def expect_no_names(page: Page, world: World) -> None:
    """What waits is ids, codes, minutes, versions, times and keys, and no more."""
    for entry in kept_on(page):
        for pupil in world.pupils:
            assert pupil.known_surname not in entry["text"]
        assert "@" not in entry["key"] + entry["text"]
    fields = {name for mark in kept_marks(page) for name in mark}
    assert fields <= {"pupil", "code", "minutes", "base_version", "client_time", "here"}


def expect_waiting(page: Page, number: int, letter: str) -> None:
    """A row says that its mark is not sent, and shows it so."""
    expect(row_of(page, number)).to_contain_text(f"{letter} waiting to send")
    expect(row_of(page, number)).to_have_attribute("data-unsaved", "")
