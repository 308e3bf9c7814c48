"""Rows of staff and groups files."""

from datetime import date

import pytest

from accounts.roles import Role
from integrations.mis.csv.fields import Kind
from integrations.mis.csv.mapping.groups import GroupRow, read_groups
from integrations.mis.csv.mapping.problems import Problems
from integrations.mis.csv.mapping.staff import StaffRow, read_staff
from tests.unit.integrations.reading import TOBI, columns_of, table_of, told

LANE = {"Staff Code": "HLA", "Title": "Ms", "Forename": "Hannah", "Surname": "Lane", "Role": "Teacher"}
IN_8HW = {
    "Group": "8HW",
    "Kind": "Registration",
    "Year": "8",
    "Room": "H4",
    "Tutor staff code": "HLA",
    "UPN": TOBI,
}


def staff(*changes: dict[str, str]) -> tuple[list[StaffRow], Problems]:
    headings = dict.fromkeys((heading for change in changes for heading in change), "")
    table = table_of(*(headings | LANE | change for change in changes))
    problems = Problems()
    return read_staff(table.rows(), columns_of(table, Kind.STAFF), problems), problems


def groups(*changes: dict[str, str]) -> tuple[list[GroupRow], Problems]:
    headings = dict.fromkeys((heading for change in changes for heading in change), "")
    table = table_of(*(headings | IN_8HW | change for change in changes))
    problems = Problems()
    columns = columns_of(table, Kind.GROUPS)
    return read_groups(table.rows(), columns, problems, upns={TOBI}, staff_codes={"HLA"}), problems


def test_a_row_becomes_a_member_of_staff_as_pupils_name_them() -> None:
    (member,), problems = staff({"Registration group": "8HW", "Year groups": "R; 7, 8"})
    assert problems.kept == []
    assert (member.title_name, member.full_name, member.role) == ("Ms H. Lane", "Hannah Lane", "teacher")
    assert (member.registration_group, member.year_groups) == ("8HW", (0, 7, 8))


@pytest.mark.parametrize("role", list(Role))
def test_a_role_is_known_by_its_value_and_its_title(role: Role) -> None:
    for name in (role.value, role.title, role.title.upper()):
        (member,), _ = staff({"Role": name})
        assert member.role == role.value


def test_a_role_that_is_none_of_ours_is_told() -> None:
    _, problems = staff({"Role": "Caretaker"})
    ((row, column, sentence),) = told(problems)
    assert (row, column, sentence[:37]) == (2, "Role", "“Caretaker” is not one of teacher, of")


def test_a_member_of_staff_needs_a_code_and_years_that_are_years() -> None:
    _, problems = staff({"Staff Code": "", "Year groups": "7; ninth"})
    assert told(problems) == [
        (2, "Staff Code", "Staff Code is empty"),
        (2, "Year groups", "A year group is N1, N2, R or 1 to 13"),
    ]


def test_two_people_never_share_a_code() -> None:
    _, problems = staff({}, {"Staff Code": "hla", "Surname": "Lange"})
    assert told(problems) == [
        (3, "Staff Code", "“hla” is also on row 2. Each person has a code of their own")
    ]


def test_a_row_becomes_a_time_in_a_group() -> None:
    (member,), problems = groups({"From": "03/09/2026", "Until": "18/12/2026"})
    assert problems.kept == []
    assert (member.group, member.kind, member.year_group, member.room) == ("8HW", "registration", 8, "H4")
    assert (member.from_on, member.until_on) == (date(2026, 9, 3), date(2026, 12, 18))


def test_a_group_of_several_years_has_no_year() -> None:
    (member,), _ = groups({"Group": "Homework club", "Kind": "Club", "Year": "", "Tutor staff code": ""})
    assert (member.kind, member.year_group, member.tutor_code) == ("other", None, "")


@pytest.mark.parametrize(
    ("change", "column", "sentence"),
    [
        ({"Tutor staff code": "XYZ"}, "Tutor staff code", "No member of staff has the code “XYZ”"),
        ({"Kind": "Choir"}, "Kind", "“Choir” is not one of registration, teaching, year, other"),
        ({"Year": "20"}, "Year", "A year group is N1, N2, R or 1 to 13, not “20”"),
        ({"From": "03/09/2026", "Until": "02/09/2026"}, "Until", "The last day must not be before the first"),
        (
            {"UPN": "Y202123426007"},
            "UPN",
            "No pupil of this school has the UPN “Y202123426007”. Bring in the pupils first",
        ),
    ],
)
def test_a_row_that_cannot_be_is_named_with_its_column(
    change: dict[str, str], column: str, sentence: str
) -> None:
    rows, problems = groups(change)
    assert (rows, told(problems)) == ([], [(2, column, sentence)])


def test_a_pupil_is_in_a_group_once_at_a_time() -> None:
    _, problems = groups({}, {})
    assert told(problems) == [(3, "UPN", "This pupil is already in 8HW on row 2")]
