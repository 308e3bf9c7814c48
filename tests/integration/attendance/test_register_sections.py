"""The row of links to the parts of Registers: by rights, and with the page's own part marked."""

from pathlib import Path

from accounts.models import User
from accounts.roles import Permission
from attendance import sections
from attendance.sections import SECTIONS, Section
from attendance.templatetags.sections import section_links
from schools.access import Rights, rights_of
from schools.context_processors import menu
from tests.integration.attendance.pages import statements
from tests.world import TODAY, World

BOARD = "/marlowe-park/registers/"
TWO = (
    Section("Registers", "registers", (Permission.REGISTER_VIEW,)),
    Section("Cover", "cover", (Permission.SETUP_ATTENDANCE, Permission.REGISTER_AMEND)),
)


def rights(world: World, person: User) -> Rights:
    found = rights_of(person, world.marlowe.slug, on=TODAY)
    assert found is not None
    return found


def shown(world: World, person: User, path: str = BOARD) -> list[tuple[str, bool]]:
    return [(link.label, link.active) for link in section_links(TWO, rights(world, person), path)]


def test_a_part_shows_to_who_holds_each_of_its_rights(world: World) -> None:
    assert shown(world, world.okafor) == [("Registers", True), ("Cover", False)]
    assert shown(world, world.lane) == [("Registers", True)]
    assert shown(world, world.bell) == [("Registers", True)]


def test_the_part_that_the_page_stands_in_is_marked(world: World) -> None:
    cover = section_links(TWO, rights(world, world.okafor), "")[1].url
    assert shown(world, world.okafor, f"{cover}?date=2027-03-09") == [("Registers", False), ("Cover", True)]


def test_every_part_has_a_page(world: World) -> None:
    officer = rights(world, world.okafor)
    with statements() as sent:
        assert section_links(SECTIONS, officer, BOARD)[0].url == BOARD
    assert sent == []


def test_what_stands_elsewhere_is_still_under_registers_in_the_menu(world: World) -> None:
    officer = rights(world, world.okafor)
    for path in (BOARD, "/marlowe-park/desk/", "/marlowe-park/lessons/missing/", "/marlowe-park/scrutiny/"):
        assert [item.label for item in menu(officer, path) if item.active] == ["Registers"]


def test_a_part_of_an_app_above_is_added_when_it_starts(world: World) -> None:
    labels = [link.label for link in section_links(SECTIONS, rights(world, world.okafor), BOARD)]
    assert labels.count("Audit packs") == 1
    assert "audit_packs" not in Path(sections.__file__).read_text(encoding="utf-8")
