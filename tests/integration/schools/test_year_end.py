"""The year end moves everybody up once, however often it is asked for, and deletes no name."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError

from accounts.models import AuditEvent
from accounts.roles import Role
from schools.access import rights_of
from schools.models import (
    AcademicYear,
    Group,
    GroupKind,
    GroupMember,
    GroupStaff,
    LeavingState,
    ProposedLeaving,
    RollEntry,
)
from schools.services.year_end import YearTurned, turn_year
from tests.integration.reporting.steps import shown, statements
from tests.integration.schools.years import JULY, add_next_year
from tests.sign_in import signed_in
from tests.world import World, add_group, add_pupils

PAGE = "/marlowe-park/setup/year-end/"
SEPTEMBER = date(2027, 9, 6)


@pytest.fixture(autouse=True)
def summer(clock: time_machine.Traveller) -> None:
    """It is a morning in July."""
    clock.move_to(JULY)


@pytest.fixture
def next_year(world: World) -> World:
    """The world with the new year's calendar."""
    add_next_year(world.marlowe)
    return world


def turned(
    world: World, names: Mapping[int, str] | None = None, *, role: Role = Role.ADMIN, at: datetime = JULY
) -> YearTurned:
    rights = rights_of(world.staff[role], world.marlowe.slug, on=at.date())
    assert rights is not None
    return turn_year(rights=rights, names=names or {}, on=at.date(), at=at)


def groups_of(world: World, pupil: int, on: date = SEPTEMBER) -> dict[str, str]:
    rows = GroupMember.objects.filter(pupil=world.pupils[pupil], from_on__lte=on)
    now = [row for row in rows.select_related("group") if row.until_on is None or row.until_on >= on]
    return {row.group.kind: row.group.name for row in now}


def test_pupils_stand_in_the_groups_of_the_new_year_from_its_first_day(next_year: World) -> None:
    turned(next_year)

    assert groups_of(next_year, 0) == {"registration": "9HW", "year": "Year 9"}
    assert groups_of(next_year, 0, JULY.date()) == {"registration": "8HW", "year": "Year 8"}
    group = Group.objects.get(name="9HW")
    assert (group.year_group, group.academic_year.starts_on) == (9, date(2027, 9, 1))


def test_a_school_without_years_is_not_told_that_its_year_end_is_done(world: World) -> None:
    AcademicYear.objects.all().delete()

    page = shown(world.staff[Role.ADMIN], PAGE)

    assert "There is no year 2026/27 from which groups could move" in page
    assert "There is nothing to move up yet." in page
    assert "The year end is done." not in page


def test_a_second_time_changes_nothing(next_year: World) -> None:
    first = turned(next_year)
    lines = AuditEvent.objects.count()

    assert first.placed == 8
    assert turned(next_year).is_nothing
    assert turned(next_year, at=datetime(2027, 9, 6, 9, tzinfo=JULY.tzinfo)).is_nothing
    assert AuditEvent.objects.count() == lines


def test_who_joins_after_the_first_time_moves_with_the_second(next_year: World) -> None:
    turned(next_year)
    (late,) = add_pupils(next_year.class_8hw, 1, [("Nowak", "Ola")])

    assert turned(next_year).placed == 2
    assert GroupMember.objects.filter(pupil=late, group__name="9HW").exists()


def test_a_pupil_whom_a_file_has_placed_already_stays_there(next_year: World) -> None:
    year = next_year.marlowe.academic_years.get(starts_on=date(2027, 9, 1))
    other = Group.objects.create(
        school=next_year.marlowe, academic_year=year, kind="registration", name="9X", year_group=9
    )
    GroupMember.objects.create(group=other, pupil=next_year.pupils[0], from_on=year.starts_on)

    turned(next_year)

    assert groups_of(next_year, 0)["registration"] == "9X"
    assert groups_of(next_year, 1)["registration"] == "9HW"


def test_the_oldest_are_proposed_to_leave_and_stay_on_roll(next_year: World) -> None:
    group = add_group(next_year.marlowe, "13A", 13)
    oldest = add_pupils(group, 2)

    done = turned(next_year)

    waiting = ProposedLeaving.objects.filter(roll_entry__pupil__in=oldest)
    assert done.proposed == 2
    assert {(row.last_on, row.source, row.state) for row in waiting} == {
        (date(2027, 7, 21), "Year end 2026/27", LeavingState.WAITING.value)
    }
    assert not RollEntry.objects.exclude(left_on=None).exists()
    assert not GroupMember.objects.filter(pupil__in=oldest, from_on__gte=date(2027, 9, 1)).exists()


def test_a_leaving_that_another_system_proposed_keeps_its_day(next_year: World) -> None:
    (oldest,) = add_pupils(add_group(next_year.marlowe, "13A", 13), 1)
    entry = RollEntry.objects.get(pupil=oldest)
    ProposedLeaving.objects.create(
        roll_entry=entry, last_on=date(2027, 6, 25), source="Arbor", proposed_at=JULY
    )

    assert turned(next_year).proposed == 0
    assert ProposedLeaving.objects.get().last_on == date(2027, 6, 25)


def test_the_old_year_ends_where_it_ran_on_and_tutors_are_left_to_be_named(next_year: World) -> None:
    turned(next_year)

    old = GroupStaff.objects.get(group=next_year.class_8hw)
    assert old.until_on == date(2027, 8, 31)
    assert not GroupStaff.objects.filter(group__name="9HW").exists()
    open_ends = GroupMember.objects.filter(group__school=next_year.marlowe, until_on=None)
    assert not open_ends.exists()


def test_the_youngest_year_waits_for_those_who_start(next_year: World) -> None:
    turned(next_year)

    new = Group.objects.get(kind=GroupKind.YEAR, year_group=7, academic_year__starts_on=date(2027, 9, 1))
    assert (new.name, new.members.count()) == ("Year 7", 0)


def test_a_group_takes_the_name_that_a_person_gave_it(next_year: World) -> None:
    turned(next_year, {next_year.class_8hw.pk: "9 Elm"})

    assert groups_of(next_year, 0)["registration"] == "9 Elm"
    assert turned(next_year).is_nothing


def test_two_years_under_one_name_are_refused_and_nothing_happens(next_year: World) -> None:
    names = {next_year.class_8hw.pk: "Elm", next_year.class_7a.pk: "Elm"}
    with pytest.raises(ValidationError, match="Groups of two years cannot both be called Elm"):
        turned(next_year, names)
    assert not Group.objects.filter(academic_year__starts_on=date(2027, 9, 1)).exists()


def test_without_the_new_calendar_and_out_of_season_nothing_moves(world: World) -> None:
    with pytest.raises(ValidationError, match="The new year has no calendar"):
        turned(world)
    add_next_year(world.marlowe)
    with pytest.raises(ValidationError, match="Groups move up from 1 June on"):
        turned(world, at=JULY - timedelta(days=60))


def test_other_schools_stay_where_they_are_and_a_teacher_moves_nobody(next_year: World) -> None:
    with pytest.raises(PermissionDenied):
        turned(next_year, role=Role.TEACHER)
    turned(next_year)
    assert not Group.objects.filter(school=next_year.tallis, name="10T").exists()
    assert GroupMember.objects.filter(group=next_year.class_9t, until_on=None).count() == 1


def test_the_act_stands_in_the_audit(next_year: World) -> None:
    done = turned(next_year)

    line = AuditEvent.objects.get(verb="year.turned")
    assert (line.actor, line.school) == (next_year.staff[Role.ADMIN].pk, next_year.marlowe.pk)
    assert line.after == vars(done)
    assert AuditEvent.objects.filter(tbl="schools_groupmember", verb="insert").exists()


def test_the_page_shows_what_would_happen_and_does_it(next_year: World) -> None:
    client = signed_in(next_year.staff[Role.ADMIN])
    page = client.get(PAGE).content.decode()
    assert "2026/27 to 2027/28" in page
    assert 'value="9HW"' in page
    assert not Group.objects.filter(name="9HW").exists()

    field = f"name_{next_year.class_8hw.pk}"
    plan = client.get(PAGE).context["plan"]
    names = {f"name_{move.group_id}": move.new_name for move in plan.moves}
    answer = client.post(PAGE, names | {field: "9 Oak"}, follow=True)

    assert "groups made, 8 places in groups given, 0 leavers proposed." in answer.content.decode()
    assert groups_of(next_year, 0)["registration"] == "9 Oak"
    assert "The year end is done." in client.get(PAGE).content.decode()


def test_a_name_left_out_keeps_what_was_typed(next_year: World) -> None:
    client = signed_in(next_year.staff[Role.ADMIN])
    names = {f"name_{next_year.class_8hw.pk}": "", f"name_{next_year.class_7a.pk}": "8 Birch"}
    answer = client.post(PAGE, names)

    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Give 8HW a name in the new year" in page
    assert 'value="8 Birch"' in page


def test_the_page_sends_as_many_statements_for_thirty_pupils(next_year: World) -> None:
    admin = next_year.staff[Role.ADMIN]
    few = len(statements(admin, PAGE))
    add_pupils(next_year.class_8hw, 30)
    add_pupils(add_group(next_year.marlowe, "13A", 13), 5)
    assert len(statements(admin, PAGE)) == few
