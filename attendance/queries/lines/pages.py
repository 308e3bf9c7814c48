"""One line: what it rests on, session by session, what the codes are now, and what was done about it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from accounts.roles import Permission
from attendance.codes import AUTHORISED_NUMBERS, UNAUTHORISED_NUMBERS, Code, code_of
from attendance.line_evidence import OF_THE_YEAR, evidence_words, reached_by
from attendance.line_rules import LINE_KEYS, LineValues, Mark
from attendance.line_words import RuleWords, line_words, sourced
from attendance.lines import BY_HAND, Evidence, LineKind
from attendance.models import CrossedLine, LineAct, LineState
from attendance.queries.lines.again import (
    ChangedMark,
    StandsAgain,
    acts_about,
    by_words,
    changes_under,
    stands_again,
)
from attendance.queries.lines.marks import marks_of
from attendance.queries.lines.reached import evidence_of, get_line_for
from attendance.queries.lines.standing import ended_words
from attendance.queries.register_links import GROUP_THEN, pupil_page_url, register_then
from schools.access import Rights, reaches_pupil
from schools.calendar import Session
from schools.queries.dated_values import own_sources, values_of
from schools.queries.pupil_joins import REGISTRATION
from schools.queries.rows import rows_of
from schools.wording import count_words, short_day_words

MOST_SESSIONS = 120
# Every session that counted, with the code of then and of now; a mark that was cleared has none.
COUNTED = f"""
SELECT m.date, m.session, m.code, now.code, g.id, was.group_id
FROM unnest(%(dates)s::date[], %(halves)s::smallint[], %(codes)s::smallint[]) AS m (date, session, code)
JOIN schools_pupil p ON p.id = %(pupil)s
LEFT JOIN attendance_mark now ON now.pupil_id = p.id AND now.date = m.date AND now.session = m.session
{REGISTRATION}{GROUP_THEN}
ORDER BY m.date DESC, m.session DESC
"""


@dataclass(frozen=True)
class CountedSession:
    """A session that counts: its code, and the code that stands now where it is another one."""

    when: str
    code: Code
    changed: bool
    now: Code | None
    reached: bool
    register_url: str


@dataclass(frozen=True)
class DoneLine:
    """What somebody did about the line; `withdrawn` says when the one ended to which the words belong."""

    words: str
    by: str
    withdrawn: str
    url: str


@dataclass(frozen=True)
class LinePage:
    """A line for its page. `expected` are the words of who expects it; empty for one that marks crossed."""

    line_id: int
    pupil_id: int
    name: str
    title: str
    state: str
    is_standing: bool
    is_withdrawn: bool
    is_expected: bool
    seen: str
    evidence: str
    days: str
    found: str
    expected: str
    rule: RuleWords
    sessions: list[CountedSession]
    more: int
    changed: int
    acts: list[DoneLine]
    changes: list[ChangedMark]
    again: StandsAgain | None
    may_act: bool
    pupil_url: str
    marks_url: str

    @property
    def sessions_words(self) -> str:
        """How many sessions the page lists, and how many of them changed since."""
        words = count_words(len(self.sessions) + self.more, "session")
        return f"{words}, {self.changed} changed since" if self.changed else words

    @property
    def facts(self) -> list[tuple[str, str]]:
        """What the card of the line says, each with its label."""
        known = [("Since", self.found)]
        known += [("Why it is expected", self.expected)] if self.expected else []
        known += [("Rule", self.rule.rule), ("Source", self.rule.source)]
        return [*known, ("The DfE", self.rule.differs)]

    @property
    def may_end(self) -> bool:
        """Whether the person may say that the pupil is not expected to reach the line any more."""
        return self.may_act and self.is_expected and self.is_standing


def line_page(rights: Rights, line_id: int, *, on: date) -> LinePage:
    """One line within reach: nine statements at most, whatever its sessions; 404 out of reach."""
    row = get_line_for(rights, Permission.CASE_READ, line_id)
    evidence = evidence_of(row)
    sessions = _sessions(rights, row, evidence, on)
    is_standing = row.state == LineState.STANDING
    # The rule as it was on the last day on which the line was seen to hold.
    values = values_of(rights.school, LINE_KEYS, on=row.held_on)
    rule = line_words(evidence.kind, LineValues.of(values))
    rule = sourced(rule, own_sources(rights.school.pk, rule.keys, on=row.held_on))
    return LinePage(
        line_id=row.pk,
        pupil_id=row.pupil_id,
        name=f"{row.pupil.known_forename} {row.pupil.known_surname}",
        title=rule.title,
        state="" if row.ended_on is None else ended_words(row.state, row.ended_on),
        is_standing=is_standing,
        is_withdrawn=row.state == LineState.WITHDRAWN,
        is_expected=evidence.kind in BY_HAND,
        seen=row.state,
        evidence=_evidence_words(evidence, row),
        days=f"{short_day_words(row.from_on)} to {short_day_words(row.until_on)}",
        found=_found_words(row),
        expected=row.words,
        rule=rule,
        sessions=sessions[:MOST_SESSIONS],
        more=max(0, len(sessions) - MOST_SESSIONS),
        changed=sum(line.changed for line in sessions),
        acts=[_done(rights, act, row) for act in acts_about(row)],
        changes=changes_under(row),
        again=stands_again(rights, row),
        may_act=reaches_pupil(rights, Permission.CASE_WRITE, row.pupil),
        pupil_url=pupil_page_url(rights.school.slug, row.pupil_id),
        marks_url=_marks_url(rights, row),
    )


def _sessions(rights: Rights, row: CrossedLine, evidence: Evidence, on: date) -> list[CountedSession]:
    marks = _absences(rights, row) if evidence.kind in OF_THE_YEAR else evidence.sessions
    dates, halves, codes = ([mark[place] for mark in marks] for place in range(3))
    values = {"pupil": row.pupil_id, "on": on, "dates": dates, "halves": halves, "codes": codes}
    opens = reaches_pupil(rights, Permission.REGISTER_VIEW, row.pupil)
    reached = reached_by(evidence)
    return [_session(rights, line, reached, opens=opens) for line in rows_of(COUNTED, values)]


def _absences(rights: Rights, row: CrossedLine) -> list[Mark]:
    """Persistent and severe absence keep no sessions: each absence of the days counts, as it stands now."""
    marks = marks_of(rights.school, {row.pupil_id: row.from_on}, until=row.until_on)
    missed = range(AUTHORISED_NUMBERS.start, UNAUTHORISED_NUMBERS.stop)
    return [mark for mark in marks.get(row.pupil_id, []) if mark[2] in missed]


def _session(
    rights: Rights, line: Sequence[Any], reached: tuple[date, int] | None, *, opens: bool
) -> CountedSession:
    on, number, code, now, now_in, group_id = line
    session = Session(number)
    return CountedSession(
        when=f"{short_day_words(on)} {session.name}",
        code=code_of(code),
        changed=now != code,
        now=None if now is None else code_of(now),
        reached=(on, number) == reached,
        register_url=register_then(rights, on, group_id, session, own_group=now_in if opens else None),
    )


def _marks_url(rights: Rights, row: CrossedLine) -> str:
    """The pupil's marks of the days that the line looked at; empty for who sees no figures of the pupil."""
    if not reaches_pupil(rights, Permission.FIGURES_VIEW, row.pupil):
        return ""
    days = urlencode({"from": row.from_on, "until": row.until_on})
    return f"{reverse('pupil_marks', args=[rights.school.slug, row.pupil_id])}?{days}"


def _evidence_words(evidence: Evidence, row: CrossedLine) -> str:
    """What the line rests on; of one that ended, what it rested on, and until when."""
    words = evidence_words(evidence, born_on=row.pupil.born_on)
    is_standing = row.state == LineState.STANDING
    return words if is_standing else f"{words}. It last held on {short_day_words(row.held_on)}"


def _found_words(row: CrossedLine) -> str:
    if row.found_by is not None:
        return f"{row.found_by.full_name}, {short_day_words(row.found_on)}"
    if row.kind == LineKind.SICKNESS_EXPECTED:
        return short_day_words(row.found_on)
    return f"Reached {short_day_words(row.reached_on)}, found {short_day_words(row.found_on)}"


def _done(rights: Rights, act: LineAct, row: CrossedLine) -> DoneLine:
    by = by_words(act.by.full_name, act.at)
    if act.line_id == row.pk or act.line.ended_on is None:
        return DoneLine(act.words, by, "", "")
    url = reverse("line", args=[rights.school.slug, act.line_id])
    return DoneLine(act.words, by, short_day_words(act.line.ended_on), url)
