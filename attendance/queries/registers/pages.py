"""The register page and the board of a day's registers."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from django.db import connection
from django.utils import timezone

from accounts.roles import Permission
from attendance.access import is_office
from attendance.classroom import OFFICE, SHOWN, plain_mark
from attendance.code_rules import code_warnings, n_words
from attendance.codes import NO_REASON, Code, code_of, codes_on, find_code, present_letter
from attendance.models import MarkSource
from attendance.queries.register_links import amend_url, register_url
from attendance.queries.registers.frame import RegisterFrame
from attendance.queries.registers.on_register import ON_REGISTER
from attendance.queries.registers.rows import RegisterRow, register_rows
from attendance.register_state import RegisterState, count_marks, register_state
from attendance.reply_words import home_words
from schools.access import Rights
from schools.calendar import Session
from schools.wording import day_words, list_words, minutes_words, short_day_words, time_words

TAKEN = {RegisterState.SUBMITTED, RegisterState.LATE, RegisterState.IMPORTED}
OFFICE_SOURCES = {MarkSource.OFFICE, MarkSource.IMPORT}


@dataclass(frozen=True)
class PickerCode:
    """A code in the list of the register's code picker."""

    letter: str
    title: str
    css: str
    allowed: bool


@dataclass(frozen=True)
class RegisterPage:
    """Everything that the register page shows."""

    group_name: str
    group_id: int
    date: date
    session: str
    date_words: str
    session_words: str
    teacher: str
    room: str
    closes_at: str
    closes_in_words: str
    state: RegisterState
    submitted_words: str
    may_save: bool
    may_amend: bool
    read_only_reason: str
    day_problem: str
    legal_note: str
    present_letter: str
    version: int
    rows: list[RegisterRow]
    picker: list[PickerCode]
    teacher_letters: tuple[str, ...]
    url_am: str
    url_pm: str
    save_url: str
    submit_url: str
    print_url: str
    history_url: str
    classroom: bool = False

    @property
    def total(self) -> int:
        """Pupils on the register."""
        return len(self.rows)

    @property
    def marked(self) -> int:
        """Pupils with a mark."""
        return sum(1 for row in self.rows if row.code)

    @property
    def office_count(self) -> int:
        """Codes that the office set before the teacher came."""
        letters = self.teacher_letters
        return sum(1 for row in self.rows if row.source == "office" and row.code not in letters)

    @property
    def takes_marks(self) -> bool:
        """Whether this person can still mark or submit it: it is neither submitted nor wholly imported."""
        return self.may_save and self.state not in TAKEN

    @property
    def may_overrule(self) -> bool:
        """Whether "Here?" is offered on it: while it takes marks, and from its submission to its close."""
        return self.may_save and self.state != "imported"


def register_page(
    frame: RegisterFrame, rights: Rights, *, refusal: str, now: datetime, classroom: bool = False
) -> RegisterPage:
    """The register page: two statements beyond its frame.

    `refusal` is why this person may not mark it; empty when they may. In `classroom` mode it tells no flag,
    note, strip or reason.
    """
    told = _rows(frame, rights, refusal, now, classroom)
    rows = [plain_row(row) for row in told] if classroom else told
    may_amend = is_office(rights)
    school = rights.school

    def url(part: str, school_session: Session = frame.session) -> str:
        return register_url(school.slug, frame.date, frame.group.pk, school_session, part)

    return RegisterPage(
        group_name=frame.group.name,
        group_id=frame.group.pk,
        date=frame.date,
        session=frame.session.name,
        date_words=day_words(frame.date),
        session_words=frame.session.words,
        teacher=frame.teacher,
        room=frame.group.room,
        closes_at=time_words(frame.closes_at) if frame.closes_at else "",
        closes_in_words=closing_words(frame, now),
        state=_state(frame, told),
        submitted_words=submitted_words(frame),
        may_save=not refusal and frame.is_school_day,
        may_amend=may_amend,
        read_only_reason=refusal,
        day_problem=day_problem(frame),
        legal_note=school.legal_register_note,
        present_letter=present_letter(frame.session),
        version=_version(now),
        rows=rows,
        picker=picker(frame, office=may_amend, classroom=classroom),
        teacher_letters=frame.teacher_letters,
        url_am=url("register", Session.AM),
        url_pm=url("register", Session.PM),
        save_url=url("register_save"),
        submit_url=url("register_submit"),
        print_url="" if classroom else url("register_print"),
        history_url=url("register_history")
        if rights.has(Permission.ATTENDANCE_HISTORY) and not classroom
        else "",
        classroom=classroom,
    )


def _rows(
    frame: RegisterFrame, rights: Rights, refusal: str, now: datetime, classroom: bool
) -> list[RegisterRow]:
    office = is_office(rights)
    may_change = _may_change(frame, refusal, office, now)
    closed = frame.is_closed(now)
    rows = register_rows(
        frame,
        with_flags=rights.has(Permission.SUPPORT_FACTS_VIEW) and not classroom,
        with_strip=rights.has(Permission.ATTENDANCE_HISTORY) and not classroom,
    )
    overdue = n_words(frame.date, frame.days_after, now.date(), frame.n_limit)
    tells = _tells_reasons(frame, rights)
    return [
        _locked(
            _answered(_due(row, overdue), now, tells),
            frame,
            closed=closed,
            office=office,
            may_change=may_change,
        )
        for row in rows
    ]


def _due(row: RegisterRow, overdue: str) -> RegisterRow:
    """The row with what is due for an N past its last day. Nothing is changed for anybody."""
    is_due = overdue and not row.note and row.code == code_of(NO_REASON).letter
    return replace(row, note=overdue) if is_due else row


def _tells_reasons(frame: RegisterFrame, rights: Rights) -> bool:
    """Whether this person may know what families answered about the group's pupils; no statement."""
    years = rights.years(Permission.FIRST_DAY_WORK)
    return rights.has_for_school(Permission.FIRST_DAY_WORK) or frame.group.year_group in years


def _answered(row: RegisterRow, now: datetime, tells_reason: bool) -> RegisterRow:
    """The row with what the family has answered, before any other note. A teacher learns no reason."""
    if row.home is None:
        return row
    said = home_words(row.home.reason, row.home.at, now.date(), tells_reason=tells_reason)
    return replace(row, note=f"{said}. {row.note}" if row.note else said)


def plain_row(row: RegisterRow) -> RegisterRow:
    """A row for a class: no flag, note, minutes or strip; the office's mark is locked without its letter."""
    letter, css = plain_mark(row.code, row.css)
    hidden = letter == OFFICE
    return replace(
        row,
        code=letter,
        css=css,
        minutes=None,
        note="",
        set_words="set by the office" if hidden else row.set_words,
        flags=[],
        strip=[],
        strip_words="",
        locked=row.locked or hidden,
        amend_url="",
    )


def _may_change(frame: RegisterFrame, refusal: str, may_amend: bool, now: datetime) -> bool:
    before_close = frame.closes_at is not None and now < frame.closes_at
    return not refusal and (may_amend or before_close)


def _locked(
    row: RegisterRow, frame: RegisterFrame, *, closed: bool, office: bool, may_change: bool
) -> RegisterRow:
    """The row with its lock: a closed mark changes only by amendment, an office code only by the office.

    Until its close a teacher may say "Here?" on a submitted register too: the pupil stands there.
    """
    if not row.code:
        return row
    office_code = not office and row.source in OFFICE_SOURCES and row.code not in frame.teacher_letters
    may_overrule = office_code and may_change and _is_away(row, frame)
    if not closed:
        return replace(row, locked=office_code, may_overrule=may_overrule)
    url = ""
    if may_change and not office_code:
        url = amend_url(frame.group.school.slug, frame.date, frame.group.pk, frame.session, row.pupil_id)
    return replace(row, locked=True, amend_url=url, may_overrule=may_overrule)


def _is_away(row: RegisterRow, frame: RegisterFrame) -> bool:
    """Whether the row's code says that the pupil is not at this school when the register is taken."""
    code = find_code(row.code, frame.date)
    return code is not None and not code.here


def _version(now: datetime) -> int:
    """A number that rises with time, in microseconds: the page asks later for marks newer than it."""
    return int(now.timestamp() * 1_000_000)


def _state(frame: RegisterFrame, rows: Sequence[RegisterRow]) -> RegisterState:
    codes = [(find_code(row.code, frame.date), row.source) for row in rows]
    at = frame.submitted_at
    return register_state(
        count_marks((code.number if code else None, source) for code, source in codes),
        is_submitted=at is not None,
        is_late=at is not None and frame.closes_at is not None and at > frame.closes_at,
    )


def closing_words(frame: RegisterFrame, now: datetime) -> str:
    """When the register closes, in words: "in 26 min"."""
    minutes = frame.minutes_to_close(now)
    if minutes is not None and frame.date == now.date():
        return f"in {minutes_words(minutes)}"
    return "" if minutes is not None else "closed"


def submitted_words(frame: RegisterFrame) -> str:
    """Who submitted the register and when; empty before."""
    if frame.submitted_at is None:
        return ""
    on = frame.submitted_at.date()
    day = "" if on == frame.date else f"{short_day_words(on)} "
    return f"Submitted {day}{time_words(frame.submitted_at)} by {frame.submitted_by}"


def day_problem(frame: RegisterFrame) -> str:
    """Why there is nothing to mark on this day; empty on a school day."""
    if frame.is_school_day:
        return ""
    day = day_words(frame.date, year=True)
    return f"School is closed on {day}: {frame.closure}" if frame.closure else f"School is closed on {day}"


def picker(frame: RegisterFrame, *, office: bool, classroom: bool = False) -> list[PickerCode]:
    """The codes in force for a register's session and day, each with whether this person may set it.

    In `classroom` mode nobody sets a reason.
    """
    return [
        PickerCode(
            code.letter,
            code.title,
            code.code_class.css,
            allowed=may_set(code, office=office, letters=frame.teacher_letters)
            and (not classroom or code.letter in SHOWN),
        )
        for code in codes_on(frame.date)
        if frame.session in code.sessions and not code.is_administrative
    ]


def may_set(code: Code, *, office: bool, letters: Collection[str]) -> bool:
    """Whether a person may set a code: the office any national code, others those that the school chose."""
    return office or code.letter in letters


def doubts_of(frame: RegisterFrame, letter: str, *, today: date) -> list[str]:
    """Doubts about a code that may stand on a register: sentences, and never a refusal."""
    code = find_code(letter, frame.date)
    if code is None:
        return []
    year_group = frame.group.year_group
    return code_warnings(
        code,
        frame.date,
        year_group=year_group,
        school_days=frame.days_after,
        today=today,
        limit=frame.n_limit,
    )


def choice_words(letters: Sequence[str]) -> str:
    """What a teacher may choose, in a sentence: "present, L or N"."""
    strokes = {present_letter(half) for half in Session}
    return list_words(["present", *(letter for letter in letters if letter not in strokes)], last="or")


NEWER = f"""
SELECT m.pupil_id, m.code, m.minutes_late, m.version, coalesce(u.full_name, ''), m.set_at
FROM attendance_mark m
JOIN {ON_REGISTER} g ON g.pupil_id = m.pupil_id AND g.group_id = %(group)s
LEFT JOIN accounts_user u ON u.id = m.set_by_id
WHERE m.date = %(on)s AND m.session = %(session)s AND m.set_at > %(since)s
ORDER BY m.set_at
"""


@dataclass(frozen=True)
class NewerMark:
    """A mark that someone set since the page last looked."""

    pupil_id: int
    code: Code
    minutes: int | None
    version: int
    by: str
    set_at: datetime


def newer_marks(frame: RegisterFrame, since: datetime) -> list[NewerMark]:
    """Marks of a register set after an instant: one statement."""
    with connection.cursor() as cursor:
        cursor.execute(
            NEWER,
            {
                "group": frame.group.pk,
                "on": frame.date,
                "session": frame.session.value,
                "since": since,
            },
        )
        return [
            NewerMark(pupil, code_of(code), minutes, version, by, timezone.localtime(at))
            for pupil, code, minutes, version, by, at in cursor.fetchall()
        ]
