"""A contacts file: parents, each once, and whom to ring first."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from integrations.mis.csv.fields import Kind
from integrations.mis.csv.filing.act import Act, Filed, title
from integrations.mis.csv.mapping.contacts import ContactRow, read_contacts
from integrations.mis.csv.mapping.problems import Problems
from integrations.mis.csv.reading import OpenFile
from schools.queries.known import known_upns
from schools.services.families import ContactFacts, ParentFacts, file_contacts

OURS = {"responsibility": "has_responsibility", "address_1": "address_lines"}


def file_families(file: OpenFile, act: Act) -> Filed:
    """File parents and contacts; a contact that only we have stays, and is told."""
    upns = known_upns(act.school) | act.faulty_upns
    rows = read_contacts(file.rows(act.tell), file.columns, file.problems, upns=upns)
    rows = [row for row in rows if row.upn not in act.faulty_upns]
    numbers = {key: number for number, key in enumerate(dict.fromkeys(row.parent_key for row in rows))}
    contacts = list(_contacts(rows, numbers, file.problems))
    filed = file_contacts(
        school=act.school,
        parents=_parents(rows, numbers),
        contacts=contacts,
        given=[OURS.get(name, name) for name in file.given],
        may_replace_hidden=act.may_replace_hidden,
        by=act.by,
        at=act.at,
    )
    first_rows = {row.upn: row.row for row in reversed(rows)}
    for upn, name in filed.unmentioned:
        sentence = f"{name} is a contact of this pupil here and not in this file. The contact stays"
        file.problems.warn(first_rows[upn], title(Kind.CONTACTS, "surname"), sentence)
    return Filed({"parents": filed.parents, "contacts": filed.contacts}, pupils=len(first_rows))


def _contacts(
    rows: Sequence[ContactRow], numbers: dict[tuple[str, str, str], int], problems: Problems
) -> Iterable[ContactFacts]:
    seen: dict[tuple[str, int], int] = {}
    for row in rows:
        number = numbers[row.parent_key]
        first = seen.setdefault((row.upn, number), row.row)
        if first != row.row:
            sentence = f"This is the same adult as on row {first}. The row was left out"
            problems.warn(row.row, title(Kind.CONTACTS, "surname"), sentence)
            continue
        yield ContactFacts(
            row.upn,
            number,
            row.row,
            row.priority,
            row.relationship,
            row.has_responsibility,
            row.lives_with_pupil,
            row.must_not_contact,
        )


def _parents(rows: Sequence[ContactRow], numbers: dict[tuple[str, str, str], int]) -> list[ParentFacts]:
    """One value for each adult: of each fact the first that a row gives."""
    of_adult: dict[int, list[ContactRow]] = {}
    for row in rows:
        of_adult.setdefault(numbers[row.parent_key], []).append(row)
    return [_parent(number, same) for number, same in of_adult.items()]


def _parent(number: int, rows: Sequence[ContactRow]) -> ParentFacts:
    def first(name: str) -> str:
        return next((str(value) for row in rows if (value := getattr(row, name))), "")

    return ParentFacts(
        number,
        first("title"),
        first("forename"),
        first("surname"),
        first("email"),
        first("mobile"),
        first("phone"),
        first("address"),
        first("postcode"),
        any(row.address_hidden for row in rows),
        first("former_names"),
        first("language"),
        any(row.needs_interpreter for row in rows),
        first("reading_needs"),
    )
