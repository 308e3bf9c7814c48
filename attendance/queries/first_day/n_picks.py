"""The N marks that somebody picked, and what a code would do to each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.http import Http404
from django.utils import timezone

from accounts.roles import Permission
from attendance.bulk import SessionFacts, Terms, code_title, codes_of, letter_problem, session_problem
from attendance.codes import NO_REASON, PART_TIME, Code, find_code
from attendance.n_codes import NPick
from attendance.queries.bulk.pages import MarkLine, codes_to_choose, mark_line
from attendance.queries.bulk.sessions import facts_of_sessions
from attendance.queries.permits.in_force import sessions_permitted
from schools.access import Rights, pupils_visible_to
from schools.calendar import Session
from schools.models import School
from schools.queries.calendar import times_on

CHANGED = "Somebody changed this mark since you looked. It stays as it is now"
STILL_N = "N says that the reason is not known yet. Choose the reason, or O"


@dataclass(frozen=True)
class NPlan:
    """What a code does to the marks that were picked: those that change, and those that stay and why."""

    letter: str
    codes: dict[Session, Code]
    changes: list[SessionFacts] = field(default_factory=list)
    left: list[MarkLine] = field(default_factory=list)

    @property
    def title(self) -> str:
        """The code as sentences name it: "I", or "present"."""
        return code_title(self.letter)


def n_choices(on: date) -> list[tuple[str, str]]:
    """The codes that may take the place of an N, O first: it is what the law falls back on (reg 10(9))."""
    codes = [(letter, title) for letter, title in codes_to_choose(on) if _is_answer(letter, on)]
    return sorted(codes, key=lambda code: code[0] != "O")


def _is_answer(letter: str, on: date) -> bool:
    code = find_code(letter, on)
    return code is not None and code.number != NO_REASON


def plan_n(rights: Rights, picks: Sequence[NPick], letter: str, *, at: datetime) -> NPlan:
    """What a code would do to marks that were picked; nothing is changed: four statements at most.

    A mark that is no N any more, or has another version, stays; so does one that may not have the code, each
    for itself. Raises ValidationError for a letter that takes no N's place; 404 for a pupil out of reach.
    """
    names = _names(rights, {pick.pupil_id for pick in picks})
    today = timezone.localtime(at).date()
    if problem := letter_problem(letter, today):
        raise ValidationError({"code": problem})
    if not _is_answer(letter, today):
        raise ValidationError({"code": STILL_N})
    codes = codes_of(letter, today) or {}
    facts = {found.key: found for found in facts_of_sessions(rights.school, [pick.key for pick in picks])}
    terms = Terms(
        codes=codes, now=at, times=times_on(rights.school, today), agreed=_agreed(rights, codes, picks)
    )
    plan = NPlan(letter, codes)
    for pick in sorted(picks, key=lambda pick: (pick.on, names[pick.pupil_id], pick.key)):
        found = facts.get(pick.key)
        if why := _why_not(pick, found, codes[pick.session], terms):
            standing = found.standing if found else None
            plan.left.append(mark_line(names[pick.pupil_id], pick.on, pick.session, standing, why))
        elif found:
            plan.changes.append(found)
    return plan


def _why_not(pick: NPick, found: SessionFacts | None, code: Code, terms: Terms) -> str | None:
    """Why a mark stays as it is, as a sentence, or None."""
    if found is None or (found.standing, found.version) != (NO_REASON, pick.version):
        return CHANGED
    return session_problem(code, found, terms)


def left_since(school: School, changes: Sequence[SessionFacts]) -> list[MarkLine]:
    """Marks of a plan that somebody changed before they were written: one statement, none without them."""
    return [
        mark_line(facts.name, facts.on, facts.session, facts.standing, CHANGED)
        for facts in facts_of_sessions(school, [facts.key for facts in changes])
    ]


def _names(rights: Rights, wanted: set[int]) -> dict[int, str]:
    """The names of the pupils, each of whom the right must reach: one statement."""
    rows = pupils_visible_to(rights, Permission.N_CODE_RESOLVE).filter(pk__in=wanted)
    found = {pupil.pk: pupil.known_name for pupil in rows}
    if len(found) != len(wanted):
        raise Http404
    return found


def _agreed(
    rights: Rights, codes: dict[Session, Code], picks: Sequence[NPick]
) -> frozenset[tuple[int, date, Session]]:
    """Sessions with an agreed part-time timetable: one statement, for C2 alone."""
    asked = [pick.key for pick in picks if codes[pick.session].number == PART_TIME]
    return frozenset(sessions_permitted(rights.school.pk, asked, PART_TIME))
