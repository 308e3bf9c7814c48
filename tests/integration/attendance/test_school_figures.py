"""Figures of schools and groups by hand-worked cases: who counts, when, and by which words."""

from collections.abc import Callable
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from attendance.figure_bases import Basis, PersistentRule
from attendance.metrics import Tally
from attendance.queries.figures.groups import Figures, SchoolFigures, group_totals, school_totals
from attendance.queries.figures.limits import FigureLimits
from attendance.queries.figures.reached import reached_by
from attendance.queries.figures.sums import Days
from schools.access import rights_of
from schools.models import GroupKind, GroupMember, Pupil, RollEntry
from tests.factories import RollEntryFactory
from tests.integration.attendance.figure_steps import AUTUMN, mark_sessions, present
from tests.world import TODAY, World, add_group, add_pupils

YEAR = Days(AUTUMN, TODAY)
SPRING = date(2027, 1, 5)
DFE_LIMITS = FigureLimits(PersistentRule.DFE, few_sessions=20, small_number=6)
BELOW_LIMITS = FigureLimits(PersistentRule.BELOW, few_sessions=20, small_number=6)


def whole(
    world: World, days: Days = YEAR, *, basis: Basis = Basis.ALL, limits: FigureLimits = DFE_LIMITS
) -> Figures:
    """The totals of Marlowe Park."""
    pk = world.marlowe.pk
    return school_totals({pk: limits}, days, basis=basis)[pk]


def by(world: World, kind: GroupKind, days: Days = YEAR) -> SchoolFigures:
    """The totals of its groups."""
    return group_totals({world.marlowe.pk: DFE_LIMITS}, days, basis=Basis.ALL, kind=kind)


def of_groups(world: World, kind: GroupKind) -> dict[str, int]:
    """How many possible sessions each group has."""
    return {line.name: line.figures.tally.possible for line in by(world, kind).groups}


def test_a_school_without_a_mark_has_no_sessions_and_nobody_absent(world: World) -> None:
    assert whole(world) == Figures()
    assert by(world, GroupKind.YEAR) == SchoolFigures(Figures(), ())


@pytest.mark.parametrize(
    ("letters", "by_dfe", "by_policy"),
    [
        ([*present(18), "I", "I"], (1, 0), (0, 0)),
        ([*present(19), "I"], (0, 0), (0, 0)),
        ([*present(17), "I", "O", "N"], (1, 0), (1, 0)),
        ([*present(10), *["O"] * 10], (1, 1), (1, 0)),
        ([*present(9), *["O"] * 11], (1, 1), (1, 1)),
    ],
    ids=["exactly 10 %", "under 10 %", "over 10 %", "exactly 50 %", "over 50 %"],
)
def test_exactly_a_tenth_is_persistent_to_the_dfe_and_not_below_ninety(
    world: World, letters: list[str], by_dfe: tuple[int, int], by_policy: tuple[int, int]
) -> None:
    mark_sessions(world.pupils[0], letters)
    for limits, wanted in ((DFE_LIMITS, by_dfe), (BELOW_LIMITS, by_policy)):
        found = whole(world, limits=limits)
        assert (found.persistent, found.severe) == wanted


def test_a_schools_rate_is_of_its_sessions_and_no_mean_of_pupils(world: World) -> None:
    mark_sessions(world.pupils[0], ["O", "O"])
    mark_sessions(world.pupils[1], present(98))
    found = whole(world)
    assert found.tally == Tally(possible=100, attended=98, unauthorised=2)
    assert (found.pupils, found.counted, found.persistent, found.severe) == (2, 2, 1, 1)


def test_a_joiner_counts_from_the_starting_day(world: World) -> None:
    amir = world.pupils[0]
    RollEntry.objects.filter(pupil=amir).update(admitted_on=SPRING)
    mark_sessions(amir, [*present(9), "I"], since=SPRING)
    assert whole(world, Days(AUTUMN, date(2026, 12, 31))) == Figures()
    assert whole(world).tally == Tally(possible=10, attended=9, authorised=1)


def test_a_leaver_counts_until_the_last_day_on_roll(world: World) -> None:
    amir = world.pupils[0]
    last = mark_sessions(amir, present(12))
    RollEntry.objects.filter(pupil=amir).update(left_on=last, ground="d", decided_by=world.adeyemi)
    GroupMember.objects.filter(pupil=amir).update(until_on=last)
    assert whole(world).tally.possible == 12
    assert whole(world, Days(date(2026, 10, 1), TODAY)) == Figures()
    assert of_groups(world, GroupKind.REGISTRATION) == {"8HW": 12}


def test_who_left_and_came_back_is_one_pupil_and_two_enrolments_of_the_dfe(world: World) -> None:
    amir = world.pupils[0]
    last = mark_sessions(amir, ["O"] * 4)
    RollEntry.objects.filter(pupil=amir).update(left_on=last, ground="d", decided_by=world.adeyemi)
    RollEntryFactory.create(pupil=amir, admitted_on=SPRING)
    mark_sessions(amir, present(46), since=SPRING)
    found = whole(world)
    assert (found.pupils, found.counted, found.persistent) == (1, 1, 0)
    found = whole(world, basis=Basis.DFE)
    assert (found.pupils, found.counted, found.persistent, found.severe) == (1, 2, 1, 1)
    assert (found.persistent_pupils, found.severe_pupils) == (1, 1)
    assert found.tally.possible == 50


def test_sessions_at_another_school_of_a_dual_registration_are_no_possible_sessions(world: World) -> None:
    amir, zoe, _ = world.pupils
    mark_sessions(amir, [*present(6), *["D"] * 4])
    mark_sessions(zoe, ["D"] * 10)
    found = whole(world)
    assert found.tally == Tally(possible=6, attended=6)
    assert (found.pupils, found.few) == (1, 1), "who has no possible session has no sessions, and not few"


def test_few_sessions_are_fewer_than_the_schools_number(world: World) -> None:
    amir, zoe, _ = world.pupils
    mark_sessions(amir, present(19))
    mark_sessions(zoe, present(20))
    assert whole(world).few == 1


def test_the_dfes_cohort_leaves_out_who_is_too_young_or_too_old(world: World) -> None:
    amir, zoe, _ = world.pupils
    Pupil.objects.filter(pk=zoe.pk).update(born_on=date(2009, 5, 1))
    for pupil in (amir, zoe):
        mark_sessions(pupil, present(10))
    assert whole(world).tally.possible == 20
    assert whole(world, basis=Basis.DFE).tally.possible == 10


def test_groups_of_one_kind_add_up_to_the_school_with_those_in_no_group(world: World) -> None:
    amir, zoe, jack = world.pupils
    add_group(world.marlowe, "8B", 8)
    for pupil, sessions in ((amir, 10), (zoe, 20), (jack, 30), (world.pupils_elsewhere["7A"], 40)):
        mark_sessions(pupil, present(sessions))
    GroupMember.objects.filter(pupil=jack).delete()
    assert of_groups(world, GroupKind.YEAR) == {"Year 7": 40, "Year 8": 30, "": 30}
    assert of_groups(world, GroupKind.REGISTRATION) == {"7A": 40, "8HW": 30, "": 30}
    assert by(world, GroupKind.YEAR).whole.tally.possible == 100


def test_who_changed_class_counts_whole_in_the_last_class_of_the_days(world: World) -> None:
    amir = world.pupils[0]
    mark_sessions(amir, present(30))
    other = add_group(world.marlowe, "8B", 8)
    GroupMember.objects.filter(pupil=amir, group=world.class_8hw).update(until_on=date(2026, 9, 10))
    GroupMember.objects.create(pupil=amir, group=other, from_on=date(2026, 9, 11))
    assert of_groups(world, GroupKind.REGISTRATION) == {"8B": 30}
    before = by(world, GroupKind.REGISTRATION, Days(AUTUMN, date(2026, 9, 10)))
    assert [line.name for line in before.groups] == ["8HW"]


def test_a_pupil_of_two_teaching_groups_is_in_both_and_once_in_the_school(world: World) -> None:
    amir = world.pupils[0]
    mark_sessions(amir, present(8))
    for name in ("8A/Ge", "8A/Hi"):
        group = add_group(world.marlowe, name, 8)
        type(group).objects.filter(pk=group.pk).update(kind=GroupKind.TEACHING.value)
        GroupMember.objects.create(pupil=amir, group=group, from_on=AUTUMN)
    assert of_groups(world, GroupKind.TEACHING) == {"8A/Ge": 8, "8A/Hi": 8}
    assert by(world, GroupKind.TEACHING).whole.tally.possible == 8


def test_another_school_of_the_trust_is_another_figure(world: World) -> None:
    mark_sessions(world.pupils[0], present(4))
    mark_sessions(world.pupils_elsewhere["Oak"], ["I", "I", "I"])
    found = school_totals(
        {world.marlowe.pk: DFE_LIMITS, world.ashgrove.pk: BELOW_LIMITS}, YEAR, basis=Basis.ALL
    )
    assert found[world.marlowe.pk].tally == Tally(possible=4, attended=4)
    assert found[world.ashgrove.pk].tally == Tally(possible=3, authorised=3)


def test_a_teacher_counts_the_own_classes_alone(world: World) -> None:
    mark_sessions(world.pupils[0], present(4))
    mark_sessions(world.pupils_elsewhere["7A"], present(6))
    for person, wanted in ((world.lane, 4), (world.mwangi, 6), (world.rahman, 4), (world.okafor, 10)):
        rights = rights_of(person, "marlowe-park", on=TODAY)
        assert rights is not None
        found = school_totals(
            {world.marlowe.pk: DFE_LIMITS}, YEAR, basis=Basis.ALL, reached=reached_by(rights)
        )
        assert found[world.marlowe.pk].tally.possible == wanted, person.full_name


@pytest.mark.parametrize(
    "ask",
    [
        whole,
        lambda world: by(world, GroupKind.REGISTRATION),
        lambda world: by(world, GroupKind.YEAR),
    ],
)
def test_all_groups_are_one_statement(world: World, ask: Callable[[World], object]) -> None:
    for number in range(3):
        add_pupils(add_group(world.marlowe, f"9{number}", 9), 2)
    with CaptureQueriesContext(connection) as sent:
        ask(world)
    assert len(sent) == 1
