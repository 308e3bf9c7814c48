"""Figures of several schools: a line for each where the person may see its whole, and the sum."""

from datetime import date
from typing import Any

from accounts.models import User
from accounts.roles import Role
from schools.models import DatedValue, Membership, School
from tests.factories import MembershipFactory
from tests.integration.attendance.figure_steps import AUTUMN, mark_sessions, present
from tests.integration.reporting.steps import opened, shown, statements
from tests.world import World, add_group, add_pupils, add_school

URL = "/figures/"


def rows(person: User, query: str = "") -> dict[str, dict[str, str]]:
    """Each line of the table by its name, the sum as the last; a hidden figure is "hidden"."""
    table = opened(person, f"{URL}{query}").context["page"].table
    return {
        row.name: {cell.kind.value: "hidden" if cell.is_hidden else cell.fraction for cell in row.cells}
        for row in (*table.rows, table.whole)
    }


def join(person: User, school: School, role: Role) -> None:
    """A role at another school, approved where it must be."""
    row: Any = MembershipFactory.create(user=person, school=school, role=role.value)
    Membership.objects.filter(pk=row.pk).update(approved_by=person)


def fill(world: World, sizes: dict[str, int]) -> None:
    """So many pupils present all of ten sessions, in a class of each school."""
    for slug, count in sizes.items():
        group = {"marlowe": world.class_8hw, "ashgrove": world.class_oak}[slug]
        for pupil in add_pupils(group, count, [("Crowd", f"{slug}{number}") for number in range(count)]):
            mark_sessions(pupil, present(10))


def test_a_head_of_two_schools_sees_both_and_their_sum(world: World) -> None:
    join(world.adeyemi, world.ashgrove, Role.HEAD)
    mark_sessions(world.pupils[0], [*present(9), "I"])
    mark_sessions(world.pupils_elsewhere["Oak"], ["O"] * 10)
    found = rows(world.adeyemi)
    assert list(found) == ["Ashgrove Primary", "Marlowe Park Academy", "Together"]
    assert [found[name]["attendance"] for name in found] == ["0 of 10", "9 of 10", "9 of 20"]
    assert found["Together"]["persistent"] == "2 of 2"
    assert "Tallis Wood" not in shown(world.adeyemi, URL)


def test_a_line_opens_at_its_school(world: World) -> None:
    join(world.adeyemi, world.ashgrove, Role.HEAD)
    mark_sessions(world.pupils_elsewhere["Oak"], ["O"] * 10)
    page = opened(world.adeyemi, f"{URL}?period=week&basis=dfe").context["page"]
    link = page.table.rows[0].cells[0].url
    assert link.startswith("/ashgrove/figures/explain/?period=week&basis=dfe")
    assert opened(world.adeyemi, link).status_code == 200


def test_schools_of_other_rules_say_so(world: World) -> None:
    join(world.adeyemi, world.ashgrove, Role.HEAD)
    DatedValue.objects.create(
        school=world.ashgrove,
        key="figures.persistent_rule",
        value="below",
        valid_from=AUTUMN,
        source="Attendance policy",
    )
    assert "Schools differ." in shown(world.adeyemi, URL)
    assert "Schools differ." not in shown(world.adeyemi, f"{URL}?basis=dfe")


def test_a_trust_viewer_sees_totals_and_neither_a_small_school_nor_a_sum_that_tells_of_it(
    world: World,
) -> None:
    whitby = world.staff[Role.TRUST]
    join(whitby, world.ashgrove, Role.TRUST)
    fill(world, {"marlowe": 8, "ashgrove": 3})
    found = rows(whitby)
    assert found["Marlowe Park Academy"]["attendance"] == "80 of 80"
    assert set(found["Ashgrove Primary"].values()) == {"hidden"}
    assert set(found["Together"].values()) == {"hidden"}
    fill(world, {"ashgrove": 4})
    assert rows(whitby)["Together"]["attendance"] == "150 of 150"


def test_a_column_of_which_one_school_is_hidden_has_no_sum(world: World) -> None:
    whitby = world.staff[Role.TRUST]
    join(whitby, world.ashgrove, Role.TRUST)
    fill(world, {"marlowe": 8, "ashgrove": 8})
    mark_sessions(world.pupils_elsewhere["Oak"], [*present(9), "U"])
    found = rows(whitby)
    hidden = {name: {kind for kind, words in row.items() if words == "hidden"} for name, row in found.items()}
    missed = {"attendance", "authorised", "unauthorised", "late_after_close", "persistent"}
    assert hidden == {"Ashgrove Primary": missed, "Marlowe Park Academy": set(), "Together": missed}


def test_a_trust_viewers_days_end_with_the_last_week_that_is_over(world: World) -> None:
    named = opened(world.staff[Role.TRUST], URL).context["page"].named
    assert [(each.key, each.days.ends_on) for each in named] == [
        ("year", date(2027, 3, 7)),
        ("week", date(2027, 3, 7)),
    ]


def test_a_trust_viewer_chooses_no_dates_and_one_basis(world: World) -> None:
    choice = opened(world.staff[Role.TRUST], f"{URL}?period=between&basis=all").context["page"].choice
    assert (choice.period_key, choice.basis.value) == ("year", "dfe")


def test_who_has_classes_alone_or_no_right_finds_no_school(world: World) -> None:
    for role in (Role.TEACHER, Role.PASTORAL, Role.OFFICE, Role.ADMIN):
        assert "You have no school’s figures as a whole." in shown(world.staff[role], URL), role


def test_more_schools_are_not_more_statements(world: World) -> None:
    few = len(statements(world.adeyemi, URL))
    for number in range(3):
        school = add_school(world.marlowe.trust, f"School {number}", f"more-{number}")
        join(world.adeyemi, school, Role.HEAD)
        mark_sessions(add_pupils(add_group(school, "8A", 8), 1)[0], present(4))
    assert len(statements(world.adeyemi, URL)) == few
    assert few <= 12
