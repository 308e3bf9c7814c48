"""Rows of a pupils file: who is in the admission register, and the facts that decide who is helped (pure)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from integrations.mis.csv.headings import ColumnMap
from integrations.mis.csv.mapping.cells import LINE_LIMIT, WORD_LIMIT, Row, each_row
from integrations.mis.csv.mapping.problems import Problems, quoted
from schools.year_groups import expected_year, parse_year

SEXES = {"m": "M", "male": "M", "boy": "M", "f": "F", "female": "F", "girl": "F"}
ENROLMENTS = {
    "c": "C", "current": "C", "single": "C", "singleregistration": "C",
    "m": "M", "currentmain": "M", "main": "M", "maindual": "M", "mainduallyregistered": "M",
    "s": "S", "currentsubsidiary": "S", "subsidiary": "S", "subsidiarydual": "S",
    "g": "G", "guest": "G", "guestpupil": "G",
}  # fmt: skip
SEN = {
    "n": "N", "nospecialeducationalneed": "N", "none": "N",
    "k": "K", "senk": "K", "sensupport": "K",
    "e": "E", "ehcp": "E", "ehc": "E", "ehcplan": "E", "educationhealthandcareplan": "E",
}  # fmt: skip
CENSUS_YOUNG_CARER = ("p", "s")
SUPPORT = {
    "medical": "medical",
    "young_carer": "young_carer",
    "eal": "eal",
    "pupil_premium": "disadvantaged",
}
PROTECTED = {
    "social_worker": "social_worker",
    "child_in_need": "cin",
    "child_protection": "cp",
    "looked_after": "lac",
}


@dataclass(frozen=True, slots=True)
class PupilRow:
    """One pupil of the file. `year_group` counts Reception as 0; facts are named as the models name them."""

    row: int
    upn: str
    admission_number: str
    legal_surname: str
    legal_forename: str
    middle_names: str
    known_surname: str
    known_forename: str
    former_names: str
    sex: str
    born_on: date
    year_group: int
    registration_group: str
    admitted_on: date
    left_on: date | None
    enrolment: str
    support: tuple[str, ...]
    protected: tuple[str, ...]
    address: str
    postcode: str
    second_address: str
    second_postcode: str


def read_pupils(
    rows: Iterable[tuple[int, list[str]]], columns: ColumnMap, problems: Problems, *, today: date
) -> list[PupilRow]:
    """The good rows of a pupils file; the others are told to `problems`. One UPN may stand in it once."""
    pupils: list[PupilRow] = []
    first_rows: dict[str, int] = {}
    for row in each_row(rows, columns, problems):
        pupil = _read_pupil(row, today)
        if first := first_rows.get(pupil.upn):
            row.error("upn", f"{quoted(pupil.upn)} is also on row {first}. Each pupil has a UPN of their own")
        elif pupil.upn:
            first_rows[pupil.upn] = row.number
        if row.is_good:
            pupils.append(pupil)
    return pupils


def _read_pupil(row: Row, today: date) -> PupilRow:
    """One row. When it has an error the value holds blanks and is not used."""
    surname = row.text("legal_surname", needed=True)
    forename = row.text("legal_forename", needed=True)
    born_on = row.day("born_on", needed=True)
    admitted_on = row.day("admitted_on", needed=True)
    left_on = row.day("left_on")
    _check_days(row, born_on, admitted_on, left_on, today)
    return PupilRow(
        row=row.number,
        upn=row.upn(),
        admission_number=row.text("admission_number", limit=20),
        legal_surname=surname,
        legal_forename=forename,
        middle_names=row.text("middle_names"),
        known_surname=row.text("known_surname") or surname,
        known_forename=row.text("known_forename") or forename,
        former_names=row.text("former_names", limit=200),
        sex=row.choice("sex", SEXES),
        born_on=born_on or date.min,
        year_group=_year_of(row, born_on, left_on or today),
        registration_group=row.text("registration_group", limit=WORD_LIMIT),
        admitted_on=admitted_on or date.min,
        left_on=left_on,
        enrolment=row.choice("enrolment", ENROLMENTS, default="C"),
        support=_support_of(row),
        protected=tuple(kind for field, kind in PROTECTED.items() if row.flag(field)),
        address=row.address(),
        postcode=row.postcode(),
        second_address=row.text("second_address", limit=LINE_LIMIT),
        second_postcode=row.postcode("second_postcode"),
    )


def _check_days(
    row: Row, born_on: date | None, admitted_on: date | None, left_on: date | None, today: date
) -> None:
    """Dates that contradict one another or the calendar on the wall."""
    if born_on and born_on > today:
        row.error("born_on", "Date of birth must not be in the future")
    if born_on and admitted_on and admitted_on <= born_on <= today:
        row.error("admitted_on", "Starting date must be after date of birth")
    if admitted_on and left_on and left_on < admitted_on:
        row.error("left_on", "Leaving date must be after starting date")


def _year_of(row: Row, born_on: date | None, on: date) -> int:
    """The year group, with a warning when it is two or more years from most of those born that day."""
    text = row.text("year_group", needed=True)
    if not text:
        return 0
    try:
        year = parse_year(text)
    except ValueError as problem:
        row.error("year_group", f"{problem}, not {quoted(text)}")
        return 0
    if born_on and born_on <= on and abs(expected_year(born_on, on) - year) > 1:
        row.warn("year_group", f"Year group {text} is unusual for a pupil born on {born_on:%d/%m/%Y}")
    return year


def _support_of(row: Row) -> tuple[str, ...]:
    """Support facts by the names of `schools.models.SupportKind`."""
    sen = {"K": ("sen",), "E": ("ehcp",)}.get(row.choice("sen", SEN, default="N"), ())
    also = {"young_carer": CENSUS_YOUNG_CARER}
    flags = tuple(kind for field, kind in SUPPORT.items() if row.flag(field, also_yes=also.get(field, ())))
    return (*sen, *flags)
