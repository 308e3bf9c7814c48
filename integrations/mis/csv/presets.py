"""The headings that reports of SIMS, Arbor and Bromcom give their columns, as seen in public code (pure).

None of them is a vendor's own table: a preset saves a person clicks, and every column can be chosen anew.
What the common headings of `fields` say already is not said again here.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from integrations.mis.csv.fields import Kind, plain

LEAVE_OUT = ""


class System(StrEnum):
    """A school system whose reports are known by their headings."""

    SIMS = "sims"
    ARBOR = "arbor"
    BROMCOM = "bromcom"

    @property
    def words(self) -> str:
        """The name as its maker writes it."""
        return "SIMS" if self is System.SIMS else self.value.title()


# A line is: our field, or - for a column that is left out, then the headings that this system gives it.
TABLES = {
    System.SIMS: {
        Kind.PUPILS: """
admission_number      Admission No, Adno
known_forename        Preferred Name, Chosen name
registration_group    Reg Group, Reg
-                     School, Site
""",
        Kind.MARKS: """
mark                  Mark
marked_on             Mark date
session               AM/PM
""",
        Kind.TIMETABLE: """
group                 Class
day                   Day name
-                     UPN, Teacher
""",
        Kind.GROUPS: """
group                 Class
-                     Teacher
""",
    },
    System.ARBOR: {
        # A student's ID is Arbor's own number: the admission number has a column of its own.
        Kind.PUPILS: """
legal_forename        Legal First Name
legal_surname         Legal Last Name
registration_group    Registration Form, Registration Group
-                     Student ID, Student Name, Attendance %, PA Flag
""",
        Kind.CONTACTS: """
-                     Student ID, Student Name
""",
        Kind.TOTALS: """
possible              Possible Sessions
attended              Present Sessions
authorised            Authorised Absence, Absent Sessions (Authorised)
unauthorised          Unauthorised Absence, Absent Sessions (Unauthorised)
late                  Late Marks, Late (Before Close)
percent               Attendance %
-                     Student ID, Student Name, Year, Registration Form, Attendance Concern, PA Flag
""",
    },
    System.BROMCOM: {
        Kind.PUPILS: """
admission_number      AdmissionNumber
legal_forename        FirstName
legal_surname         LastName
known_forename        PreferredFirstName, PreferredForename
known_surname         PreferredLastName, PreferredSurname
registration_group    TutorGroupName
pupil_premium         PremiumPupilFlag
looked_after          InCareFlag
ever_six              EverFsm6Flag
-                     StudentId, ProvisionName, PresentPercentageWithEA
""",
        Kind.MARKS: """
marked_on             CalendarStartDate
session               PeriodDisplayName
comment               AttendanceComment
-                     StudentId
""",
        Kind.WEEKS: """
admission_number      StudentId
""",
    },
}


def _read_preset(table: str) -> dict[str, str]:
    """Plain heading to field, or to LEAVE_OUT."""
    lines = (line.split(maxsplit=1) for line in table.strip().splitlines())
    return {
        plain(heading): LEAVE_OUT if name == "-" else name
        for name, headings in lines
        for heading in headings.split(",")
    }


PRESETS: Mapping[System, Mapping[Kind, Mapping[str, str]]] = {
    system: {kind: _read_preset(table) for kind, table in tables.items()} for system, tables in TABLES.items()
}
