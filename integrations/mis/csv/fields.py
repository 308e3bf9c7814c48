"""The fields that each kind of file can fill, and the headings that school systems give them (pure)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """A kind of file; the order is the order in which a folder is brought in."""

    CALENDAR = "calendar"
    STAFF = "staff"
    PUPILS = "pupils"
    CONTACTS = "contacts"
    GROUPS = "groups"
    TIMETABLE = "timetable"
    COVER = "cover"
    MARKS = "marks"
    WEEKS = "weeks"
    TOTALS = "totals"


@dataclass(frozen=True, slots=True)
class Field:
    """One fact that a column can carry. `headings` are the words it goes by, likeliest first.

    Of the keys of a kind a file needs one: they say in different ways which pupil a row is about.
    """

    name: str
    headings: tuple[str, ...]
    is_required: bool
    is_key: bool = False

    @property
    def title(self) -> str:
        return self.headings[0]


# A line is: our name (with ! where a file is refused without it, with | where one of several is needed),
# then headings, likeliest first.
TABLES = {
    Kind.PUPILS: """
upn!                  UPN, Unique Pupil Number, Pupil UPN, Student UPN
admission_number      Admission No, Admission Number, Adno, Adm No, Student ID, Pupil ID
legal_surname!        Legal Surname, Legal Last Name, Surname, Last name, LastName, Family name
legal_forename!       Legal Forename, Legal First Name, Forename, First name, FirstName, Given name
middle_names          Middle names, Middle name, Middle Name(s)
known_surname         Preferred Surname, Preferred Last Name, Known Surname, Chosen Surname
known_forename        Preferred Forename, Preferred First Name, Preferred Name, Known as, Known Forename
former_names          Former names, Former Surname, Previous Surname
sex!                  Sex, Gender, Legal sex
born_on!              Date of Birth, DOB, Birth date, Born
year_group!           Year Group, Year, NC Year, NCYearActual, National Curriculum Year
registration_group    Reg Group, Reg, Registration form, Registration Group, Form, Tutor Group, TutorGroupName
admitted_on!          Date of Admission, Admission Date, Start date, Starting day, Entry date, Date of entry
left_on               Date of Leaving, Leaving Date, Date left, Leave date
enrolment             Enrolment Status, Enrol Status, EnrolStatus
is_boarder            Boarder, Boarding status, Is boarder
last_school_name      Last school, Previous school, Last school attended, Name of last school
last_school_address   Address of last school, Last school address, Previous school address
home_language         Home language, First language, Mother tongue, Language
ethnicity             Ethnicity, Ethnicity code, Ethnic group
transport             Mode of travel, Transport, Travel to school, Mode of transport
sen                   SEN Status, SEN, SEN Provision, SENprovision
sen_need              SEN Need, SEN primary need, Primary need, SENtype, SEN type
free_meals            FSM, Free school meals, FSM eligible, Eligible for free meals
ever_six              Ever 6, Ever 6 FSM, FSM Ever 6, EverFsm6Flag
pupil_premium         Pupil Premium, PP, Pupil Premium Indicator, PremiumPupilFlag, Disadvantaged
service_child         Service child, Service children, Service Children in Education
eal                   EAL, English as an additional language
medical               Medical flag, Medical, Medical condition, MedicalFlag
mental_health         Mental health, Mental health need
young_carer           Young carer, Young Carer Indicator
looked_after          Looked After, In care, InCareFlag, LAC, Child looked after
previously_looked_after PLAC, Previously looked after, Post looked after
virtual_school        Virtual school, Has virtual school
youth_justice         Youth justice, Youth offending
social_worker         Social worker, Has a social worker
worker_name           Social worker name, Name of social worker
worker_team           Social worker team, Social care team
worker_authority      Social worker LA, Social worker local authority, Social care LA
worker_phone          Social worker phone, Social worker telephone
worker_email          Social worker email
child_protection      CP, Child protection plan, Child protection
child_in_need         CIN, Child in need, Child in need plan
address_1             Address 1, Address line 1, Address, House and street, Street
address_2             Address 2, Address line 2, Locality
address_3             Address 3, Address line 3, Town
address_4             Address 4, Address line 4, County
postcode              Postcode, Post code
second_address        Second address, Second home, Second home address
second_postcode       Second postcode, Second home postcode
""",
    Kind.CONTACTS: """
upn!                  UPN, Unique Pupil Number, Pupil UPN, Student UPN
priority              Priority, Contact priority, Order, Contact order, Call order
relationship!         Relationship, Relation, Relationship to pupil, Relationship to student
title                 Title, Salutation
forename              Forename, First name, FirstName, Contact forename, Given name
surname!              Surname, Last name, LastName, Contact surname, Family name
mobile                Mobile, Mobile phone, Mobile number, Main telephone, Telephone
phone                 Home phone, Home telephone, Phone, Landline, Home number
email                 Email, Email address, E-mail, Main email
responsibility        Parental Responsibility, PR, Has parental responsibility
lives_with_pupil      Lives with pupil, Lives with, Same address, Lives with student
must_not_contact      Do not contact (court order), Do not contact, Court order, No contact
address_hidden        Address hidden, Hide address, Confidential address
former_names          Former names, Former Surname, Previous Surname
language              Language, First language, Preferred language, Contact language
needs_interpreter     Needs interpreter, Interpreter, Interpreter needed
reading_needs         Reading needs, Communication needs, Format needed
address_1             Address 1, Address line 1, Address, House and street, Street
address_2             Address 2, Address line 2, Locality
address_3             Address 3, Address line 3, Town
address_4             Address 4, Address line 4, County
postcode              Postcode, Post code
""",
    Kind.STAFF: """
code!                 Staff Code, Code, Initials, Staff ID, Employee code
title                 Title, Salutation
forename!             Forename, First name, FirstName, Preferred Forename, Given name
surname!              Surname, Last name, LastName, Legal Surname, Family name
email                 Email, Work email, Email address, E-mail
job_title             Job title, Post, Position
role                  Role, Daymark role
registration_group    Registration group, Reg Group, Tutor group, Form, Class
year_groups           Year groups, Years, Caseload
""",
    Kind.GROUPS: """
group!                Group, Group name, Reg Group, Registration Group, Registration form, Class, Form
kind                  Kind, Type, Group type
year_group            Year, Year Group, NC Year
room                  Room, Location
tutor_code            Tutor staff code, Staff Code, Tutor, Teacher
upn!                  UPN, Unique Pupil Number, Pupil UPN, Student UPN
from_on               From, Start, Start date, Date from
until_on              Until, To, End, End date, Date to
""",
    Kind.CALENDAR: """
kind!                 Kind, Type, Event type
name                  Name, Title, Description, Event
starts_on!            Start, Start date, From, Date, Starts, First day
ends_on               End, End date, Until, To, Ends, Last day
""",
    Kind.TIMETABLE: """
group!                Group, Class, Teaching group, Class name, Group name
week                  Week, Timetable week, Week of rotation, Cycle week
day!                  Day, Day name, Weekday, Day of week
period!               Period, Lesson, Period name, PeriodDisplayName
starts                Starts, Start time, Lesson starts, Start
ends                  Ends, End time, Lesson ends, End
staff_code            Staff Code, Teacher code, Teacher initials, Main teacher code
room                  Room, Location, Room name
subject               Subject, Course, Subject name
from_on               From, Start date, Date from, From date
until_on              Until, To, End date, Date to, Until date
""",
    Kind.COVER: """
covered_on!           Date, Cover date, Day
group!                Group, Class, Teaching group, Reg Group, Group name
period                Period, Lesson, Period name
staff_code!           Staff Code, Cover staff code, Cover teacher code, Covered by, Cover
room                  Room, Cover room, Location
""",
    Kind.MARKS: """
upn!                  UPN, Unique Pupil Number, Pupil UPN, Student UPN
mark!                 Mark, Code, Attendance mark, Attendance code
marked_on!            Mark date, Date, MarkDate, Session date, Attendance date
session!              AM/PM, Session, AMPM, Period, AM or PM
minutes_late          Minutes late, Mins late, Late minutes, Minutes
comment               Comments, Comment, Note, Notes
""",
    Kind.WEEKS: """
upn|                  UPN, Unique Pupil Number, Pupil UPN, Student UPN
admission_number|     Admission No, Admission Number, Adno, Adm No, Student ID, StudentId, Pupil ID
week_on!              Week beginning, Week commencing, Week starting, Week start, CalendarStartDate
mon_am!               MonAM, Monday AM
mon_pm!               MonPM, Monday PM
tue_am!               TueAM, Tuesday AM, TuesAM
tue_pm!               TuePM, Tuesday PM, TuesPM
wed_am!               WedAM, Wednesday AM
wed_pm!               WedPM, Wednesday PM
thu_am!               ThuAM, Thursday AM, ThurAM, ThursAM
thu_pm!               ThuPM, Thursday PM, ThurPM, ThursPM
fri_am!               FriAM, Friday AM
fri_pm!               FriPM, Friday PM
""",
    Kind.TOTALS: """
upn|                  UPN, Unique Pupil Number, Pupil UPN, Student UPN
admission_number|     Admission No, Admission Number, Adno, Adm No, Student ID, Pupil ID
year                  Academic Year, School year
term                  Term, Term name
starts_on             Start Date, From, Date from
ends_on               End Date, Until, Date to, To
school_name           School, School name
possible!             Possible Sessions, Sessions possible, SessionsPossible, Possible
attended!             Present Sessions, Sessions attended, SessionsAttended, Present, Attended
authorised!           Authorised Absence, Absent Sessions (Authorised), SessionsAuthorised
unauthorised!         Unauthorised Absence, Absent Sessions (Unauthorised), SessionsUnauthorised
late                  Late (Before Close), Late Marks, Lates, Late
percent               Attendance %, % attendance, Percentage attendance, Attendance
""",
}


def _read_fields(table: str) -> tuple[Field, ...]:
    """The fields of one table above."""
    lines = (line.split(maxsplit=1) for line in table.strip().splitlines())
    return tuple(
        Field(
            name.rstrip("!|"),
            tuple(heading.strip() for heading in headings.split(",")),
            name.endswith("!"),
            name.endswith("|"),
        )
        for name, headings in lines
    )


FIELDS: Mapping[Kind, tuple[Field, ...]] = {kind: _read_fields(table) for kind, table in TABLES.items()}


def plain(heading: str) -> str:
    """A heading without case, spaces or signs: "Reg. group" and "REGGROUP" are one."""
    return "".join(character for character in heading.casefold() if character.isalnum())
