"""The code that an absence gets once its reason is known, by the ways in which the office sets codes."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

from accounts.roles import Permission
from attendance.access import get_group_for, is_office
from attendance.permit_times import place_of
from attendance.permits import PermitFacts
from attendance.queries.first_day.sessions import SeenMarks, SessionNow, seen_words, sessions_today
from attendance.queries.registers.frame import register_frame
from attendance.services.amendments import REASONS, amend_mark
from attendance.services.mark_outcomes import Conflict, MarkChange
from attendance.services.marks import save_marks
from attendance.services.permit_marks import hold_marks
from attendance.services.permits import grant_permit
from schools.access import Rights, get_pupil_for, whom_to_ask
from schools.queries.school_days import SchoolDayNow, school_day_now

KNOWN_NOW = REASONS[0]
LONGEST_GIST = 200
# What the register shows beside a code that a family's call has brought before its close.
RANG = "The family rang"


@dataclass(frozen=True)
class CodeClash:
    """A mark that is not as the form showed it, so that nothing was set: both, for a person to choose.

    `seen` is what stands now, for the form by which a person says that theirs is right after all.
    """

    pupil_id: int
    name: str
    yours: str
    words: str
    seen: str


@dataclass(frozen=True)
class CodesSet:
    """The sessions that got the code, and those that somebody changed meanwhile."""

    marked: list[SessionNow]
    clashes: list[CodeClash]


@dataclass(frozen=True)
class ReasonKnown:
    """What a family said of an absence of today: for whom, the code of it, and their words."""

    pupil_ids: tuple[int, ...]
    letter: str
    words: str


def may_set_codes(rights: Rights) -> bool:
    """Whether this person's word sets a code; without the right it is a proposal."""
    return rights.has_for_school(Permission.N_CODE_RESOLVE) or is_office(rights)


@transaction.atomic
def set_known_codes(
    *,
    rights: Rights,
    known: ReasonKnown,
    seen: SeenMarks | None,
    at: datetime,
    ahead: bool = False,
    overrule: bool = False,
) -> CodesSet:
    """Give each unexplained session of today the code, and leave alone what somebody changed meanwhile.

    `seen` is the version of each session as the form showed it; without it, what stands now counts as seen.
    N is amended, a blank of a closed register filled. With `ahead` a session that has no mark still is
    agreed for today as any code is: the teacher finds it set and locked. With `overrule` another mark than N
    is amended too, where `seen` has its version: the person was shown both. Raises ValidationError with the
    rule's sentence where the code may not stand.
    """
    if not may_set_codes(rights):
        raise PermissionDenied(whom_to_ask(Permission.N_CODE_RESOLVE))
    day = school_day_now(rights.school, at)
    if not day.is_school_day:
        raise ValidationError({"letter": day.problem})
    hold_marks()
    found = sessions_today(rights, known.pupil_ids, day)
    asked, clashes = _sort(found, seen, known.letter, overrule=overrule)
    # A register is held before marks, as a save of it does: blanks are filled first.
    for row in sorted(asked, key=lambda row: (row.number is not None, row.pupil_id, row.session)):
        if clash := _set(rights, row, known, day):
            clashes.append(clash)
            asked.remove(row)
    blank = [row for row in found if row.is_open_blank] if ahead else []
    _agree(rights, blank, known, day)
    return CodesSet(asked + blank, clashes)


def _sort(
    found: Sequence[SessionNow], seen: SeenMarks | None, letter: str, *, overrule: bool
) -> tuple[list[SessionNow], list[CodeClash]]:
    """The sessions that still are as the form showed them, and what clashes; the same code is no clash."""
    if seen is None:
        return [row for row in found if row.is_unexplained], []
    shown = [(row, seen[row.pupil_id, row.session]) for row in found if (row.pupil_id, row.session) in seen]
    asked = [
        row
        for row, version in shown
        if row.version == version and (row.is_unexplained or (overrule and row.letter not in ("", letter)))
    ]
    changed = [row for row, _ in shown if row not in asked and row.letter != letter]
    return asked, [_clash(row, letter) for row in changed]


def _clash(row: SessionNow, letter: str) -> CodeClash:
    return CodeClash(row.pupil_id, row.name, letter, row.standing, seen_words([row]))


def _set(rights: Rights, row: SessionNow, known: ReasonKnown, day: SchoolDayNow) -> CodeClash | None:
    """Set one session's code; the clash where somebody was faster."""
    if row.number is None:
        return _fill(rights, row, known, day)
    amend_mark(
        get_pupil_for(rights, Permission.FIRST_DAY_WORK, row.pupil_id),
        day.on,
        row.session,
        letter=known.letter,
        minutes=None,
        reason=reason_words(known.words),
        base_version=row.version,
        by=rights.user,
        office=True,
        at=day.moment.now,
    )
    return None


def _fill(rights: Rights, row: SessionNow, known: ReasonKnown, day: SchoolDayNow) -> CodeClash | None:
    """Fill the blank of a closed register, as the office does on its page."""
    group = get_group_for(rights, Permission.REGISTER_VIEW, row.group_id, day.on)
    frame = register_frame(group, day.on, row.session, today=day.on)
    change = MarkChange(row.pupil_id, known.letter, row.version)
    outcome = save_marks(frame, [change], by=rights.user, office=True, at=day.moment.now)
    if outcome.problems:
        raise ValidationError({"letter": outcome.problems[0].message})
    return next((_beaten(row, clash) for clash in outcome.conflicts), None)


def _beaten(row: SessionNow, clash: Conflict) -> CodeClash:
    """Somebody marked the session while this was on its way."""
    now = replace(
        row,
        number=clash.theirs.number if clash.theirs else None,
        version=clash.their_version,
        set_by=clash.set_by,
        set_at=clash.set_at,
    )
    return _clash(now, clash.yours)


def _agree(rights: Rights, blank: Collection[SessionNow], known: ReasonKnown, day: SchoolDayNow) -> None:
    """Agree the code for today's sessions that are still to be marked: each pupil a permit."""
    for pupil_id in sorted({row.pupil_id for row in blank}):
        places = frozenset(place_of(day.on, row.session) for row in blank if row.pupil_id == pupil_id)
        facts = PermitFacts(
            pupil_id, known.letter, day.on, day.on, places, note=RANG, reason=gist(known.words)
        )
        grant_permit(rights=rights, facts=facts, at=day.moment.now, heeded=True)


def reason_words(words: str) -> str:
    """The reason that stands with the amended mark: that it is known now, and the gist of what was said."""
    return f"{KNOWN_NOW}: {gist(words)}" if words else KNOWN_NOW


def gist(words: str) -> str:
    """The beginning of what was said, as far as a reason holds it."""
    return words if len(words) <= LONGEST_GIST else f"{words[:LONGEST_GIST]}…"
