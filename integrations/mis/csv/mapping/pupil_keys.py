"""Which pupil a row is about, where a file may say it by UPN or by admission number (pure)."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping

from integrations.mis.csv.mapping.cells import Row
from integrations.mis.csv.mapping.contacts import check_pupil_is_known
from integrations.mis.csv.mapping.problems import quoted
from schools.upn import normalise_upn


def keys_of(numbers: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Admission number to UPN, without numbers that two pupils have: no guess is made between them."""
    found: dict[str, str] = {}
    twice: set[str] = set()
    for number, upn in numbers:
        key = _plain(number)
        if found.setdefault(key, upn) != upn:
            twice.add(key)
    return {key: upn for key, upn in found.items() if key and key not in twice}


def upn_of(row: Row, numbers: Mapping[str, str], upns: Container[str]) -> str:
    """The UPN that a row names, itself or by admission number; empty, and told, for a stranger."""
    if upn := normalise_upn(row.raw("upn")):
        check_pupil_is_known(row, upn, upns)
        return upn
    number = row.raw("admission_number").strip()
    if number and (upn := numbers.get(_plain(number), "")):
        return upn
    if number:
        sentence = f"No pupil of this school alone has the admission number {quoted(number)}"
        row.error("admission_number", f"{sentence}. Give the UPN, or bring in the pupils first")
    else:
        row.error(
            "upn" if "upn" in row.positions else "admission_number", "This row does not say whose it is"
        )
    return ""


def _plain(number: str) -> str:
    """A workbook drops the zeros before a number: 000101 and 101 are one."""
    return number.strip().lstrip("0").casefold()
