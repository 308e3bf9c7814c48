"""Today for a governor and a trust viewer: what there is for them, and no name."""

import pytest

from accounts.roles import Role
from tests.integration.reporting.steps import TODAY_PAGE, marked, shown, statements, today_of
from tests.world import World


@pytest.mark.parametrize("role", [Role.GOVERNOR, Role.TRUST])
def test_no_pupil_is_named(world: World, role: Role) -> None:
    marked(world.pupils, "N")
    page = shown(world.staff[role], TODAY_PAGE)
    for pupil in world.pupils:
        assert pupil.known_surname not in page
    assert "8HW" not in page


def test_a_governor_finds_the_figures_and_nothing_else(world: World) -> None:
    (line,) = today_of(world.staff[Role.GOVERNOR]).lines
    assert (line.label, line.url) == ("Figures", "/marlowe-park/figures/")


def test_the_page_reads_nothing_of_the_school(world: World) -> None:
    assert len(statements(world.staff[Role.GOVERNOR], TODAY_PAGE)) == 3
