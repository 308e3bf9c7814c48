"""`make screens`: pictures of the pages in three sizes, light and dark, in var/screens."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from accounts.roles import Role
from tests.databases import ROOT, Addresses
from tests.journeys.browser import DESK, PHONE, TABLET, Reception
from tests.journeys.conftest import browser
from tests.journeys.looks import show_in, too_wide
from tests.screens.pages import OF_THE_ADMINISTRATOR, OF_THE_LEAD, OF_THE_OFFICER, OF_THE_TEACHER, PUBLIC
from tests.screens.scenes import Scene, demo_or_world
from tests.sites import served

__all__ = ["browser"]

FOLDER = ROOT / "var" / "screens"
# What a picture is taken of stands in it at every size.
IN_SIGHT = "document.querySelector('[data-clash]')?.scrollIntoView({ block: 'center' })"
SIZES = (DESK, TABLET, PHONE)


@pytest.fixture
def studio(own_database: Addresses, browser: Browser, tmp_path: Path) -> Iterator[tuple[Scene, Reception]]:
    """The scene, and a site that people can be let in to."""
    with demo_or_world(own_database) as (scene, database):
        log = tmp_path / "site.log"
        with served(database, log, DAYMARK_NOW=f"{scene.now:%Y-%m-%dT%H:%M}") as site:
            reception = Reception(browser, site)
            yield scene, reception
            reception.close()
            assert reception.complaints == [], log.read_text(errors="replace")[-3000:]


def test_pictures_of_every_page(studio: tuple[Scene, Reception]) -> None:
    scene, reception = studio
    FOLDER.mkdir(parents=True, exist_ok=True)
    wide = []
    for person, pages in (
        (None, PUBLIC),
        (scene.teacher, OF_THE_TEACHER),
        (scene.person(Role.OFFICER), OF_THE_OFFICER),
        (scene.person(Role.DSL), OF_THE_LEAD),
        (scene.person(Role.ADMIN), OF_THE_ADMINISTRATOR),
    ):
        page = reception.page(person)
        for name, open_page in pages.items():
            open_page(page, scene)
            wide += photograph(page, name)
            page.context.set_offline(False)
    print(
        f"\n{scene.school.name}, {scene.now:%d %B %Y}: {len(list(FOLDER.glob('*.png')))} pictures in {FOLDER}"
    )
    assert wide == []


def photograph(page: Page, name: str) -> list[str]:
    """Three sizes, light and dark; returns what is too wide."""
    wide = []
    for width, height in SIZES:
        page.set_viewport_size({"width": width, "height": height})
        page.evaluate(IN_SIGHT)
        for scheme in ("light", "dark"):
            show_in(page, scheme)
            page.screenshot(path=FOLDER / f"{name}-{width}-{scheme}.png")
        wide += [f"{name} at {width}: {found}" for found in too_wide(page)]
    page.set_viewport_size({"width": DESK[0], "height": DESK[1]})
    return wide
