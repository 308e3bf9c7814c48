"""Groups, who is in them by date, and who takes their register."""

from datetime import date, timedelta

import pytest

from schools.models import Group, GroupMember, GroupStaff, School, Staff
from tests.factories import MembershipFactory, UserFactory
from tests.integration.integrations.steps import (
    AT,
    GROUPS,
    PUPILS,
    RHYS,
    STAFF,
    TOBI,
    brought_in,
    changed,
    checked,
    errors_of,
    nothing_changes,
    warnings_of,
)

pytestmark = pytest.mark.django_db

LATER = AT.replace(day=13)


def times(upn: str, kind: str = "registration") -> list[tuple[str, date, date | None]]:
    found = GroupMember.objects.filter(pupil__upn=upn, group__kind=kind).order_by("from_on")
    return list(found.values_list("group__name", "from_on", "until_on"))


def tutors() -> list[tuple[str, str, date, date | None]]:
    found = GroupStaff.objects.order_by("from_on", "pk")
    return list(found.values_list("group__name", "staff__code", "from_on", "until_on"))


def test_a_pupil_who_moves_leaves_one_group_the_day_before(full_school: School) -> None:
    moved = changed(PUPILS, "04/08/2013,8,8HW", "04/08/2013,8,8AB")
    brought_in(full_school, {"pupils.csv": moved}, at=LATER)
    assert times(RHYS) == [
        ("8HW", date(2025, 9, 3), date(2026, 7, 12)),
        ("8AB", date(2026, 7, 13), date(2026, 8, 31)),
    ]
    with nothing_changes():
        brought_in(full_school, {"pupils.csv": moved}, at=LATER)


def test_a_move_undone_on_the_same_day_leaves_nothing_behind(full_school: School) -> None:
    brought_in(full_school, {"pupils.csv": changed(PUPILS, "04/08/2013,8,8HW", "04/08/2013,8,8AB")}, at=LATER)
    brought_in(full_school, {"pupils.csv": PUPILS}, at=LATER)
    assert [name for name, *_ in times(RHYS)] == ["8HW", "8HW"]
    assert times(RHYS)[1] == ("8HW", date(2026, 7, 13), date(2026, 8, 31))


def test_the_groups_file_knows_when_a_pupil_moved(full_school: School) -> None:
    groups = changed(GROUPS, f"HLA,{RHYS},03/09/2025,", f"HLA,{RHYS},03/09/2025,19/12/2025")
    groups += f"8AB,Registration,8,,,{RHYS},05/01/2026,\n"
    files = {"groups.csv": groups, "pupils.csv": changed(PUPILS, "04/08/2013,8,8HW", "04/08/2013,8,8AB")}
    brought_in(full_school, files)
    assert times(RHYS) == [
        ("8HW", date(2025, 9, 3), date(2025, 12, 19)),
        ("8AB", date(2026, 1, 5), date(2026, 8, 31)),
    ]
    with nothing_changes():
        brought_in(full_school, files)


def plan(upn: str, group: str, from_on: date) -> None:
    """A move entered here, as the page of a group does it."""
    now = GroupMember.objects.get(pupil__upn=upn, group__kind="registration")
    GroupMember.objects.filter(pk=now.pk).update(until_on=from_on - timedelta(days=1))
    other, _ = Group.objects.get_or_create(
        school=now.group.school, academic_year=now.group.academic_year, kind="registration", name=group
    )
    GroupMember.objects.create(
        group=other, pupil=now.pupil, from_on=from_on, until_on=now.group.academic_year.ends_on
    )


def test_a_move_that_is_planned_here_stays_when_a_file_says_where_the_pupil_is_today(
    full_school: School,
) -> None:
    plan(RHYS, "8AB", date(2026, 7, 15))
    for files in (
        {"pupils.csv": PUPILS},
        {"groups.csv": GROUPS},
        {"pupils.csv": PUPILS, "groups.csv": GROUPS},
    ):
        with nothing_changes():
            brought_in(full_school, files)


def test_another_move_before_a_planned_one_ends_when_that_begins(full_school: School) -> None:
    plan(RHYS, "8AB", date(2026, 7, 15))
    files = {"pupils.csv": changed(PUPILS, "04/08/2013,8,8HW", "04/08/2013,8,8KL")}
    brought_in(full_school, files, at=LATER)
    found = [
        ("8HW", date(2025, 9, 3), date(2026, 7, 12)),
        ("8KL", date(2026, 7, 13), date(2026, 7, 14)),
        ("8AB", date(2026, 7, 15), date(2026, 8, 31)),
    ]
    assert times(RHYS) == found
    with nothing_changes():
        brought_in(full_school, files, at=LATER)


def test_a_file_that_gives_days_of_its_own_moves_a_planned_move(full_school: School) -> None:
    plan(RHYS, "8AB", date(2026, 7, 15))
    files = {"groups.csv": GROUPS + f"8AB,Registration,8,,,{RHYS},17/07/2026,\n"}
    files["groups.csv"] = changed(
        files["groups.csv"], f"HLA,{RHYS},03/09/2025,", f"HLA,{RHYS},03/09/2025,16/07/2026"
    )
    brought_in(full_school, files)
    assert times(RHYS) == [
        ("8HW", date(2025, 9, 3), date(2026, 7, 16)),
        ("8AB", date(2026, 7, 17), date(2026, 8, 31)),
    ]


def test_files_that_contradict_each_other_settle(full_school: School) -> None:
    files = {"groups.csv": GROUPS, "pupils.csv": changed(PUPILS, "04/08/2013,8,8HW", "04/08/2013,8,8AB")}
    brought_in(full_school, files)
    assert [name for name, *_ in times(RHYS)] == ["8HW"]
    with nothing_changes():
        brought_in(full_school, files)


def test_a_year_group_follows_the_pupil(full_school: School) -> None:
    brought_in(full_school, {"pupils.csv": changed(PUPILS, "04/08/2013,8,8HW", "04/08/2013,7,7A")}, at=LATER)
    assert times(RHYS, "year") == [
        ("Year 8", date(2025, 9, 1), date(2026, 7, 12)),
        ("Year 7", date(2026, 7, 13), date(2026, 8, 31)),
    ]
    assert Group.objects.get(name="7A").year_group == 7


def test_a_new_tutor_takes_over_and_the_old_one_sees_the_class_no_more(full_school: School) -> None:
    brought_in(full_school, {"groups.csv": GROUPS.replace(",HLA,", ",NOK,")}, at=LATER)
    assert tutors() == [
        ("8HW", "HLA", date(2025, 9, 1), date(2026, 7, 12)),
        ("8HW", "NOK", date(2026, 7, 13), date(2026, 8, 31)),
    ]


def test_the_staff_file_alone_may_change_a_tutor(full_school: School) -> None:
    staff = changed(
        changed(STAFF, "teacher,8HW", "teacher,"),
        "Attendance officer,officer,",
        "Attendance officer,officer,8HW",
    )
    brought_in(full_school, {"staff.csv": staff}, at=LATER)
    assert [code for _, code, *_ in tutors()] == ["HLA", "NOK"]


def test_beside_a_groups_file_the_staff_file_only_fills_gaps(full_school: School) -> None:
    staff = changed(
        changed(STAFF, "teacher,8HW", "teacher,"),
        "Attendance officer,officer,",
        "Attendance officer,officer,8HW",
    )
    with nothing_changes():
        brought_in(full_school, {"staff.csv": staff, "groups.csv": GROUPS})


def test_last_years_groups_need_last_years_calendar(full_school: School) -> None:
    run = checked(full_school, {"groups.csv": changed(GROUPS, f"{TOBI},03/09/2025", f"{TOBI},03/09/2024")})
    assert errors_of(run) == [
        (
            "groups.csv",
            2,
            "From",
            "The calendar has no school year that holds 3 September 2024. Bring in its calendar first",
        )
    ]


def test_staff_without_a_calendar_come_in_without_their_groups(school: School) -> None:
    run = brought_in(school, {"staff.csv": STAFF})
    assert warnings_of(run) == [
        (
            "The calendar has no school year that holds 10 July 2026, so tutor groups were left out. "
            "Bring in the calendar first"
        )
    ]


def test_staff_who_have_no_group_need_no_calendar(school: School) -> None:
    run = brought_in(school, {"staff.csv": changed(STAFF, "teacher,8HW", "teacher,")})
    assert warnings_of(run) == []


def test_a_person_with_a_grant_here_is_recognised_by_their_address(full_school: School) -> None:
    hannah = UserFactory.create(email="h.lane@school.example")
    stranger = UserFactory.create(email="n.okafor@school.example")
    MembershipFactory.create(user=hannah, school=full_school)
    brought_in(full_school, {"staff.csv": STAFF})
    users = dict(Staff.objects.filter(school=full_school).values_list("code", "user"))
    assert users == {"HLA": hannah.pk, "NOK": None}
    assert stranger.pk not in users.values()
