"""Two people turn the year at the same moment: one does it, and the other finds nothing left."""

import time_machine

from accounts.roles import Role
from schools.access import rights_of
from schools.models import Group, GroupMember
from schools.services.year_end import YearTurned, turn_year
from tests.databases import Addresses
from tests.integration.attendance.test_simultaneous import at_once
from tests.integration.schools.years import JULY, add_next_year
from tests.world import World, build_world


def turned(world: World, role: Role) -> YearTurned:
    rights = rights_of(world.staff[role], world.marlowe.slug, on=JULY.date())
    assert rights is not None
    return turn_year(rights=rights, names={}, on=JULY.date(), at=JULY)


def test_of_two_at_once_one_moves_everybody_and_the_other_nobody(
    own_database: Addresses, clock: time_machine.Traveller
) -> None:
    clock.move_to(JULY)
    world = build_world(pupils=30)
    add_next_year(world.marlowe)

    done = at_once([lambda: turned(world, Role.ADMIN), lambda: turned(world, Role.HEAD)])

    assert sorted(one.placed for one in done if isinstance(one, YearTurned)) == [0, 62]
    assert sorted(one.is_nothing for one in done if isinstance(one, YearTurned)) == [False, True]
    assert Group.objects.filter(academic_year__starts_on__year=2027).count() == 5
    new = GroupMember.objects.filter(group__academic_year__starts_on__year=2027)
    assert new.count() == new.values("pupil", "group__kind").distinct().count() == 62
