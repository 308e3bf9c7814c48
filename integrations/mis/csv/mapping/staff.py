"""Rows of a staff file: who works in the school, and the role that the file proposes for them (pure)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from accounts.roles import Role
from integrations.mis.csv.fields import plain
from integrations.mis.csv.headings import ColumnMap
from integrations.mis.csv.mapping.cells import WORD_LIMIT, Row, each_row
from integrations.mis.csv.mapping.problems import Problems, quoted
from schools.year_groups import parse_year

ROLES = {plain(name): role.value for role in Role for name in (role.value, role.title)} | {
    "tutor": "teacher", "headofyear": "pastoral", "attendancemanager": "officer",
    "designatedsafeguardinglead": "dsl", "headteacher": "head", "principal": "head", "admin": "admin",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class StaffRow:
    """One member of staff. `role` is a proposal (`accounts.roles`), empty when the file has none."""

    row: int
    code: str
    title: str
    forename: str
    surname: str
    email: str
    job_title: str
    role: str
    registration_group: str
    year_groups: tuple[int, ...]

    @property
    def title_name(self) -> str:
        """As pupils say it: "Ms H. Lane"."""
        return " ".join(part for part in (self.title, f"{self.forename[:1]}.", self.surname) if part)

    @property
    def full_name(self) -> str:
        return f"{self.forename} {self.surname}"


def read_staff(
    rows: Iterable[tuple[int, list[str]]], columns: ColumnMap, problems: Problems
) -> list[StaffRow]:
    """The good rows of a staff file; the others are told to `problems`. One code may stand in it once."""
    staff: list[StaffRow] = []
    first_rows: dict[str, int] = {}
    for row in each_row(rows, columns, problems):
        member = _read_member(row)
        if first := first_rows.get(member.code.casefold()):
            row.error(
                "code", f"{quoted(member.code)} is also on row {first}. Each person has a code of their own"
            )
        elif member.code:
            first_rows[member.code.casefold()] = row.number
        if row.is_good:
            staff.append(member)
    return staff


def _read_member(row: Row) -> StaffRow:
    return StaffRow(
        row=row.number,
        code=row.text("code", needed=True, limit=20),
        title=row.text("title", limit=20),
        forename=row.text("forename", needed=True, limit=80),
        surname=row.text("surname", needed=True, limit=90),
        email=row.email("email"),
        job_title=row.text("job_title", limit=120),
        role=row.choice("role", ROLES, default=""),
        registration_group=row.text("registration_group", limit=WORD_LIMIT),
        year_groups=_years_of(row),
    )


def _years_of(row: Row) -> tuple[int, ...]:
    """The years of a pastoral caseload, written "7; 8" or "7, 8"."""
    names = [name for name in re.split(r"[;,]\s*", row.text("year_groups")) if name]
    try:
        return tuple(parse_year(name) for name in names)
    except ValueError as problem:
        row.error("year_groups", str(problem))
        return ()
