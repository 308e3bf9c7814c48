"""A browser, a school on a Tuesday morning, and its web server."""

import os
from collections.abc import Generator, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.databases import ROOT, Addresses
from tests.journeys.browser import Reception, chromium
from tests.sites import ServeSite, Site
from tests.world import World, build_world

STARTS_AT = "2027-03-09T08:49"
PICTURES = ROOT / "var" / "journeys"
FAILED = pytest.StashKey[bool]()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium for the run. Its client keeps a loop in this thread, which Django takes for our own."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(os.environ, "DJANGO_ALLOW_ASYNC_UNSAFE", "1")
        with chromium() as found:
            yield found


@pytest.fixture
def world(own_database: Addresses) -> World:
    """Two trusts, with thirty pupils in 8HW."""
    return build_world(pupils=30)


@pytest.fixture
def mail(tmp_path: Path) -> Path:
    """The folder where the site leaves its mail."""
    return tmp_path / "mail"


@pytest.fixture
def site(world: World, serve_site: ServeSite, mail: Path) -> Site:
    """The web server, where it is 08:49 on Tuesday 9 March 2027."""
    data = str(mail.parent / "data")
    return serve_site(DAYMARK_NOW=STARTS_AT, EMAIL_URL=f"filemail:///{mail}", DAYMARK_DATA_DIR=data)


@pytest.fixture
def reception(browser: Browser, site: Site, request: pytest.FixtureRequest) -> Iterator[Reception]:
    """Lets people in. When the journey is over, no page may have complained."""
    reception = Reception(browser, site)
    yield reception
    if request.node.stash.get(FAILED, False):
        reception.picture(PICTURES / request.node.name)
    reception.close()
    assert reception.complaints == [], site.log.read_text(errors="replace")[-3000:]


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Notes that a journey failed, so that its pages are kept as pictures."""
    report = yield
    item.stash[FAILED] = item.stash.get(FAILED, False) or report.failed
    return report
