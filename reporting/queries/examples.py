"""Invented figures and rows for the page that shows each component once."""

from __future__ import annotations

from datetime import date

from attendance.queries.registers.pages import RegisterPage
from attendance.queries.registers.rows import RegisterRow, StripCell, StripDay
from attendance.register_state import RegisterState
from reporting.tiles import Tile

PRESENT = StripCell("/", "pres", "present")
ILL = StripCell("I", "auth", "illness")
LATE = StripCell("L", "late", "late")
WEEK = [StripDay("a day", PRESENT, PRESENT)] * 4
STRIP = [[*WEEK, StripDay("a day", LATE, PRESENT)], [StripDay("a day", ILL, ILL), *WEEK]]


def example_tiles() -> list[Tile]:
    """One tile of each tone."""
    return [
        Tile("27/31", "Registers in", "4 to chase", tone="warn"),
        Tile("94.1%", "Present", "of 861 marked"),
        Tile("14", "Absent, no reason", "3 not in since Monday", tone="due"),
    ]


def example_register() -> RegisterPage:
    """A register of four rows: to mark, late, set by the office, and closed with a way to amend."""
    rows = [
        _row(1, "Adeyemi", "Tobi"),
        _row(2, "Davies", "Rhys", code="L", css="late", minutes=9, note="9 min late, 08:49"),
        _row(3, "Fletcher", "Poppy", code="V", css="eoa", note="Dance festival, Ms Roe", locked=True),
        _row(4, "Williams", "Kian", code="N", css="n", locked=True, amend_url="#main"),
    ]
    words = ("teacher", "room", "closes_at", "closes_in_words", "submitted_words", "read_only_reason")
    addresses = ("url_am", "url_pm", "save_url", "submit_url", "print_url", "history_url")
    return RegisterPage(
        group_name="8HW",
        group_id=0,
        date=date(2027, 3, 9),
        session="AM",
        date_words="Tuesday 9 March",
        session_words="morning",
        state=RegisterState.PART,
        may_save=True,
        may_amend=False,
        day_problem="",
        legal_note="",
        present_letter="/",
        version=0,
        rows=rows,
        picker=[],
        teacher_letters=("/", "\\", "L", "N"),
        classroom=False,
        **dict.fromkeys(words, ""),
        **dict.fromkeys(addresses, "#main"),
    )


def _row(
    number: int,
    surname: str,
    forename: str,
    *,
    code: str = "",
    css: str = "",
    minutes: int | None = None,
    note: str = "",
    locked: bool = False,
    amend_url: str = "",
) -> RegisterRow:
    return RegisterRow(
        number=number,
        pupil_id=number,
        surname=surname,
        forename=forename,
        code=code,
        css=css,
        minutes=minutes,
        version=1 if code else 0,
        source="register",
        note=note,
        set_words=f"{code} at 08:49 by Ms Okafor" if code else "",
        flags=[("SEN K", "SEN support")] if number == 1 else [],
        strip=STRIP,
        strip_words="Last 10 school days: 17 present, 1 late and 2 authorised",
        locked=locked,
        amend_url=amend_url,
    )
