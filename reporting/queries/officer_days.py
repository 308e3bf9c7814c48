"""Today for whoever follows registers beyond their own: figures, absences, N codes, registers not in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction

from django.urls import reverse

from accounts.roles import Permission
from attendance.metrics import percent
from attendance.models import AlertKind
from attendance.queries.alerts import AlertLine, open_alerts
from attendance.queries.first_day.n_codes import NCode, WaitingNCodes, n_codes_waiting
from attendance.queries.registers.board import BoardRow, day_board, of_session
from reporting.queries.mornings import AbsentPupil, SessionFigures, morning
from reporting.tiles import LEAST_SESSIONS, Tile
from schools.access import Rights
from schools.moments import Moment
from schools.queries.school_days import SchoolDayNow, school_day_now
from schools.wording import count_words, day_words, time_words


@dataclass(frozen=True)
class OfficerToday:
    """The first page of an attendance officer, the office, a pastoral lead, a head or a safeguarding lead."""

    date_words: str
    line: str
    as_of: str
    day_problem: str
    none_absent: str
    none_missing: str
    tiles: list[Tile]
    absent: list[AbsentPupil]
    absent_words: str
    absent_more_url: str
    n_codes: list[NCode]
    n_words: str
    missing: list[BoardRow]
    missing_words: str
    here: list[AlertLine]


def officer_today(rights: Rights, *, now: datetime) -> OfficerToday:
    """Today for the pupils and registers that the person may see: eight statements, whatever their number."""
    day = school_day_now(rights.school, now)
    waiting = n_codes_waiting(rights, day)
    moment = day.moment
    here = [line for line in open_alerts(rights, on=day.on) if line.kind == AlertKind.HERE]
    if day.problem:
        return _page(day, [], [], waiting, here, absent=[], absent_words="", more_url="")
    board = of_session(
        day_board(rights, Permission.REGISTER_VIEW, on=day.on, times=moment.times, now=now), moment.session
    )
    so_far = morning(rights, day)
    tiles = [_registers_tile(board, moment), *_figure_tiles(so_far.figures, moment), _n_tile(waiting)]
    left_out = so_far.figures.unexplained - len(so_far.absent)
    return _page(
        day,
        board,
        tiles,
        waiting,
        here,
        absent=so_far.absent,
        absent_words=_absent_words(so_far.figures, left_out),
        more_url=reverse("registers", args=[rights.school.slug]) if left_out else "",
    )


def _page(
    day: SchoolDayNow,
    board: list[BoardRow],
    tiles: list[Tile],
    waiting: WaitingNCodes,
    here: list[AlertLine],
    *,
    absent: list[AbsentPupil],
    absent_words: str,
    more_url: str,
) -> OfficerToday:
    missing = [row for row in board if not row.is_in]
    return OfficerToday(
        date_words=day_words(day.on),
        line=day_line(day),
        as_of=time_words(day.moment.now),
        day_problem=day.problem,
        none_absent=day.moment.opening_words() or _none_absent(missing),
        none_missing=day.moment.opening_words() or "Every register is in.",
        tiles=tiles,
        absent=absent,
        absent_words=absent_words,
        absent_more_url=more_url,
        n_codes=waiting.oldest,
        n_words=_n_words(waiting),
        missing=missing,
        missing_words=f"{len(missing)} of {len(board)}" if board else "",
        here=here,
    )


def _none_absent(missing: list[BoardRow]) -> str:
    """Before every register is in, nobody can say that all absences are explained."""
    return "No absence without a reason so far." if missing else "Nobody is absent without a reason."


def day_line(day: SchoolDayNow) -> str:
    """Where the day stands: "Morning session. Registers close in 6 min (09:15). Spring 2, week 3."."""
    moment = day.moment
    parts = []
    if not day.problem:
        state = moment.opening_words() or f"Registers {moment.closing_words(moment.session)}"
        parts = [f"{moment.session.words.capitalize()} session", state]
    return "".join(f"{part}. " for part in [*parts, day.half_term_words] if part).strip()


def _registers_tile(board: list[BoardRow], moment: Moment) -> Tile:
    missing = sum(not row.is_in for row in board)
    late = "due" if moment.is_closed(moment.session) else "warn"
    return Tile(
        str(len(board) - missing),
        "Registers in",
        f"{missing} to chase" if missing else "none to chase",
        of=str(len(board)),
        tone=late if missing and moment.has_begun else "",
        href="#missing",
    )


def _figure_tiles(figures: SessionFigures, moment: Moment) -> list[Tile]:
    return [
        Tile(str(figures.attended), "Attending", _attending_note(figures), of=str(figures.possible)),
        Tile(
            str(figures.unexplained),
            "Unexplained",
            f"{figures.no_reason} marked N, {figures.unmarked} without a mark",
            tone="due" if figures.unexplained else "",
            href="#absent",
        ),
        Tile(str(figures.late), "Late so far", _late_note(figures, moment)),
    ]


def _attending_note(figures: SessionFigures) -> str:
    on_roll = f"{figures.on_roll} on roll"
    if figures.possible < LEAST_SESSIONS:
        return f"of those marked; {on_roll}"
    return f"{percent(Fraction(figures.attended, figures.possible))} of those marked; {on_roll}"


def _late_note(figures: SessionFigures, moment: Moment) -> str:
    if figures.after_close:
        return f"L; {figures.after_close} more after the close (U)"
    return "L, before the registers close" if not moment.is_closed(moment.session) else "L"


def _n_tile(waiting: WaitingNCodes) -> Tile:
    last = waiting.last_marks
    return Tile(
        str(waiting.marks),
        "N codes",
        f"{last} must become O today" if last else "none on its last day",
        tone="due" if last else "",
        href="#n-codes",
    )


def _n_words(waiting: WaitingNCodes) -> str:
    shown = len(waiting.oldest)
    words = f"the oldest {shown} of {waiting.lines}" if shown < waiting.lines else str(waiting.lines)
    return f"{words}, {waiting.last_lines} on the last day or over" if waiting.last_lines else words


def _absent_words(figures: SessionFigures, left_out: int) -> str:
    words = count_words(figures.unexplained, "pupil")
    return f"{words}, the first {figures.unexplained - left_out} here" if left_out else words
