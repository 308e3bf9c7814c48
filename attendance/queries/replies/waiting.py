"""The answers of families that wait for a decision, with what each proposes."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone

from accounts.roles import Permission
from attendance.codes import NO_REASON, code_of
from attendance.models import ReplyReason, ReplyWay
from attendance.queries.replies.home import pupils_to_ring
from attendance.queries.row_links import row_links
from attendance.reply_words import THOUGHT_IN, pick_text, sessions_meant
from schools.access import Rights
from schools.calendar import Session
from schools.professionals import is_professional
from schools.queries.reach import reaches
from schools.queries.rows import rows_of
from schools.wording import short_day_words, time_words

MOST_ROWS = 150
UNCLEAR = "unclear"
# An answer without a pupil is for those who work for the whole school.
OPEN = """r.school_id = %(school)s AND r.decision = ''
  AND (r.pupil_id IN (SELECT id FROM seen) OR (r.pupil_id IS NULL AND %(whole)s))"""
WAITING = f"""
, waiting AS (
  SELECT r.* FROM attendance_familyreply r WHERE {OPEN}
)
SELECT r.id, r.pupil_id, coalesce(p.known_forename || ' ' || p.known_surname, ''), coalesce(g.name, ''),
       r.way, r.date, r.session, r.reason, r.words, r.until_on, r.proposed_code, r.received_at,
       CASE WHEN r.pupil_id IS NULL THEN r.number
            WHEN EXISTS (SELECT FROM contacting x WHERE x.id = r.pupil_id)
              THEN coalesce(concat_ws(' ', nullif(a.title, ''), a.forename, a.surname), '') ELSE '' END,
       coalesce(c.relationship, ''), EXISTS (SELECT FROM protecting x WHERE x.id = r.pupil_id),
       n.sessions, n.versions, m.code,
       EXISTS (SELECT FROM waiting o WHERE o.pupil_id = r.pupil_id AND o.date = r.date
         AND o.proposed_code <> r.proposed_code)
FROM waiting r
LEFT JOIN schools_pupil p ON p.id = r.pupil_id
LEFT JOIN schools_contact c ON c.id = r.contact_id
LEFT JOIN schools_parent a ON a.id = c.parent_id
LEFT JOIN attendance_mark m ON m.pupil_id = r.pupil_id AND m.date = r.date AND m.session = r.session
LEFT JOIN LATERAL (
  SELECT array_agg(k.session ORDER BY k.session) AS sessions,
         array_agg(k.version ORDER BY k.session) AS versions
  FROM attendance_mark k WHERE k.pupil_id = r.pupil_id AND k.date = r.date AND k.code = {NO_REASON}) n ON true
LEFT JOIN LATERAL (
  SELECT g.name FROM schools_groupmember gm JOIN schools_group g ON g.id = gm.group_id
  WHERE gm.pupil_id = r.pupil_id AND g.kind = 'registration' AND gm.from_on <= r.date
    AND (gm.until_on IS NULL OR gm.until_on >= r.date) LIMIT 1) g ON true
WHERE %(reason)s IS NULL OR r.reason = %(reason)s
ORDER BY r.reason <> '{THOUGHT_IN}', r.reason <> '', r.received_at, r.id LIMIT %(most)s
"""
COUNTS = f"""
SELECT r.reason, count(*) FROM attendance_familyreply r WHERE {OPEN}
GROUP BY r.reason
"""


@dataclass(frozen=True)
class WaitingReply:
    """One answer: about whom and which session, who gave it, how and when, and what they said.

    `who` is empty for a reader who may not see contacts. `letter` is the code that accepting it sets, empty
    where it only is noted. `standing` says what the session's mark is, where it is no N any more. `pick`
    names the answer and the marks that the page shows. `is_alarm`: nobody knows where the child is.
    `may_settle`: nothing comes before the decision, as ringing the family does after an alarm;
    `is_at_odds`: another answer about the pupil's day proposes another code.
    """

    name: str
    url: str
    call_url: str
    group: str
    about: str
    reason: str
    words: str
    until: str
    who: str
    when: str
    letter: str
    css: str
    standing: str
    pick: str
    is_alarm: bool
    may_settle: bool
    is_at_odds: bool


@dataclass(frozen=True)
class WaitingReplies:
    """The first answers, and how many there are: in all, and by reason; those of no reason are unclear."""

    rows: list[WaitingReply]
    count: int
    by_reason: dict[str, int]
    shown: int

    @property
    def more(self) -> int:
        """How many come after these."""
        return self.shown - len(self.rows)

    @property
    def proposing(self) -> list[str]:
        """The answers on the page of which each brings a code and may at once, as a form sends them."""
        return [row.pick for row in self.rows if row.letter and row.may_settle and not row.is_at_odds]


def replies_waiting(
    rights: Rights, *, reason: str = "", at: datetime, most: int = MOST_ROWS
) -> WaitingReplies:
    """The answers about pupils within reach that nobody has decided about, alarms first, then
    those whose words nobody understood, then the oldest.

    Three statements. `reason` is one that the page offers, or "unclear"; all for anything else.
    """
    tables, values = reaches(
        rights,
        seen=Permission.FIRST_DAY_WORK,
        contacting=Permission.CONTACTS_VIEW,
        protecting=Permission.PROTECTED_FACTS_VIEW,
    )
    asked = "" if reason == UNCLEAR else reason if reason in ReplyReason.values else None
    values |= {
        "school": rights.school.pk,
        "whole": rights.has_for_school(Permission.FIRST_DAY_WORK),
        "reason": asked,
        "most": most,
    }
    counts = {found or UNCLEAR: count for found, count in rows_of(tables + COUNTS, values)}
    to_ring = pupils_to_ring(rights.school)
    rows = [_row(rights, row, to_ring, timezone.localtime(at)) for row in rows_of(tables + WAITING, values)]
    count = sum(counts.values())
    return WaitingReplies(rows, count, counts, count if asked is None else counts.get(asked or UNCLEAR, 0))


def _row(rights: Rights, row: Sequence[Any], to_ring: Collection[int], now: datetime) -> WaitingReply:
    (pk, pupil, name, group, way, on, session, reason, words, until, proposed, received_at, *more) = row
    who, relationship, protects, sessions, versions, standing, is_at_odds = more
    seen = {Session(half): version for half, version in zip(sessions or (), versions or (), strict=True)}
    is_n = any(half in seen for half in sessions_meant(reason, Session(session)))
    code = code_of(proposed) if proposed is not None and is_n else None
    links = row_links(rights, pupil) if pupil else None
    at = timezone.localtime(received_at)
    return WaitingReply(
        name=name or "Nobody known by this number",
        url=links.pupil if links else "",
        call_url=links.call if links else "",
        group=group,
        about=f"{short_day_words(on)} {Session(session).name}" if pupil else "",
        reason=ReplyReason(reason).label if reason else "",
        words=words,
        until=f"until {short_day_words(until)}" if until else "",
        who=_who(who, relationship, protects),
        when=f"{_when(at, now)} {ReplyWay(way).label.lower()}",
        letter=code.letter if code else "",
        css=code.code_class.css if code else "",
        standing=f"{code_of(standing).letter} now" if standing not in (None, NO_REASON) else "",
        pick=pick_text(pk, seen),
        is_alarm=reason == THOUGHT_IN,
        may_settle=pupil not in to_ring,
        is_at_odds=is_at_odds,
    )


def _who(name: str, relationship: str, protects: bool) -> str:
    """Who answered: "Mrs Sana Khan (mother)"; no social worker for who may not know of one."""
    if is_professional(relationship) and not protects:
        return ""
    return f"{name} ({relationship.lower()})" if name and relationship else name


def _when(at: datetime, now: datetime) -> str:
    return time_words(at) if at.date() == now.date() else f"{short_day_words(at.date())} {time_words(at)}"
