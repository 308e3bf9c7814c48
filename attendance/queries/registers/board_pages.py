"""The page of a day's registers: what is missing first, a filter for each state, and the days around."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from urllib.parse import urlencode

from django.db.models import Max, Min, Q
from django.urls import reverse

from accounts.roles import Permission
from attendance.access import is_office
from attendance.queries.registers.board import BoardRow, day_board, of_session
from attendance.queries.registers.missing import GroupMissing, past_missing
from schools.access import Rights
from schools.calendar import Session
from schools.models import School, SchoolDay
from schools.queries.calendar import school_day, times_on, why_closed
from schools.wording import count_words, day_words, time_words

# Each filter with its words and the registers that it shows, in the order of the page.
FILTERS: dict[str, tuple[str, Callable[[BoardRow], bool]]] = {
    "overdue": ("Late and not in", lambda row: row.is_late),
    "not_started": ("Not started", lambda row: row.state == "not_started"),
    "part": ("Part marked", lambda row: row.state == "part"),
    "marked": ("Marked, not submitted", lambda row: row.state == "marked"),
    "submitted": ("Submitted", lambda row: row.is_in and row.state not in ("late", "school_closed")),
    "late": ("Submitted late", lambda row: row.state == "late"),
    "school_closed": ("School closed", lambda row: row.state == "school_closed"),
}
STATE_ORDER = ("not_started", "part", "marked", "ahead")


@dataclass(frozen=True)
class BoardFilter:
    """A link that shows the registers of one state, with how many there are."""

    label: str
    count: int
    url: str
    active: bool


@dataclass(frozen=True)
class BoardSession:
    """The registers of one session: the missing first, the late of them at the top."""

    session: Session
    rows: list[BoardRow]
    shown: list[BoardRow]
    remind_url: str

    @property
    def words(self) -> str:
        """The session's word."""
        return self.session.words

    @property
    def is_in(self) -> int:
        """How many of them are in."""
        return sum(row.is_in for row in self.rows)

    @property
    def to_remind(self) -> int:
        """How many of the missing can be reminded of now."""
        return sum(row.may_be_reminded for row in self.rows)


@dataclass(frozen=True)
class BoardPage:
    """Everything that the page of a day's registers shows."""

    on: date
    today: date
    date_words: str
    as_of: str
    day_problem: str
    sessions: list[BoardSession]
    session_now: Session | None
    filters: list[BoardFilter]
    state: str
    may_remind: bool
    previous_url: str
    next_url: str
    past: list[GroupMissing]
    past_more: int

    @property
    def past_words(self) -> str:
        """How many registers of past days are not in."""
        return count_words(sum(len(line.registers) for line in self.past) + self.past_more, "register")


def board_page(rights: Rights, *, on: date, state: str, now: datetime, with_past: bool) -> BoardPage:
    """The registers of a day within reach: six statements, whatever their number.

    `state` is a key of FILTERS, or anything else for all. `with_past` adds the registers of the last school
    days that are not in, which stand on the page of today alone.
    """
    school, today = rights.school, now.date()
    times = times_on(school, on)
    meets = school_day(school, on) is not None
    board = day_board(rights, Permission.REGISTER_VIEW, on=on, times=times, now=now) if meets else []
    state = state if state in FILTERS else ""
    may_remind = is_office(rights) and on == today
    before, after = _days_around(school, on, today)
    past, past_more = past_missing(rights, before=on) if with_past and on == today else ([], 0)
    return BoardPage(
        on=on,
        today=today,
        date_words=day_words(on, year=on.year != now.year),
        as_of=time_words(now),
        day_problem="" if meets else why_closed(school, on),
        sessions=[
            _session(school, on, half, rows, state) for half in Session if (rows := of_session(board, half))
        ],
        session_now=times.session_at(now) if times and on == today else None,
        filters=_filters(school, on, today, board, state),
        state=state,
        may_remind=may_remind,
        previous_url=_url(school, before, today) if before else "",
        next_url=_url(school, after, today) if after else "",
        past=past,
        past_more=past_more,
    )


def _session(school: School, on: date, half: Session, rows: list[BoardRow], state: str) -> BoardSession:
    shown = filter(FILTERS[state][1], rows) if state else rows
    return BoardSession(
        session=half,
        rows=rows,
        shown=sorted(shown, key=_place),
        remind_url=reverse("registers_remind", args=[school.slug, on, half]),
    )


def _place(row: BoardRow) -> tuple[bool, bool, int]:
    """Missing before in, late before the rest, and the least marked first; the order of names stays."""
    order = STATE_ORDER.index(row.state) if row.state in STATE_ORDER else len(STATE_ORDER)
    return row.is_in, not row.is_late, order


def _filters(school: School, on: date, today: date, board: list[BoardRow], state: str) -> list[BoardFilter]:
    """All registers of the day, and each state that some register is in or that is being looked at."""
    every = BoardFilter("All", len(board), _url(school, on, today), active=not state)
    counted = ((key, words, sum(map(shows, board))) for key, (words, shows) in FILTERS.items())
    return [
        every,
        *(
            BoardFilter(words, count, _url(school, on, today, state=key), active=key == state)
            for key, words, count in counted
            if count or key == state
        ),
    ]


def _url(school: School, on: date, today: date, *, state: str = "") -> str:
    """The page of a day; today is the page without a date."""
    asked = {"date": on.isoformat()} if on != today else {}
    asked |= {"state": state} if state else {}
    address = reverse("registers", args=[school.slug])
    return f"{address}?{urlencode(asked)}" if asked else address


def _days_around(school: School, on: date, today: date) -> tuple[date | None, date | None]:
    """The school day before a day and the one after it, which is not yet to come: one statement."""
    found = SchoolDay.objects.filter(school=school).aggregate(
        before=Max("date", filter=Q(date__lt=on)),
        after=Min("date", filter=Q(date__gt=on, date__lte=today)),
    )
    return found["before"], found["after"]
