"""Rows of a groups file: one pupil's time in one group, and who takes its register (pure)."""

from __future__ import annotations

from collections.abc import Container, Iterable
from dataclasses import dataclass
from datetime import date

from integrations.mis.csv.headings import ColumnMap
from integrations.mis.csv.mapping.cells import WORD_LIMIT, Row, each_row
from integrations.mis.csv.mapping.contacts import check_pupil_is_known
from integrations.mis.csv.mapping.problems import Problems, quoted
from schools.year_groups import parse_year

KINDS = {
    "registration": "registration", "registrationgroup": "registration", "reg": "registration",
    "form": "registration", "tutor": "registration", "tutorgroup": "registration", "class": "registration",
    "teaching": "teaching", "teachinggroup": "teaching", "set": "teaching",
    "year": "year", "yeargroup": "year", "other": "other", "club": "other",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class GroupRow:
    """One pupil in one group. `from_on` None is the start of the school year; `until_on` is the last day."""

    row: int
    group: str
    kind: str
    year_group: int | None
    room: str
    tutor_code: str
    upn: str
    from_on: date | None
    until_on: date | None


def read_groups(
    rows: Iterable[tuple[int, list[str]]],
    columns: ColumnMap,
    problems: Problems,
    *,
    upns: Container[str],
    staff_codes: Container[str],
) -> list[GroupRow]:
    """The good rows of a groups file for known pupils and staff; the others are told to `problems`."""
    members: list[GroupRow] = []
    first_rows: dict[tuple[str, str, str, date | None], int] = {}
    for row in each_row(rows, columns, problems):
        member = _read_group_member(row)
        check_pupil_is_known(row, member.upn, upns)
        if member.tutor_code and member.tutor_code not in staff_codes:
            row.error("tutor_code", f"No member of staff has the code {quoted(member.tutor_code)}")
        key = (member.kind, member.group, member.upn, member.from_on)
        if first := first_rows.get(key):
            row.error("upn", f"This pupil is already in {member.group} on row {first}")
        first_rows.setdefault(key, row.number)
        if row.is_good:
            members.append(member)
    return members


def _read_group_member(row: Row) -> GroupRow:
    from_on, until_on = row.day("from_on"), row.day("until_on")
    if from_on and until_on and until_on < from_on:
        row.error("until_on", "The last day must not be before the first")
    return GroupRow(
        row=row.number,
        group=row.text("group", needed=True, limit=WORD_LIMIT),
        kind=row.choice("kind", KINDS, default="registration"),
        year_group=_year_of(row),
        room=row.text("room", limit=WORD_LIMIT),
        tutor_code=row.text("tutor_code", limit=20),
        upn=row.upn(),
        from_on=from_on,
        until_on=until_on,
    )


def _year_of(row: Row) -> int | None:
    """The year that a group is of; None for one of several years."""
    text = row.text("year_group")
    if not text:
        return None
    try:
        return parse_year(text)
    except ValueError as problem:
        row.error("year_group", f"{problem}, not {quoted(text)}")
        return None
