"""Headings of many school systems to our fields."""

import pytest

from integrations.mis.csv.fields import FIELDS, Kind, plain
from integrations.mis.csv.headings import confirm, guess, guess_kind

SIMS_PUPILS = [
    "Admission No", "UPN", "Legal Surname", "Legal Forename", "Preferred Name", "Date of Birth", "Gender",
    "Year Group", "Reg Group", "Enrolment Status", "SEN Status", "Pupil Premium", "EAL", "Looked After",
    "School", "Site", "Date of Admission",
]  # fmt: skip


@pytest.mark.parametrize(
    ("headings", "field", "heading"),
    [
        (["Forename"], "legal_forename", "Forename"),
        (["First name"], "legal_forename", "First name"),
        (["FirstName"], "legal_forename", "FirstName"),
        (["Legal First Name"], "legal_forename", "Legal First Name"),
        (["LEGAL LAST NAME"], "legal_surname", "LEGAL LAST NAME"),
        (["Reg"], "registration_group", "Reg"),
        (["Registration form"], "registration_group", "Registration form"),
        (["TutorGroupName"], "registration_group", "TutorGroupName"),
        (["Adno"], "admission_number", "Adno"),
        (["Student ID"], "admission_number", "Student ID"),
        (["D.O.B."], "born_on", "D.O.B."),
    ],
)
def test_a_heading_is_known_by_all_its_names(headings: list[str], field: str, heading: str) -> None:
    assert guess(headings, Kind.PUPILS).fields == {heading: field}


def test_the_likelier_name_wins_and_no_column_is_used_twice() -> None:
    columns = guess(["Forename", "Legal Forename", "Surname"], Kind.PUPILS)
    assert columns.fields == {"Legal Forename": "legal_forename", "Surname": "legal_surname"}
    assert columns.unused == ("Forename",)
    assert columns.positions == {"legal_forename": 1, "legal_surname": 2}


def test_a_pupil_export_is_read_whole_and_what_it_holds_beside_is_left_out() -> None:
    columns = guess(SIMS_PUPILS, Kind.PUPILS)
    assert columns.sentences == ()
    assert columns.unused == ("School", "Site")


def test_missing_columns_are_named_as_a_school_names_them() -> None:
    columns = guess(["UPN", "Mark", "Comments"], Kind.MARKS)
    assert columns.missing == ("Mark date", "AM/PM")
    assert columns.sentences == (
        "No column gives “Mark date”. Choose the column that holds it.",
        "No column gives “AM/PM”. Choose the column that holds it.",
    )


def test_the_person_has_the_last_word() -> None:
    headings = ["Pupil key", "What", "When", "Half", "Notes"]
    choice = {"Pupil key": "upn", "What": "mark", "When": "marked_on", "Half": "session", "Notes": ""}
    columns = confirm(headings, Kind.MARKS, choice)
    assert columns.sentences == ()
    assert columns.positions == {"upn": 0, "mark": 1, "marked_on": 2, "session": 3}
    assert columns.unused == ("Notes",)


def test_a_choice_that_cannot_be_is_told_and_not_taken() -> None:
    choice = {"A": "upn", "B": "upn", "C": "mark", "D": "colour"}
    columns = confirm(["A", "B", "D", "E"], Kind.MARKS, choice)
    assert columns.problems == (
        "Two columns are chosen for “UPN”. Choose one.",
        "This file has no column “C”. Choose again.",
        "“D” cannot be read as “colour”. Choose from the list.",
    )
    assert columns.fields == {"A": "upn"}


@pytest.mark.parametrize(
    ("headings", "file_name", "kind"),
    [
        (SIMS_PUPILS, "SIMS_Pupil_Export.csv", Kind.PUPILS),
        (["UPN", "Mark", "Mark date", "AM/PM"], "export.csv", Kind.MARKS),
        (["UPN", "Priority", "Relationship", "Surname", "Mobile"], "a.csv", Kind.CONTACTS),
        (["Staff Code", "Forename", "Surname", "Reg Group"], "a.csv", Kind.STAFF),
        (["UPN", "Reg Group", "Room"], "a.csv", Kind.GROUPS),
        (["Kind", "Name", "Start", "End"], "a.csv", Kind.CALENDAR),
        (["Colour", "Size"], "Staff list.csv", Kind.STAFF),
        (["Colour", "Size"], "export.csv", None),
    ],
)
def test_the_kind_of_a_file_is_told_by_its_headings_then_by_its_name(
    headings: list[str], file_name: str, kind: Kind | None
) -> None:
    assert guess_kind(headings, file_name) is kind


@pytest.mark.parametrize("kind", list(Kind))
def test_no_two_fields_of_a_kind_begin_with_the_same_heading(kind: Kind) -> None:
    first = [plain(field.title) for field in FIELDS[kind]]
    assert len(set(first)) == len(first)
    assert guess([field.title for field in FIELDS[kind]], kind).unused == ()
