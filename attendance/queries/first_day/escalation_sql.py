"""The SQL of what the safeguarding lead decides about: who is at risk, what answers, what was decided."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from attendance.codes import CODES, POSSIBLE_NUMBERS
from attendance.queries.first_day.absences import ABSENCES, IS_UNEXPLAINED, KNOWN_TODAY
from attendance.queries.first_day.contact_sql import IS_OF_ITS_DAY, IS_WITH_CONTACT, SPOKEN
from schools.calendar import LONDON
from schools.models import ProtectedKind
from schools.queries.markers import MARKED
from schools.queries.pupil_joins import REGISTRATION
from schools.queries.school_days import SchoolDayNow

AT_RISK_KINDS = [
    ProtectedKind.SOCIAL_WORKER.value,
    ProtectedKind.CHILD_IN_NEED.value,
    ProtectedKind.CHILD_PROTECTION.value,
    ProtectedKind.LOOKED_AFTER.value,
    ProtectedKind.YOUTH_JUSTICE.value,
]
# Absences `a` of pupils with a protected fact of these kinds, or with a marker of the safeguarding lead.
AT_RISK = f"""(
  EXISTS (SELECT FROM schools_protectedfact f WHERE f.pupil_id = a.pupil_id AND f.kind = ANY (%(risky)s)
            AND f.from_on <= %(on)s AND (f.until_on IS NULL OR f.until_on >= %(on)s))
  OR EXISTS (SELECT FROM {MARKED} mk WHERE mk.pupil_id = a.pupil_id))"""
# Absences `a` of which somebody spoke with one of the contacts today, or saw the pupil at home. A name that
# was typed clears no pupil at risk: the safeguarding lead is told of that call, and decides.
HAS_CONTACT = f"""(
  EXISTS (SELECT FROM attendance_contactattempt t WHERE t.pupil_id = a.pupil_id AND t.date = %(on)s
            AND {SPOKEN} AND {IS_WITH_CONTACT})
  OR EXISTS (SELECT FROM attendance_visit v WHERE v.pupil_id = a.pupil_id AND v.child_seen
               AND v.written_at >= %(midnight)s))"""
# With these a child may still be anywhere: N says that nobody knows, and O that nobody ever learned.
AWAY_NUMBERS = [code.number for code in CODES if code.letter in ("N", "O")]
# The last mark of a possible session that was made since an escalation `o`, where it answers it.
ANSWER = f"""
LEFT JOIN LATERAL (
  SELECT m.code, m.set_at FROM attendance_mark m
  WHERE m.pupil_id = o.pupil_id AND m.date BETWEEN o.date AND %(on)s AND m.set_at > o.raised_at
    AND m.code BETWEEN {POSSIBLE_NUMBERS[0]} AND {POSSIBLE_NUMBERS[-1]}
  ORDER BY m.date DESC, m.session DESC LIMIT 1) answer ON answer.code <> ALL (%(away)s)
"""
LAST_DECISION = """
LEFT JOIN LATERAL (
  SELECT d.id, d.decision, d.until_at, d.decided_at, u.full_name FROM attendance_escalationdecision d
  JOIN accounts_user u ON u.id = d.decided_by_id
  WHERE d.escalation_id = o.id ORDER BY d.decided_at DESC, d.id DESC LIMIT 1) d ON true
"""
VISITS = """
LEFT JOIN LATERAL (
  SELECT v.child_seen, v.written_at FROM attendance_visit v
  WHERE v.pupil_id = o.pupil_id AND v.written_at >= coalesce(d.decided_at, o.raised_at)
  ORDER BY v.written_at DESC LIMIT 1) made ON true
LEFT JOIN LATERAL (
  SELECT v.due_at FROM attendance_visit v
  WHERE v.pupil_id = o.pupil_id AND v.written_at IS NULL AND v.cancelled_at IS NULL
    AND v.due_at >= %(midnight)s ORDER BY v.due_at LIMIT 1) planned ON true
"""
OPEN = f"""
, seen (id) AS (SELECT w.id FROM within w WHERE %(one)s::bigint IS NULL OR w.id = %(one)s)
{KNOWN_TODAY}{ABSENCES}
, raised AS (
  SELECT e.id, e.pupil_id, e.date, e.words, e.raised_at, e.raised_by_id
  FROM attendance_escalation e JOIN seen ON seen.id = e.pupil_id
  WHERE e.school_id = %(school)s AND e.closed_at IS NULL
  UNION ALL
  SELECT NULL, a.pupil_id, %(on)s::date, '', CASE WHEN (a.began_on, a.began_session) = (%(on)s, 2)
    THEN greatest(%(told_at)s, %(pm_closes_at)s)::timestamptz ELSE %(told_at)s::timestamptz END, NULL
  FROM absences a
  WHERE %(is_time)s AND {IS_UNEXPLAINED} AND {AT_RISK} AND NOT {HAS_CONTACT}
    AND NOT EXISTS (SELECT FROM attendance_escalation e
                    WHERE e.pupil_id = a.pupil_id AND e.closed_at IS NULL)
    AND NOT EXISTS (SELECT FROM attendance_escalationdecision d
                    WHERE d.pupil_id = a.pupil_id AND d.decided_at >= %(midnight)s)
)
SELECT o.id, o.pupil_id, p.known_forename, p.known_surname, coalesce(g.name, ''), a.days,
       ARRAY(SELECT f.kind FROM schools_protectedfact f WHERE f.pupil_id = p.id AND f.from_on <= %(on)s
               AND (f.until_on IS NULL OR f.until_on >= %(on)s)
               AND EXISTS (SELECT FROM protected x WHERE x.id = p.id) ORDER BY f.kind),
       o.words, o.raised_at, coalesce(teller.full_name, ''),
       tries.count, tries.last_at, tries.unknown_at, answer.code, answer.set_at,
       coalesce(d.decision, ''), d.until_at, d.decided_at, coalesce(d.full_name, ''),
       planned.due_at, made.child_seen, made.written_at
FROM raised o
JOIN schools_pupil p ON p.id = o.pupil_id
LEFT JOIN absences a ON a.pupil_id = o.pupil_id
LEFT JOIN accounts_user teller ON teller.id = o.raised_by_id
{REGISTRATION}{ANSWER}{LAST_DECISION}{VISITS}
CROSS JOIN LATERAL (
  SELECT count(*) AS count, max(t.made_at) AS last_at,
         max(t.made_at) FILTER (WHERE t.date = %(on)s AND {SPOKEN} AND NOT {IS_WITH_CONTACT}) AS unknown_at
  FROM attendance_contactattempt t
  WHERE t.pupil_id = o.pupil_id AND t.struck_at IS NULL AND {IS_OF_ITS_DAY}
    AND t.date BETWEEN coalesce(a.began_on, o.date) AND %(on)s) tries
ORDER BY o.raised_at, p.known_surname, p.known_forename, p.id LIMIT %(most)s
"""


def escalation_values(day: SchoolDayNow) -> dict[str, Any]:
    """The parameters of `ANSWER`, `HAS_CONTACT` and `VISITS`."""
    return {
        "on": day.on,
        "midnight": datetime.combine(day.on, datetime.min.time(), LONDON),
        "away": AWAY_NUMBERS,
    }
