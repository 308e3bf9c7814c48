"""The printed table of codes."""

from attendance.code_table import code_table_markdown
from attendance.codes import CODES


def test_the_table_has_a_row_for_each_edition_of_each_code() -> None:
    lines = code_table_markdown().splitlines()
    assert len(lines) == len(CODES) + 2
    assert {line.count(" | ") for line in lines} == {9}, "ten cells in each row"
    for code, line in zip(CODES, lines[2:], strict=True):
        assert line.startswith(
            f"| `{code.letter}` | {code.number} | {code.title} | {code.code_class.title} |"
        )
        assert code.source in line


def test_the_table_says_who_sets_a_code_when_and_since_when() -> None:
    rows = {line.split("`")[1]: line for line in code_table_markdown().splitlines()[2:]}
    assert "| morning | teacher or office | 01/09/2006 |  |" in rows["/"]
    assert "| either | office | 19/08/2024 |  |" in rows["K"]
    assert "| either | old marks only | 01/09/2006 | 19/08/2024 |" in rows["H"]
    assert "| the calendar |" in rows["#"]
