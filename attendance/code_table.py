"""The reference table of codes, printed from the code editions for `docs/`. Pure."""

from attendance.codes import CODES, Code
from schools.calendar import Session

HEADINGS = ("Code", "Number", "Title", "Counts as", "Session", "Set by", "From", "Until", "When", "Source")


def code_table_markdown() -> str:
    """Every edition of every code as a Markdown table, in the order of the numbers."""
    ruled = [HEADINGS, ("---",) * len(HEADINGS), *(_cells(code) for code in CODES)]
    return "".join(f"| {' | '.join(cells)} |\n" for cells in ruled)


def _cells(code: Code) -> tuple[str, ...]:
    return (
        f"`{code.letter}`",
        str(code.number),
        code.title,
        code.code_class.title,
        "either" if len(code.sessions) == len(Session) else next(iter(code.sessions)).words,
        _set_by(code),
        f"{code.valid_from:%d/%m/%Y}",
        f"{code.valid_to:%d/%m/%Y}" if code.valid_to else "",
        code.condition,
        code.source,
    )


def _set_by(code: Code) -> str:
    if code.is_historic:
        return "old marks only"
    if code.letter == "#":
        return "the calendar"
    return "teacher or office" if code.teacher else "office"
