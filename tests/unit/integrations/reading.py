"""Small files written in a test, read as the importer reads them."""

from datetime import date

from integrations.mis.csv.client import Table, read_table
from integrations.mis.csv.fields import Kind
from integrations.mis.csv.headings import ColumnMap, guess
from integrations.mis.csv.mapping.contacts import ContactRow, read_contacts
from integrations.mis.csv.mapping.problems import Problems
from integrations.mis.csv.mapping.pupils import PupilRow, read_pupils

TODAY = date(2027, 3, 9)
TOBI = "C886399918001"
ZARA = "R886399918002"
PUPIL = {
    "UPN": TOBI,
    "Legal Surname": "Adeyemi",
    "Legal Forename": "Tobi",
    "Sex": "M",
    "Date of Birth": "26/05/2014",
    "Year Group": "8",
    "Date of Admission": "03/09/2025",
}
CONTACT = {
    "UPN": TOBI,
    "Relationship": "Mother",
    "Forename": "Folasade",
    "Surname": "Adeyemi",
    "Mobile": "07700 900101",
}


def table_of(*rows: dict[str, str]) -> Table:
    """A table whose headings are the keys of the first row."""
    lines = [list(rows[0]), *(list(row.values()) for row in rows)]
    text = "".join(
        ",".join(f'"{cell.replace(chr(34), chr(34) * 2)}"' for cell in line) + "\r\n" for line in lines
    )
    return read_table(text.encode())


def columns_of(table: Table, kind: Kind) -> ColumnMap:
    columns = guess(table.headings, kind)
    assert columns.sentences == ()
    return columns


def pupils(*changes: dict[str, str], today: date = TODAY) -> tuple[list[PupilRow], Problems]:
    """Rows of a pupils file, each Tobi Adeyemi with some cells changed."""
    headings = dict.fromkeys((heading for change in changes for heading in change), "")
    table = table_of(*(headings | PUPIL | change for change in changes))
    problems = Problems()
    return read_pupils(table.rows(), columns_of(table, Kind.PUPILS), problems, today=today), problems


def contacts(*changes: dict[str, str]) -> tuple[list[ContactRow], Problems]:
    """Rows of a contacts file, each Tobi's mother with some cells changed."""
    headings = dict.fromkeys((heading for change in changes for heading in change), "")
    table = table_of(*(headings | CONTACT | change for change in changes))
    problems = Problems()
    rows = read_contacts(table.rows(), columns_of(table, Kind.CONTACTS), problems, upns={TOBI, ZARA})
    return rows, problems


def told(problems: Problems) -> list[tuple[int, str, str]]:
    """What a person reads of the errors: row, column, sentence."""
    return [(problem.row, problem.field, problem.sentence) for problem in problems.errors]


def doubts(problems: Problems) -> list[str]:
    """The sentences of the warnings."""
    return [problem.sentence for problem in problems.warnings]
