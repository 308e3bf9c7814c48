"""Rows of a pupils file: who is in the admission register, and the facts that decide who is helped (pure)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from integrations.mis.csv.fields import plain
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
NEEDS = {
    "spld": "SPLD", "specificlearningdifficulty": "SPLD", "mld": "MLD", "moderatelearningdifficulty": "MLD",
    "sld": "SLD", "severelearningdifficulty": "SLD", "pmld": "PMLD",
    "profoundandmultiplelearningdifficulty": "PMLD", "semh": "SEMH", "socialemotionalandmentalhealth": "SEMH",
    "slcn": "SLCN", "speechlanguageandcommunicationneeds": "SLCN", "speechlanguageandcommunication": "SLCN",
    "hi": "HI", "hearingimpairment": "HI", "vi": "VI", "visionimpairment": "VI", "visualimpairment": "VI",
    "msi": "MSI", "multisensoryimpairment": "MSI", "pd": "PD", "physicaldisability": "PD",
    "asd": "ASD", "autisticspectrumdisorder": "ASD", "autism": "ASD", "ds": "DS", "downsyndrome": "DS",
    "oth": "OTH", "other": "OTH", "otherdifficultydisability": "OTH", "nsa": "NSA",
}  # fmt: skip
BOARDERS = {
    "y": "Y", "yes": "Y", "true": "Y", "1": "Y", "b": "Y", "boarder": "Y", "6": "Y", "7": "Y",
    "n": "N", "no": "N", "false": "N", "0": "N", "notaboarder": "N", "day": "N", "daypupil": "N",
}  # fmt: skip
ETHNICITY = re.compile(r"[A-Z]{3,4}")
CENSUS_YOUNG_CARER = ("p", "s")
SUPPORT = {
    "medical": "medical",
    "mental_health": "mental_health",
    "young_carer": "young_carer",
    "eal": "eal",
    "free_meals": "fsm",
    "ever_six": "ever6",
    "pupil_premium": "disadvantaged",
    "service_child": "service",
}
PROTECTED = {
    "social_worker": "social_worker",
    "child_in_need": "cin",
    "child_protection": "cp",
    "looked_after": "lac",
    "previously_looked_after": "plac",
    "virtual_school": "virtual_school",
    "youth_justice": "youth_justice",
}
WORKER = frozenset({"worker_name", "worker_team", "worker_authority", "worker_phone", "worker_email"})
SUPPORT_FIELDS = frozenset({*SUPPORT, "sen", "sen_need"})
PROTECTED_FIELDS = frozenset(PROTECTED) | WORKER


@dataclass(frozen=True, slots=True)
class Worker:
    """A pupil's social worker, as far as a file names them."""

    name: str
    team: str
    authority: str
    phone: str
    email: str


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
    is_boarder: bool
    last_school_name: str
    last_school_address: str
    home_language: str
    ethnicity: str
    transport: str
    need: str
    worker: Worker


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
        protected=_protected_of(row),
        address=row.address(),
        postcode=row.postcode(),
        second_address=row.text("second_address", limit=LINE_LIMIT),
        second_postcode=row.postcode("second_postcode"),
        is_boarder=row.choice("is_boarder", BOARDERS, default="N") == "Y",
        last_school_name=row.text("last_school_name", limit=200),
        last_school_address=row.text("last_school_address", limit=LINE_LIMIT),
        home_language=row.text("home_language", limit=60),
        ethnicity=_ethnicity_of(row),
        transport=row.text("transport", limit=60),
        need=_need_of(row),
        worker=_worker_of(row),
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


def _need_of(row: Row) -> str:
    """The primary need by its code in the census; one that is no code is left out with a warning."""
    text = row.text("sen_need")
    need = NEEDS.get(plain(text.split(" - ")[0])) or NEEDS.get(plain(text))
    if text and need is None:
        row.warn("sen_need", f"{quoted(text)} is not a type of need in the school census and was left out")
    return need or ""


def _ethnicity_of(row: Row) -> str:
    """The code of the school census; words are left out with a warning, never guessed."""
    text = row.text("ethnicity", limit=LINE_LIMIT)
    code = text.split(" - ")[0].strip().upper()
    if text and not ETHNICITY.fullmatch(code):
        row.warn("ethnicity", f"{quoted(text)} is not a code of the school census and was left out")
        return ""
    return code


def _protected_of(row: Row) -> tuple[str, ...]:
    """Protected facts by the names of `schools.models.ProtectedKind`; whoever has a name is there."""
    flags = tuple(kind for field, kind in PROTECTED.items() if row.flag(field))
    named = bool(row.text("worker_name", limit=120))
    return flags if not named or "social_worker" in flags else ("social_worker", *flags)


def _worker_of(row: Row) -> Worker:
    return Worker(
        name=row.text("worker_name", limit=120),
        team=row.text("worker_team", limit=120),
        authority=row.text("worker_authority", limit=120),
        phone=row.phone("worker_phone"),
        email=row.email("worker_email"),
    )
