"""The set-up's first page: its areas, what is there, and what lacks."""

import pytest

from accounts.roles import Role
from schools.models import Group, SchoolDay, SessionHours
from tests.integration.attendance.pages import statements, words_of
from tests.sign_in import signed_in
from tests.world import World, add_pupils

SETUP = "/marlowe-park/setup/"


def test_a_school_that_has_what_registers_need_is_told_so(world: World) -> None:
    days = SchoolDay.objects.filter(school=world.marlowe).count()
    words = words_of(signed_in(world.staff[Role.ADMIN]).get(SETUP))

    assert "What registers need is there." in words
    assert f"2026/27 has {days} school days. 2027/28 is not there yet" in words
    assert "2 year groups, 2 registration groups" in words
    assert "4 on roll" in words


def test_what_lacks_is_named(world: World) -> None:
    SchoolDay.objects.filter(school=world.marlowe).delete()
    SessionHours.objects.filter(school=world.marlowe).delete()
    Group.objects.filter(school=world.marlowe).delete()
    words = words_of(signed_in(world.staff[Role.ADMIN]).get(SETUP))

    assert "3 areas need something before registers can be taken." in words
    assert "2026/27 has no school days: no register can be taken" in words
    assert "No session times today" in words
    assert "No registration groups in 2026/27" in words


@pytest.mark.parametrize(
    ("role", "seen", "unseen"),
    [
        (Role.OFFICER, ["Calendar", "Import"], ["School and session times", "Approvals"]),
        (Role.ADMIN, ["Calendar", "Import", "School and session times", "People"], ["Registers"]),
    ],
)
def test_only_areas_that_the_reader_may_open_are_listed(
    world: World, role: Role, seen: list[str], unseen: list[str]
) -> None:
    page = signed_in(world.staff[role]).get(SETUP).content.decode()
    areas = page[page.index("<main") :]
    assert all(f"<b>{title}</b></a>" in areas for title in seen)
    assert not any(f"<b>{title}</b></a>" in areas for title in unseen)


def test_a_teacher_has_no_set_up(world: World) -> None:
    assert signed_in(world.lane).get(SETUP).status_code == 403


def test_the_page_costs_the_same_for_three_pupils_and_for_sixty(world: World) -> None:
    client = signed_in(world.okafor)
    client.get(SETUP)
    counts = []
    for size in (3, 60):
        add_pupils(world.class_8hw, size - 3)
        with statements() as sent:
            assert client.get(SETUP).status_code == 200
        counts.append(len(sent))
    assert counts[0] == counts[1]
    assert counts[0] <= 8
