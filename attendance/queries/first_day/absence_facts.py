"""What is known of each absence without authority today, as the rules of its steps take it."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import NamedTuple

from django.utils import timezone

from accounts.roles import Permission
from attendance.codes import NO_REASON
from attendance.contact_words import Try, message_words
from attendance.first_day_steps import OFFICE, PLAN_KEYS, AbsenceFacts, Plan
from attendance.lessons import instant
from attendance.models import Decision, Way
from attendance.queries.first_day.absences import ABSENCES, KNOWN_TODAY, UNMARKED, absence_values
from attendance.queries.first_day.contact_sql import (
    IS_MESSAGE,
    IS_OF_ITS_DAY,
    IS_TOLD,
    IS_WITH_CONTACT,
    MESSAGE_AT,
    MESSAGE_STATE,
    SPOKEN,
)
from attendance.queries.first_day.escalation_sql import AT_RISK, AT_RISK_KINDS
from attendance.queries.first_day.followers import FOLLOWER, follower_values
from attendance.queries.row_links import row_links
from schools.access import Rights
from schools.calendar import Session
from schools.models import Channel, MessageKind, School, SchoolDay
from schools.queries.dated_values import values_of
from schools.queries.pupil_joins import REGISTRATION
from schools.queries.reach import reaches
from schools.queries.rows import rows_of
from schools.queries.school_days import SchoolDayNow
from schools.wording import count_words, time_words

# A holiday of the summer lies between two school days.
LONGEST_HOLIDAY = timedelta(days=70)
# Every contact who has a number and may be rung was tried today; a family without one was not.
TRIED = f"""
coalesce((SELECT bool_and(EXISTS (
            SELECT FROM attendance_contactattempt t WHERE t.pupil_id = p.id AND t.date = %(on)s
              AND t.contact_id = c.id AND t.struck_at IS NULL AND {IS_OF_ITS_DAY}))
          FROM schools_contact c JOIN schools_parent r ON r.id = c.parent_id
          WHERE c.pupil_id = p.id AND NOT c.must_not_contact AND (r.mobile <> '' OR r.phone <> '')), false)
"""
# A letter to the family, or an email that reminds it. An automatic email of the first day stands for a text.
IS_LETTER = f"""(m.channel = '{Channel.LETTER.value}'
  OR m.channel = '{Channel.EMAIL.value}' AND m.kind = '{MessageKind.REMINDER.value}')"""
# Who is at risk, and what the safeguarding lead was told, is for those who read protected facts of the pupil:
# to others a step that stands for these pupils alone would name them.
IS_THEIRS = "EXISTS (SELECT FROM protecting x WHERE x.id = p.id)"
FACTS = f"""
, seen (id) AS (SELECT w.id FROM within w WHERE %(only)s::bigint[] IS NULL OR w.id = ANY (%(only)s))
{KNOWN_TODAY}{ABSENCES}
SELECT p.id, p.known_forename, p.known_surname, g.name, y.year_group,
       a.latest, a.session, a.began_on, a.began_session, {IS_THEIRS} AND {AT_RISK}, {TRIED},
       t.reached, t.reached_contact, t.ever_reached, t.written OR sent.written, t.tries, t.last_at,
       sent.texted, last_sent.channel, last_sent.state, last_sent.at,
       EXISTS (SELECT FROM attendance_visit v WHERE v.pupil_id = p.id AND v.cancelled_at IS NULL
               AND (v.due_at AT TIME ZONE 'Europe/London')::date >= a.began_on
               AND (v.set_out_at IS NOT NULL OR v.due_at >= %(day_starts)s)),
       EXISTS (SELECT FROM attendance_visit v WHERE v.pupil_id = p.id AND v.cancelled_at IS NULL
               AND v.written_at IS NULL AND v.due_at >= %(day_starts)s),
       EXISTS (SELECT FROM attendance_visit v WHERE v.pupil_id = p.id AND v.child_seen
               AND v.written_at >= %(day_starts)s),
       d.decision, d.until_at, d.decided_at, escalated.open AND {IS_THEIRS},
       h.id, h.date, h.words, CASE WHEN follower.may THEN h.to_id END,
       CASE WHEN follower.may THEN h.full_name END, done.dates, done.steps
FROM absences a
JOIN schools_pupil p ON p.id = a.pupil_id
{REGISTRATION}{FOLLOWER}
LEFT JOIN LATERAL (
  SELECT coalesce(bool_or({SPOKEN} AND t.date = %(on)s), false) AS reached,
         coalesce(bool_or({SPOKEN} AND t.date = %(on)s AND {IS_WITH_CONTACT}), false) AS reached_contact,
         coalesce(bool_or({SPOKEN}), false) AS ever_reached,
         coalesce(bool_or(t.way = '{Way.EMAIL.value}'), false) AS written,
         count(*) FILTER (WHERE t.date = %(on)s) AS tries, max(t.made_at) AS last_at
  FROM attendance_contactattempt t
  WHERE t.pupil_id = p.id AND t.date BETWEEN a.began_on AND %(on)s AND t.struck_at IS NULL
    AND {IS_OF_ITS_DAY}) t ON true
LEFT JOIN LATERAL (
  SELECT coalesce(bool_or(m.date = %(on)s), false) AS texted,
         coalesce(bool_or({IS_LETTER}), false) AS written
  FROM schools_message m
  WHERE m.pupil_id = p.id AND m.date BETWEEN a.began_on AND %(on)s AND {IS_TOLD}) sent ON true
LEFT JOIN LATERAL (
  SELECT m.channel, {MESSAGE_STATE} AS state, {MESSAGE_AT} AS at FROM schools_message m
  WHERE m.pupil_id = p.id AND m.date = %(on)s AND {IS_MESSAGE}
  ORDER BY m.queued_at DESC, m.id DESC LIMIT 1) last_sent ON true
LEFT JOIN LATERAL (
  SELECT d.decision, d.until_at, d.decided_at FROM attendance_escalationdecision d
  WHERE d.pupil_id = p.id AND (d.decided_at AT TIME ZONE 'Europe/London')::date >= a.began_on
  ORDER BY d.decided_at DESC, d.id DESC LIMIT 1) d ON true
LEFT JOIN LATERAL (
  SELECT true AS open FROM attendance_escalation e
  WHERE e.pupil_id = p.id AND e.closed_at IS NULL LIMIT 1) escalated ON true
LEFT JOIN LATERAL (
  SELECT array_agg(s.due_on ORDER BY s.id) AS dates, array_agg(s.step ORDER BY s.id) AS steps
  FROM attendance_stepdone s WHERE s.pupil_id = p.id AND s.due_on BETWEEN a.began_on AND %(on)s) done ON true
ORDER BY p.known_surname, p.known_forename, p.id
"""


class _Found(NamedTuple):
    """A row of `FACTS`."""

    pupil_id: int
    forename: str
    surname: str
    group: str | None
    year_group: int | None
    latest: int
    session: int
    began_on: date
    began_session: int
    at_risk: bool
    tried: bool
    reached: bool
    reached_contact: bool
    ever_reached: bool
    written: bool
    tries: int
    last_at: datetime | None
    texted: bool
    channel: str | None
    message_state: str | None
    message_at: datetime | None
    visited: bool
    is_planned: bool
    seen: bool
    decision: str | None
    until_at: datetime | None
    decided_at: datetime | None
    is_told: bool | None
    hand_over_id: int | None
    handed_on: date | None
    hand_words: str | None
    taker_id: int | None
    taker: str | None
    done_on: list[date] | None
    done: list[str] | None


@dataclass(frozen=True, slots=True)
class AbsentPupil:
    """A pupil absent without authority, what the rules take, and who follows them up.

    `hand_over_id` is the last hand-over of this absence, `taker_id` its person while that person may, and
    `hand_words` what was said with it.
    """

    pupil_id: int
    name: str
    url: str
    group: str
    year_group: int | None
    latest: int
    facts: AbsenceFacts
    so_far: str
    hand_over_id: int | None
    taker_id: int | None
    with_whom: str
    hand_words: str

    @property
    def day(self) -> int:
        """The school day of the absence, counted from 1."""
        return len(self.facts.days)


@dataclass(frozen=True, slots=True)
class AbsencesNow:
    """All absences without authority that a person works on, the plan in force, and the next school day."""

    plan: Plan
    pupils: list[AbsentPupil]
    next_day: date | None

    @property
    def unexplained(self) -> list[AbsentPupil]:
        """Those of whose absence nobody knows the reason."""
        return [pupil for pupil in self.pupils if pupil.facts.is_unexplained]


def plan_of(school: School, *, on: date) -> Plan:
    """The times and days of a school's steps on a day: one statement."""
    return Plan.of(values_of(school, PLAN_KEYS, on=on))


def absences_now(rights: Rights, day: SchoolDayNow, *, only: Collection[int] | None = None) -> AbsencesNow:
    """The absences within reach, of all pupils or of some, by name: three statements."""
    tables, values = reaches(
        rights, within=Permission.FIRST_DAY_WORK, protecting=Permission.PROTECTED_FACTS_VIEW
    )
    values |= absence_values(rights.school, day) | follower_values()
    values |= {
        "day_starts": instant(day.on, datetime.min.time()),
        "risky": AT_RISK_KINDS,
        "only": None if only is None else list(only),
    }
    rows = [_Found(*row) for row in rows_of(tables + FACTS, values)]
    dates = _school_dates(rights.school, min((row.began_on for row in rows), default=day.on), day.on)
    coming = bisect_right(dates, day.on)
    return AbsencesNow(
        plan=plan_of(rights.school, on=day.on),
        pupils=[_pupil(rights, day, dates[:coming], row) for row in rows],
        next_day=dates[coming] if coming < len(dates) else None,
    )


def _school_dates(school: School, since: date, on: date) -> list[date]:
    """The school days of the longest absence, and those that come next."""
    dates = SchoolDay.objects.filter(school=school, date__gte=since, date__lte=on + LONGEST_HOLIDAY)
    return list(dates.order_by("date").values_list("date", flat=True))


def _pupil(rights: Rights, day: SchoolDayNow, dates: Sequence[date], row: _Found) -> AbsentPupil:
    return AbsentPupil(
        pupil_id=row.pupil_id,
        name=f"{row.forename} {row.surname}",
        url=row_links(rights, row.pupil_id).pupil,
        group=row.group or "",
        year_group=row.year_group,
        latest=row.latest,
        facts=_facts(day, dates, row),
        so_far=_so_far(row),
        hand_over_id=row.hand_over_id,
        taker_id=row.taker_id,
        with_whom=row.taker or OFFICE,
        hand_words=row.hand_words or "",
    )


def _facts(day: SchoolDayNow, dates: Sequence[date], row: _Found) -> AbsenceFacts:
    now = day.moment.now
    until_at = timezone.localtime(row.until_at) if row.until_at else None
    return AbsenceFacts(
        days=tuple(dates[bisect_left(dates, row.began_on) :]),
        is_unexplained=row.latest in (UNMARKED, NO_REASON),
        is_at_risk=row.at_risk,
        known_late=_known_late(day, row),
        unmarked_since=_unmarked_since(day, row),
        texted=row.texted,
        tried=row.tried,
        reached=row.reached,
        reached_contact=row.reached_contact,
        ever_reached=row.ever_reached,
        written=row.written,
        visited=row.visited,
        is_told=bool(row.is_told),
        decided=_is_decided(row, now),
        wait_over=until_at if until_at and until_at <= now else None,
        handed_over=row.handed_on == day.on,
        done=frozenset(zip(row.done_on or (), row.done or (), strict=True)),
    )


def _known_late(day: SchoolDayNow, row: _Found) -> datetime | None:
    """When the absence came to be known where it began this afternoon."""
    times = day.moment.times
    if times is None or (row.began_on, row.began_session) != (day.on, Session.PM):
        return None
    return times.closes_at(day.on, Session.PM)


def _unmarked_since(day: SchoolDayNow, row: _Found) -> datetime | None:
    """When the last register closed, where that brought no mark of the pupil."""
    times = day.moment.times
    if times is None or row.latest != UNMARKED:
        return None
    return times.closes_at(day.on, Session(row.session))


def _is_decided(row: _Found, now: datetime) -> bool:
    """Whether nothing is to decide: the last decision is of today, or waits, or the child was seen today."""
    if row.seen or row.decided_at is None:
        return row.seen
    if row.until_at is not None:
        return row.until_at > now
    is_visit_to_come = row.decision == Decision.VISIT and row.is_planned
    return is_visit_to_come or timezone.localtime(row.decided_at).date() == now.date()


def _so_far(row: _Found) -> str:
    """What was tried today: "2 tries, last 09:41; text sent 09:31"."""
    said = []
    if row.reached:
        said.append("Family reached")
    elif row.tries and row.last_at is not None:
        last = time_words(timezone.localtime(row.last_at))
        said.append(f"{count_words(row.tries, 'try', 'tries')}, last {last}")
    if row.channel and row.message_state and row.message_at:
        at = timezone.localtime(row.message_at)
        message = Try(row.channel, "", at, state=row.message_state)
        said += [f"{words[0].lower()}{words[1:]}" for words in message_words([message], at.date())]
    words = "; ".join(said)
    return words[:1].upper() + words[1:] if words else "Not tried today"
