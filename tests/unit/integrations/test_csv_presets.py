"""Headings that systems give their reports, and columns as a person settled them before."""

import pytest

from integrations.mis.csv.client import NO_ROWS
from integrations.mis.csv.fields import FIELDS, Kind
from integrations.mis.csv.headings import Habits, guess, guess_kind
from integrations.mis.csv.presets import LEAVE_OUT, PRESETS, System
from integrations.mis.csv.reading import look_at

WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri")
ARBOR_TOTALS = [
    "Student ID", "UPN", "Student Name", "Year", "Registration Form", "Possible Sessions", "Present Sessions",
    "Authorised Absence", "Unauthorised Absence", "Attendance %", "Late Marks", "Attendance Concern",
    "Start Date", "End Date",
]  # fmt: skip
BROMCOM_PUPILS = [
    "StudentId", "FirstName", "LastName", "PreferredFirstName", "DateOfBirth", "Upn", "AdmissionNumber",
    "YearGroup", "TutorGroupName", "PremiumPupilFlag", "InCareFlag", "EverFsm6Flag",
    "PresentPercentageWithEA",
]  # fmt: skip
BROMCOM_WEEK = ["StudentId"] + [f"{day}{half}" for day in WEEKDAYS for half in ("AM", "PM")]


@pytest.mark.parametrize("system", list(System))
def test_a_preset_names_fields_that_there_are(system: System) -> None:
    for kind, columns in PRESETS[system].items():
        assert set(columns.values()) <= {field.name for field in FIELDS[kind]} | {LEAVE_OUT}, kind


def test_the_number_of_arbor_is_not_taken_for_the_admission_number() -> None:
    headings = ["Student ID", "UPN", "Legal First Name", "Legal Last Name", "Registration Group"]
    assert guess(headings, Kind.PUPILS).fields["Student ID"] == "admission_number"
    arbor = guess(headings, Kind.PUPILS, Habits(System.ARBOR))
    assert arbor.unused == ("Student ID",)
    assert arbor.fields["Legal First Name"] == "legal_forename"


def test_termly_totals_of_arbor_are_read_whole() -> None:
    habits = Habits(System.ARBOR)
    assert guess_kind(ARBOR_TOTALS, "Arbor_Attendance_Export.csv", habits) is Kind.TOTALS
    totals = guess(ARBOR_TOTALS, Kind.TOTALS, habits)
    assert totals.sentences == ()
    assert totals.unused == ("Student ID", "Student Name", "Year", "Registration Form", "Attendance Concern")


def test_the_flat_view_of_bromcom_lacks_what_a_person_must_add() -> None:
    pupils = guess(BROMCOM_PUPILS, Kind.PUPILS, Habits(System.BROMCOM))
    assert guess_kind(BROMCOM_PUPILS, "x.csv", Habits(System.BROMCOM)) is Kind.PUPILS
    assert pupils.fields["EverFsm6Flag"] == "ever_six"
    assert pupils.missing == ("Sex", "Date of Admission")


def test_a_week_of_bromcom_names_pupils_by_number_and_needs_its_first_day() -> None:
    habits = Habits(System.BROMCOM)
    assert guess_kind(BROMCOM_WEEK, "x.csv", habits) is Kind.WEEKS
    week = guess(BROMCOM_WEEK, Kind.WEEKS, habits)
    assert (week.fields["StudentId"], week.missing) == ("admission_number", ("Week beginning",))
    assert guess([*BROMCOM_WEEK[1:], "Week beginning"], Kind.WEEKS).missing == ("UPN” or “Admission No",)


def test_classes_of_sims_are_lessons() -> None:
    headings = ["UPN", "Class", "Teacher", "Subject", "Staff Code", "Period", "Day name", "Room"]
    lessons = guess(headings, Kind.TIMETABLE, Habits(System.SIMS))
    assert guess_kind(headings, "x.csv", Habits(System.SIMS)) is Kind.TIMETABLE
    assert (lessons.sentences, lessons.unused) == ((), ("UPN", "Teacher"))


def test_what_a_person_settled_is_used_again_and_new_headings_are_guessed() -> None:
    kept = {"Key": "upn", "What": "mark", "When": "marked_on", "Half": "session", "Notes": LEAVE_OUT}
    habits = Habits(None, {Kind.MARKS: kept})
    headings = ["Key", "What", "When", "Half", "Notes", "Minutes late"]
    columns = guess(headings, Kind.MARKS, habits)
    assert columns.sentences == ()
    assert columns.unused == ("Notes",)
    assert columns.fields["Minutes late"] == "minutes_late"


def test_a_file_with_the_headings_of_last_time_is_of_the_kind_of_last_time() -> None:
    habits = Habits(None, {Kind.STAFF: {"Name": "surname", "Score": LEAVE_OUT}})
    assert guess_kind(["Score", "Name"], "x.csv", habits) is Kind.STAFF
    assert guess_kind(["Score", "Name", "Age"], "x.csv", habits) is None


def test_what_was_kept_gives_way_where_a_field_is_gone_or_named_twice() -> None:
    habits = Habits(None, {Kind.MARKS: {"A": "upn", "B": "upn", "C": "colour"}})
    assert guess(["A", "B", "C"], Kind.MARKS, habits).fields == {"A": "upn"}


@pytest.mark.parametrize("lost", ["Sex", "Date of Birth", "Date of Admission", "UPN"])
def test_a_pupils_file_without_a_needed_column_is_no_groups_file(lost: str) -> None:
    headings = ["UPN", "Legal Surname", "Legal Forename", "Sex", "Date of Birth", "Year Group", "Reg Group"]
    headings = [heading for heading in [*headings, "Date of Admission"] if heading != lost]
    assert guess_kind(headings, "export.csv") is Kind.PUPILS
    assert guess(headings, Kind.PUPILS).missing == (lost,)


def test_headings_alone_still_say_what_the_feed_should_have_brought() -> None:
    look = look_at(b"UPN,Mark,Mark date,AM/PM\n", "nightly.csv")
    assert (look.kind, look.refusal) == (Kind.MARKS, NO_ROWS)
