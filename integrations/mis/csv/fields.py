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
    MARKS = "marks"


@dataclass(frozen=True, slots=True)
class Field:
    """One fact that a column can carry. `headings` are the words it goes by, likeliest first."""

    name: str
    headings: tuple[str, ...]
    is_required: bool

    @property
    def title(self) -> str:
        return self.headings[0]


# A line is: our name (with ! where a file is refused without it), then headings, likeliest first.
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
sen                   SEN Status, SEN, SEN Provision, SENprovision
pupil_premium         Pupil Premium, PP, Pupil Premium Indicator, PremiumPupilFlag, Disadvantaged
eal                   EAL, English as an additional language
medical               Medical flag, Medical, Medical condition, MedicalFlag
young_carer           Young carer, Young Carer Indicator
looked_after          Looked After, In care, InCareFlag, LAC, Child looked after
social_worker         Social worker, Has a social worker
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
    Kind.MARKS: """
upn!                  UPN, Unique Pupil Number, Pupil UPN, Student UPN
mark!                 Mark, Code, Attendance mark, Attendance code
marked_on!            Mark date, Date, MarkDate, Session date, Attendance date
session!              AM/PM, Session, AMPM, Period, AM or PM
minutes_late          Minutes late, Mins late, Late minutes, Minutes
comment               Comments, Comment, Note, Notes
""",
}


def _read_fields(table: str) -> tuple[Field, ...]:
    """The fields of one table above."""
    lines = (line.split(maxsplit=1) for line in table.strip().splitlines())
    return tuple(
        Field(name.rstrip("!"), tuple(heading.strip() for heading in headings.split(",")), name.endswith("!"))
        for name, headings in lines
    )


FIELDS: Mapping[Kind, tuple[Field, ...]] = {kind: _read_fields(table) for kind, table in TABLES.items()}
