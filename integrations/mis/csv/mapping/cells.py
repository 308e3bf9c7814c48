"""One row of a file, read cell by cell; what cannot be read is told to `Problems` (pure)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from integrations.mis.csv.fields import FIELDS, plain
from integrations.mis.csv.headings import ColumnMap
from integrations.mis.csv.mapping.dates import parse_day
from integrations.mis.csv.mapping.problems import Problems, quoted
from schools.names import clean_text
from schools.phones import normalise_phone, uk_phone_problem
from schools.upn import normalise_upn, upn_problem, upn_warning

NAME_LIMIT = 100
WORD_LIMIT = 40
LINE_LIMIT = 300
EMAIL_LIMIT = 254
POSTCODE_LIMIT = 8
UPN_LENGTH = 13

# An export of ours puts ' before a cell that a spreadsheet would take for a formula.
GUARDED = re.compile(r"'(?=[=+\-@])")
EMAIL = re.compile(r"[^\s@<>()\[\],;:\"\\]+@[A-Za-z0-9\-]+(\.[A-Za-z0-9\-]+)*\.[A-Za-z]{2,}")
YES = {"y", "yes", "true", "t", "1"}
NO = {"", "n", "no", "false", "f", "0", "none"}


@dataclass(slots=True)
class Row:
    """A row and its number. `is_good` falls with the first error."""

    number: int
    cells: list[str]
    positions: Mapping[str, int]
    titles: Mapping[str, str]
    problems: Problems
    is_good: bool = True

    def error(self, field: str, sentence: str) -> None:
        self.is_good = False
        self.problems.error(self.number, self.titles[field], sentence)

    def warn(self, field: str, sentence: str) -> None:
        self.problems.warn(self.number, self.titles[field], sentence)

    def raw(self, field: str) -> str:
        """The cell as the file has it; empty when the file has no such column or the row ends early."""
        place = self.positions.get(field)
        return self.cells[place] if place is not None and place < len(self.cells) else ""

    def text(self, field: str, *, needed: bool = False, limit: int = NAME_LIMIT) -> str:
        """A cell's text without hidden characters; anything visible stays as it is, formulas too."""
        try:
            text = clean_cell(self.raw(field))
        except ValueError as problem:
            self.error(field, str(problem))
            return ""
        if needed and not text:
            self.error(field, f"{self.titles[field]} is empty")
        if len(text) > limit:
            self.error(field, f"{self.titles[field]} is longer than {limit} characters. Shorten it")
        return text

    def day(self, field: str, *, needed: bool = False) -> date | None:
        """The date in a cell, or None when it is empty or cannot be read."""
        text = self.raw(field).strip()
        if not text:
            if needed:
                self.error(field, f"{self.titles[field]} is empty")
            return None
        try:
            return parse_day(text)
        except ValueError as problem:
            self.error(field, str(problem))
            return None

    def flag(self, field: str, *, also_yes: Iterable[str] = ()) -> bool:
        """A yes or no; an empty cell is no."""
        text = self.text(field).casefold()
        if text in YES or text in also_yes:
            return True
        if text not in NO:
            self.error(field, f"{quoted(text)} is neither Y nor N")
        return False

    def choice(self, field: str, choices: Mapping[str, str], *, default: str | None = None) -> str:
        """One of a few values; keys of `choices` are plain words or the code before a dash."""
        text = self.text(field)
        code = plain(text.split(" - ")[0])
        if not code and default is not None:
            return default
        value = choices.get(code) or choices.get(plain(text))
        if value is None:
            allowed = ", ".join(dict.fromkeys(choices.values()))
            self.error(
                field, f"{quoted(text)} is not one of {allowed}" if text else f"{self.titles[field]} is empty"
            )
        return value or ""

    def upn(self, field: str = "upn") -> str:
        """A pupil's number. A wrong check letter or an unknown authority is a warning only."""
        number = normalise_upn(self.text(field, needed=True))
        if not number:
            return ""
        if len(number) > UPN_LENGTH:
            self.error(field, upn_problem(number) or "")
        elif doubt := upn_problem(number) or upn_warning(number):
            self.warn(field, f"{quoted(number)}: {doubt}")
        return number

    def email(self, field: str) -> str:
        """An address on one line; one that cannot be an address is left out with a warning."""
        text = self.raw(field).strip()
        if any(not character.isprintable() for character in text):
            self.error(field, "Write the email address on one line, with nothing else in the cell")
            return ""
        if text and (len(text) > EMAIL_LIMIT or not EMAIL.fullmatch(text)):
            self.warn(field, f"{quoted(text)} is not an email address and was left out")
            return ""
        return text

    def phone(self, field: str, *, mobile: bool = False) -> str:
        """A UK number in its stored form; any other is left out with a warning, the contact stays."""
        text = self.text(field)
        if not text:
            return ""
        if problem := uk_phone_problem(text, mobile=mobile):
            self.warn(field, f"{problem}. {quoted(text)} was left out")
            return ""
        return normalise_phone(text)

    def address(self) -> str:
        """The address columns as lines of one text."""
        lines = (self.text(f"address_{number}", limit=LINE_LIMIT) for number in (1, 2, 3, 4))
        return "\n".join(line for line in lines if line)

    def postcode(self, field: str = "postcode") -> str:
        return self.text(field, limit=POSTCODE_LIMIT).upper()


def each_row(rows: Iterable[tuple[int, list[str]]], columns: ColumnMap, problems: Problems) -> Iterator[Row]:
    """The rows of a file ready to be read; one with cells beyond the headings is told and left out."""
    positions = columns.positions
    titles = {field.name: field.title for field in FIELDS[columns.kind]}
    width = len(columns.headings)
    for number, cells in rows:
        if len(cells) > width and any(cells[width:]):
            problems.error(number, "", too_many_cells(len(cells), width))
        else:
            yield Row(number, cells, positions, titles, problems)


def too_many_cells(cells: int, headings: int) -> str:
    """The sentence about a row in which an unquoted comma has moved the cells."""
    advice = "Put text that holds a comma in quotation marks"
    return f"This row has {cells} cells under {headings} headings. {advice}"


def clean_cell(text: str) -> str:
    """`clean_text` with a short way for plain cells, and without the guard of our own exports."""
    is_plain = text.isascii() and text.isprintable()
    text = " ".join(text.split()) if is_plain else clean_text(text)
    return GUARDED.sub("", text, count=1) if text.startswith("'") else text
