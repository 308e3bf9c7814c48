"""Taking a register: marks saved as they are pressed, and nothing overwritten."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from accounts.audit import acting, log_event
from accounts.models import User
from attendance.code_rules import (
    A_MINUTE,
    LETTERS_OF_FACTS,
    PART_TIME_LETTER,
    PupilFacts,
    Sitting,
    arrival_problem,
    code_problem,
    presence_problem,
)
from attendance.codes import LATE, LATE_AFTER_CLOSE, Code, code_of, find_code, present_letter
from attendance.models import MarkSource
from attendance.queries.pupil_facts import facts_of
from attendance.queries.registers.frame import RegisterFrame
from attendance.queries.registers.pages import choice_words, doubts_of, may_set
from attendance.services.alerts import raise_here_alerts
from attendance.services.mark_explanations import explain
from attendance.services.mark_outcomes import (
    HERE_REASON,
    Conflict,
    MarkChange,
    MarkProblem,
    SavedMark,
    SaveOutcome,
)
from attendance.services.mark_statements import CLEAR, SAVE, common_values
from schools.queries.rows import rows_of

__all__ = ["Conflict", "MarkChange", "MarkProblem", "SaveOutcome", "SavedMark", "save_marks"]

MOST_MINUTES = 240

Writes = Mapping[int, tuple[MarkChange, Code]]


@dataclass(frozen=True)
class _Saver:
    """Who saves a register, with which right, and when; `pressed` by the page's own clock."""

    frame: RegisterFrame
    by: User
    office: bool
    at: datetime
    pressed: Mapping[int, str]

    @property
    def before_close(self) -> bool:
        """Whether the register's close is still to come, submitted or not."""
        return self.frame.closes_at is not None and self.at < self.frame.closes_at

    def moment(self, pupil_id: int) -> datetime:
        """When a mark was chosen: now, but a press from before the close that waited for the network."""
        closes_at, pressed = self.frame.closes_at, self.pressed.get(pupil_id)
        if closes_at is None or pressed is None or self.at < closes_at:
            return self.at
        told = datetime.fromisoformat(pressed)
        return told if told < closes_at and told.date() == self.frame.date else self.at


def save_marks(
    frame: RegisterFrame,
    changes: Sequence[MarkChange],
    *,
    by: User,
    office: bool,
    at: datetime,
    pressed: Mapping[int, str] | None = None,
) -> SaveOutcome:
    """Save a page's changed marks in one transaction with its audit row.

    Marks of different pupils merge; a mark that changed since the page saw it
    is left alone and returned as a conflict. Sending the same marks twice
    changes nothing. A mark of a closed register is refused here: it changes by
    `amend_mark` alone, with a reason. A teacher who says that a pupil is here
    overrules the office's code until the close: it stays in the history, and the office is told.
    `pressed` is when each was pressed by the page's own clock (ISO, with its zone), which the audit row
    keeps: marks wait for a lost network.
    """
    saver = _Saver(frame, by, office, at, pressed or {})
    outcome = SaveOutcome()
    writes, clears, refused = _sort(saver, changes)
    if not writes and not clears and not refused:
        return outcome
    with transaction.atomic():
        unsettled = _carry_out(saver, writes, clears, outcome)
        if outcome.saved:
            log_event(
                "save",
                by=by,
                school=frame.group.school_id,
                tbl="attendance_register",
                obj=f"{frame.group.pk}/{frame.date}/{frame.session.name}",
                after={"marks": len(outcome.saved)} | ({"pressed": pressed} if pressed else {}),
            )
        if unsettled or refused:
            explain(frame, unsettled, refused, outcome, office=office)
    return outcome


def _sort(
    saver: _Saver, changes: Sequence[MarkChange]
) -> tuple[dict[int, tuple[MarkChange, Code]], dict[int, MarkChange], dict[int, str]]:
    """Changes that may be tried, as writes and clears, and why the others may not."""
    asked = {change.pupil_id: _named(saver, change) for change in changes}
    facts = _facts(saver.frame, asked.values())
    writes: dict[int, tuple[MarkChange, Code]] = {}
    clears: dict[int, MarkChange] = {}
    refused: dict[int, str] = {}
    for pupil_id, change in asked.items():
        if not change.letter:
            clears[pupil_id] = change
            continue
        code = find_code(change.letter, saver.frame.date)
        problem = _code_problem(saver, change, code, facts.get(pupil_id, PupilFacts()))
        if problem or code is None:
            refused[pupil_id] = problem
        else:
            writes[pupil_id] = (change, code)
    return writes, clears, refused


def _named(saver: _Saver, change: MarkChange) -> MarkChange:
    """The change with its letter as it is written; "Here?" without a letter is present."""
    # Only an empty text clears a mark: spaces are a code that nobody knows.
    letter = change.letter.strip().upper() or change.letter
    here = change.here and not saver.office
    return replace(change, letter=letter or (present_letter(saver.frame.session) if here else ""), here=here)


def _facts(frame: RegisterFrame, changes: Collection[MarkChange]) -> dict[int, PupilFacts]:
    """Facts of the pupils whose code depends on them; no statement where none does."""
    return facts_of(
        frame.group.school_id,
        [change.pupil_id for change in changes if change.letter in LETTERS_OF_FACTS],
        on=frame.date,
        session=frame.session,
        agreed_for=[change.pupil_id for change in changes if change.letter == PART_TIME_LETTER],
    )


def _code_problem(saver: _Saver, change: MarkChange, code: Code | None, facts: PupilFacts) -> str:
    frame = saver.frame
    if code is None or code.is_administrative:
        return "choose a code from the list"
    if not may_set(code, office=saver.office, letters=frame.teacher_letters):
        letters = choice_words(frame.teacher_letters)
        return f"the office sets {code.letter}. Choose {letters}, and tell the office"
    if change.here and not code.here:
        return 'a pupil who is here is present or late. Press "Here?" again'
    if change.minutes is not None and not 0 <= change.minutes <= MOST_MINUTES:
        return "give the minutes late as a number from 0 to 240"
    sitting, moment = Sitting(frame.date, frame.session, frame.times), saver.moment(change.pupil_id)
    return (
        code_problem(code, frame.date, frame.session, facts)
        or presence_problem(code, sitting, saver.at)
        or arrival_problem(code, sitting, minutes=change.minutes, now=moment, office=saver.office)
        or ""
    )


def _carry_out(
    saver: _Saver, writes: Writes, clears: Mapping[int, MarkChange], outcome: SaveOutcome
) -> dict[int, MarkChange]:
    """Write and clear marks; returns the changes that were left alone.

    An amendment has the reason of its act: each office code that is overruled is an act of its own.
    """
    elsewhere = _elsewhere(saver.frame, writes)
    plain = {pupil_id: sent for pupil_id, sent in writes.items() if pupil_id not in elsewhere}
    unsettled: dict[int, MarkChange] = {}
    if plain or clears or not elsewhere:
        acting(saver.by, at=saver.at)
        unsettled |= _write(saver, plain, outcome)
        unsettled |= _clear(saver, clears, outcome)
    for number in sorted(set(elsewhere.values())):
        acting(saver.by, at=saver.at, reason=f"{HERE_REASON}{code_of(number).letter} was set by the office")
        here = {pupil_id: writes[pupil_id] for pupil_id, code in elsewhere.items() if code == number}
        unsettled |= _write(saver, here, outcome, here=True)
    _tell_the_office(saver, {pupil: code for pupil, code in elsewhere.items() if pupil not in unsettled})
    return unsettled


def _elsewhere(frame: RegisterFrame, writes: Writes) -> dict[int, int]:
    """The office's code of each pupil whom a teacher says is here.

    The frame read it without a lock: a mark whose version the page no longer knows is left alone by the save.
    """
    return {
        pupil_id: number
        for pupil_id, (change, _) in writes.items()
        if change.here and (number := frame.office_codes.get(pupil_id)) is not None
        if not (code_of(number).here or code_of(number).letter in frame.teacher_letters)
    }


def _tell_the_office(saver: _Saver, codes: Mapping[int, int]) -> None:
    frame = saver.frame
    raise_here_alerts(
        group=frame.group, on=frame.date, session=frame.session, pupils=codes, by=saver.by, at=saver.at
    )


def _write(
    saver: _Saver, writes: Writes, outcome: SaveOutcome, *, here: bool = False
) -> dict[int, MarkChange]:
    """Write marks by one statement; returns the changes that it left alone."""
    if not writes:
        return {}
    sent = list(writes.values())
    minutes = {change.pupil_id: _minutes(saver, change, code) for change, code in sent}
    answers = rows_of(
        SAVE,
        common_values(saver.frame)
        | {
            "pupils": list(writes),
            "codes": [code.number for _, code in sent],
            "minutes": list(minutes.values()),
            "bases": [change.base_version for change, _ in sent],
            "here": list(writes) if here and saver.before_close else [],
            "source": (MarkSource.OFFICE if saver.office else MarkSource.REGISTER).value,
            "office": saver.office,
            "by": saver.by.pk,
            "now": saver.at,
        },
    )
    unsettled = {}
    for pupil_id, version in answers:
        change, code = writes[pupil_id]
        if version is None:
            unsettled[pupil_id] = change
            continue
        outcome.saved.append(SavedMark(pupil_id, code, minutes[pupil_id], version))
        doubts = doubts_of(saver.frame, code.letter, today=timezone.localtime(saver.at).date())
        outcome.warnings += [MarkProblem(pupil_id, words) for words in doubts]
    return unsettled


def _minutes(saver: _Saver, change: MarkChange, code: Code) -> int | None:
    """Minutes late: as sent, else by the clock since the session began; None for a code that is not late.

    Once the session is over the clock says nothing of when the pupil came.
    """
    frame = saver.frame
    if code.number not in (LATE, LATE_AFTER_CLOSE):
        return None
    if change.minutes is not None or frame.times is None:
        return change.minutes
    moment = saver.moment(change.pupil_id)
    if moment >= frame.times.ends_at(frame.date, frame.session):
        return None
    late = (moment - frame.times.starts_at(frame.date, frame.session)) // A_MINUTE
    return max(0, min(late, MOST_MINUTES))


def _clear(saver: _Saver, clears: Mapping[int, MarkChange], outcome: SaveOutcome) -> dict[int, MarkChange]:
    """Clear marks of an open register; returns the changes that it left alone."""
    if not clears:
        return {}
    values = {
        "pupils": list(clears),
        "bases": [change.base_version for change in clears.values()],
        "office": saver.office,
    }
    cleared = {pupil_id for (pupil_id,) in rows_of(CLEAR, common_values(saver.frame) | values)}
    outcome.saved.extend(SavedMark(pupil_id, None, None, 0) for pupil_id in cleared)
    return {pupil_id: change for pupil_id, change in clears.items() if pupil_id not in cleared}
