"""Today for whoever follows registers beyond their own: figures, absences, N codes, registers not in."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from accounts.roles import Permission
from attendance.metrics import percent
from attendance.models import AlertKind
from attendance.queries.alerts import AlertLine, open_alerts
from attendance.queries.first_day.call_list import CallList
from attendance.queries.first_day.n_codes import NCode, WaitingNCodes, n_codes_waiting
from attendance.queries.lines.told import ToldLines, told_lines
from attendance.queries.messages.silence import Silence
from attendance.queries.registers.board import BoardRow, day_board, of_session
from reporting.queries.due_today import DueToday, due_today, overdue_words
from reporting.queries.mornings import SessionFigures, session_figures
from reporting.queries.movement_panels import MovementPanel, movement_panel
from reporting.tiles import Tile
from schools.access import Rights
from schools.moments import Moment
from schools.queries.school_days import SchoolDayNow
from schools.wording import count_words, day_words, time_words

# The page of N codes has them all.
MOST_N_CODES = 12
# The board has them all.
MOST_MISSING = 8
# A percentage of so few marks misleads.
LEAST_SESSIONS = 10


@dataclass(frozen=True)
class OfficerToday:
    """The first page of an attendance officer, the office, a pastoral lead or a head.

    `calls` is None for who does no first-day work; `figures` and the board are those within reach.
    """

    date_words: str
    line: str
    as_of: str
    day_problem: str
    none_absent: str
    none_missing: str
    tiles: list[Tile]
    calls: CallList | None
    call_words: str
    due: DueToday
    n_codes: list[NCode]
    n_words: str
    n_problem: str
    missing: list[BoardRow]
    more_missing: int
    missing_words: str
    here: list[AlertLine]
    stopped: Silence | None
    lines_told: ToldLines
    movement: MovementPanel | None


def officer_today(
    rights: Rights, day: SchoolDayNow, calls: CallList | None, stopped: Silence | None, *, with_course: bool
) -> OfficerToday:
    """Today for the pupils and registers that the person may see: twenty statements at most.

    `calls` is the list as `show_call_list` opened it: its reads are written down. `stopped` says that no
    message goes out.
    """
    moment = day.moment
    waiting = n_codes_waiting(rights, day, most=MOST_N_CODES)
    due = due_today(rights, day)
    board: list[BoardRow] = []
    tiles: list[Tile] = []
    if not day.problem:
        found = day_board(rights, Permission.REGISTER_VIEW, on=day.on, times=moment.times, now=moment.now)
        board = of_session(found, moment.session)
        figures = session_figures(rights, day)
        tiles = [
            _registers_tile(board, moment),
            _attending_tile(figures),
            _contact_tile(figures, calls),
            _n_tile(waiting),
            _late_tile(figures, moment),
            _due_tile(due),
        ]
    missing = [row for row in board if not row.is_in]
    return OfficerToday(
        date_words=day_words(day.on),
        line=day_line(day),
        as_of=time_words(moment.now),
        day_problem=day.problem,
        none_absent=moment.opening_words() or _none_absent(missing),
        none_missing=moment.opening_words() or "Every register is in.",
        tiles=tiles,
        calls=calls,
        call_words=call_words(calls),
        due=due,
        n_codes=waiting.oldest,
        n_words=_n_words(waiting),
        n_problem=waiting.problem,
        missing=missing[:MOST_MISSING],
        more_missing=max(0, len(missing) - MOST_MISSING),
        missing_words=f"{len(missing)} of {len(board)}" if board else "",
        here=[line for line in open_alerts(rights, on=day.on) if line.kind == AlertKind.HERE],
        stopped=stopped,
        lines_told=told_lines(rights),
        movement=movement_panel(rights, on=day.on, with_course=with_course),
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


def _attending_tile(figures: SessionFigures) -> Tile:
    return Tile(str(figures.attended), "Attending", _attending_note(figures), of=str(figures.possible))


def _contact_tile(figures: SessionFigures, calls: CallList | None) -> Tile:
    """How many pupils to ring about, and in how many calls; for who rings nobody, the unexplained."""
    if calls is None:
        note = f"{figures.no_reason} marked N, {figures.unmarked} without a mark"
        return Tile(str(figures.unexplained), "Unexplained", note, tone="due" if figures.unexplained else "")
    parts = [f"pupils in {count_words(calls.calls, 'call')}"]
    parts += [f"{calls.first_priority} priority 1"] if calls.first_priority else []
    parts += [f"{figures.unmarked} without a mark"] if figures.unmarked else []
    note = ", ".join(parts) if calls.calls else "nobody to ring"
    tone = "due" if calls.unexplained else ""
    return Tile(str(calls.unexplained), "First-day contact", note, tone=tone, href="#calls")


def _late_tile(figures: SessionFigures, moment: Moment) -> Tile:
    return Tile(str(figures.late), "Late so far", _late_note(figures, moment))


def _due_tile(due: DueToday) -> Tile:
    tone = "due" if due.overdue else "warn" if due.count else ""
    return Tile(str(due.count), "Due today", overdue_words(due), tone=tone, href="#due")


def _attending_note(figures: SessionFigures) -> str:
    on_roll = f"{figures.on_roll} on roll"
    if figures.possible < LEAST_SESSIONS:
        return f"of those marked; {on_roll}"
    return f"{percent(Fraction(figures.attended, figures.possible))}; {on_roll}"


def _late_note(figures: SessionFigures, moment: Moment) -> str:
    if figures.after_close:
        return f"L; {figures.after_close} more after the close (U)"
    return "L, before the registers close" if not moment.is_closed(moment.session) else "L"


def _n_tile(waiting: WaitingNCodes) -> Tile:
    last = waiting.last_marks
    return Tile(
        str(waiting.marks),
        "N codes",
        f"sessions, {last or 'none'} on the last day",
        tone="due" if last else "",
        href="#n-codes",
    )


def _n_words(waiting: WaitingNCodes) -> str:
    """The sessions, as in the tile, and how many lines are shown: a line is a pupil's day."""
    shown = len(waiting.oldest)
    words = count_words(waiting.marks, "session")
    if waiting.last_marks:
        words += f", {waiting.last_marks} on the last day or over"
    return f"{words}. The oldest {shown} lines of {waiting.lines}" if shown < waiting.lines else words


def call_words(calls: CallList | None) -> str:
    """How many calls wait: "14 calls to do", and how many of them stand here; empty without a list."""
    if calls is None:
        return ""
    words = f"{count_words(calls.shown, 'call')} to do"
    return f"{words}, the first {len(calls.rows)} here" if calls.more else words
