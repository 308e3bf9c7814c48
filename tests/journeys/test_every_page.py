"""Every page of the site: light, dark, and as narrow as a phone. `make deep` opens them as every role."""

from collections.abc import Iterator

import pytest
from django.urls import reverse
from playwright.sync_api import Error, Page

from accounts.roles import Permission, Role
from accounts.routing import Gate
from tests.architecture.matrix import oracle
from tests.architecture.matrix_places import MatrixWorld, Relation
from tests.architecture.matrix_world import build_matrix_world
from tests.architecture.route_samples import SAMPLES
from tests.architecture.samples import GET, Sample
from tests.databases import Addresses
from tests.journeys.browser import DESK, PHONE, Reception
from tests.journeys.looks import axe_finds, look_of, show_in, too_wide
from tests.journeys.steps import given_a_password_and_an_app
from tests.world import World

# What is no page: files that are saved, an answer for machines, and a piece of a page.
NO_PAGES = {
    *("healthz", "import_problems", "import_refused_rows", "mfa_download_recovery_codes", "search"),
    *("register_save", "scrutiny_file", "lates_file", "document_file", "pupils_file", "alerts"),
    "figure_groups_file",
}
# A sample may name a thing that was never there: its sentence is a page too.
REACHED = (200, 404, 410)


@pytest.fixture
def made(own_database: Addresses) -> MatrixWorld:
    """A row for every address."""
    return build_matrix_world()


@pytest.fixture
def world(made: MatrixWorld) -> World:
    """The people of that world."""
    return made.world


def test_no_page_has_a_fault_for_who_may_do_most(reception: Reception, made: MatrixWorld) -> None:
    assert not (faults := faults_of_all(reception, made)), "\n".join(faults)


def faults_of_all(reception: Reception, made: MatrixWorld, *, for_everybody: bool = False) -> list[str]:
    """What is wrong with the pages, each as the role with the most rights sees it, or as every role."""
    given_a_password_and_an_app(made.world.lane)
    checked: set[str] = set()
    faults = []
    for role in (None, *Role):
        page = reception.page(made.world.staff[role] if role else None)
        for name, sample in pages_for(role):
            if role and not for_everybody and role not in looks_at(sample):
                continue
            path, reached = address_of(made, name, sample), {*REACHED, *sample.own_answers}
            faults += [f"{role}, {name}: {found}" for found in faults_of(page, path, reached, checked)]
    return faults


def looks_at(sample: Sample) -> set[Role]:
    """Who looks at a page: of the roles with its right the one with the most rights. Today is each's own."""
    if not isinstance(sample.gate, Permission):
        return set(Role)
    cells = oracle()
    holders = [role for role in Role if cells[sample.gate, role]]
    return {max(holders, key=lambda role: sum(bool(cells[right, role]) for right in Permission))}


def pages_for(role: Role | None) -> Iterator[tuple[str, Sample]]:
    """The pages that this role may open; without a role, the public ones."""
    for name, sample in SAMPLES.items():
        if name not in NO_PAGES and GET in sample.methods and may_open(sample, role):
            yield name, sample


def address_of(made: MatrixWorld, name: str, sample: Sample) -> str:
    """The page's address at the role's own school."""
    path = reverse(name, kwargs=sample.arguments(made.places[Relation.OWN]))
    return f"{path}?{sample.query}" if sample.query else path


def may_open(sample: Sample, role: Role | None) -> bool:
    """As the signed list says. Pages that are the same for everybody are opened by one teacher."""
    if sample.gate is Gate.PUBLIC:
        return role is None
    if isinstance(sample.gate, Permission):
        return role is not None and bool(oracle()[sample.gate, role])
    return sample.gate is Gate.SIGNED_IN and role is not None and (sample.in_school or role is Role.TEACHER)


def faults_of(page: Page, path: str, reached: set[int], checked: set[str]) -> list[str]:
    """What is wrong with one page; a page that looks the same as one before is not looked at again."""
    page.set_viewport_size({"width": DESK[0], "height": DESK[1]})
    page.emulate_media(color_scheme="light")
    try:
        answer = page.goto(path)
    except Error as error:
        return [str(error)]
    assert answer is not None
    faults = [] if answer.status in reached else [f"answered {answer.status}"]
    looks = look_of(page)
    if looks in checked:
        return faults
    checked.add(looks)
    for scheme in ("light", "dark"):
        show_in(page, scheme)
        faults += [f"{scheme}: {found}" for found in axe_finds(page, scheme)]
    page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
    return faults + [f"too wide for a phone: {found}" for found in too_wide(page)]
