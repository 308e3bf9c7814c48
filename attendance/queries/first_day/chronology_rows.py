"""Where the entries of a pupil's chronology come from: one SELECT for each source, put together as one."""

from __future__ import annotations

from dataclasses import dataclass

from schools.chronology import EntryKind

# Each answers with the instant, who did it, and the facts that its words need; `own` are the pupil and the
# duplicates that were merged into them.
ATTEMPTS = """
SELECT 'attempt' AS source, a.made_at AS at, u.full_name AS by, json_build_object(
         'way', a.way, 'from_family', a.from_family, 'outcome', a.outcome, 'words', a.words, 'date', a.date,
         'name', a.name, 'relationship', a.relationship,
         'number', CASE WHEN NOT c.must_not_contact THEN a.number END,
         'code', a.proposed_code, 'struck_by', s.full_name, 'struck_at', a.struck_at,
         'struck_why', a.struck_why) AS facts
FROM attendance_contactattempt a
JOIN accounts_user u ON u.id = a.made_by_id
LEFT JOIN accounts_user s ON s.id = a.struck_by_id
LEFT JOIN schools_contact c ON c.id = a.contact_id
WHERE a.pupil_id IN (SELECT id FROM own)
"""
MESSAGES = """
SELECT 'message', m.queued_at, coalesce(u.full_name, ''), json_build_object(
         'channel', m.channel, 'kind', m.kind, 'state', m.state, 'date', m.date,
         'name', coalesce(nullif(r.title, ''), r.forename) || ' ' || r.surname)
FROM schools_message m
LEFT JOIN schools_contact c ON c.id = m.contact_id
LEFT JOIN schools_parent r ON r.id = c.parent_id
LEFT JOIN accounts_user u ON u.id = m.queued_by_id
WHERE m.pupil_id IN (SELECT id FROM own)
"""
STEPS = """
SELECT 'step', d.done_at, u.full_name, json_build_object('step', d.step, 'words', d.words, 'date', d.due_on)
FROM attendance_stepdone d JOIN accounts_user u ON u.id = d.done_by_id
WHERE d.pupil_id IN (SELECT id FROM own)
"""
HAND_OVERS = """
SELECT 'hand_over', h.made_at, u.full_name, json_build_object('to', t.full_name, 'words', h.words)
FROM attendance_handover h JOIN accounts_user u ON u.id = h.made_by_id
LEFT JOIN accounts_user t ON t.id = h.to_id
WHERE h.pupil_id IN (SELECT id FROM own)
"""
STAYS = """
SELECT 'stay', s.asked_at, u.full_name,
       json_build_object('from', s.from_on, 'until', s.until_on, 'why', s.why)
FROM attendance_stayathome s JOIN accounts_user u ON u.id = s.asked_by_id
WHERE s.pupil_id IN (SELECT id FROM own)
"""
ESCALATIONS = """
SELECT 'told', e.raised_at, coalesce(u.full_name, ''),
       json_build_object('words', e.words, 'raised_by', e.raised_by_id)
FROM attendance_escalation e LEFT JOIN accounts_user u ON u.id = e.raised_by_id
WHERE e.pupil_id IN (SELECT id FROM own)
UNION ALL
SELECT 'decided', d.decided_at, u.full_name, json_build_object('decision', d.decision, 'until', d.until_at)
FROM attendance_escalationdecision d JOIN accounts_user u ON u.id = d.decided_by_id
WHERE d.pupil_id IN (SELECT id FROM own)
"""
AGENCIES = """
SELECT 'agency', t.told_at, u.full_name, json_build_object(
         'agency', t.agency, 'name', t.name, 'way', t.way, 'reached', t.reached, 'words', t.words)
FROM attendance_agencytold t JOIN accounts_user u ON u.id = t.told_by_id
WHERE t.pupil_id IN (SELECT id FROM own)
"""
VISITS = """
SELECT 'visit_planned', v.planned_at, u.full_name, json_build_object(
         'due', v.due_at, 'purpose', v.purpose, 'visitor', w.full_name,
         'struck_by', c.full_name, 'struck_at', v.cancelled_at, 'struck_why', v.cancelled_why)
FROM attendance_visit v JOIN accounts_user u ON u.id = v.planned_by_id
JOIN accounts_user w ON w.id = v.visitor_id LEFT JOIN accounts_user c ON c.id = v.cancelled_by_id
WHERE v.pupil_id IN (SELECT id FROM own)
UNION ALL
SELECT 'visit_made', v.arrived_at, w.full_name, json_build_object(
         'written', v.written_at, 'who_seen', v.who_seen, 'child_seen', v.child_seen,
         'child_spoken_to', v.child_spoken_to, 'child_voice', v.child_voice, 'conditions', v.conditions,
         'next_step', v.next_step, 'next_on', v.next_on)
FROM attendance_visit v JOIN accounts_user w ON w.id = v.visitor_id
WHERE v.pupil_id IN (SELECT id FROM own) AND v.arrived_at IS NOT NULL
UNION ALL
SELECT 'visit_alarm', v.alarm_at, a.full_name, json_build_object('words', v.alarm_words)
FROM attendance_visit v JOIN accounts_user a ON a.id = v.alarm_by_id
WHERE v.pupil_id IN (SELECT id FROM own) AND v.alarm_at IS NOT NULL
UNION ALL
SELECT 'visit_note', n.made_at, u.full_name, json_build_object('words', n.words)
FROM attendance_visitnote n JOIN accounts_user u ON u.id = n.made_by_id
WHERE n.pupil_id IN (SELECT id FROM own)
"""
# That somebody went to the home, and nothing of what they found.
VISITS_MADE = """
SELECT 'visit_only', v.arrived_at, '', '{}'::json
FROM attendance_visit v WHERE v.pupil_id IN (SELECT id FROM own) AND v.arrived_at IS NOT NULL
"""
ARRIVALS = """
SELECT 'arrival', a.arrived_at, u.full_name, json_build_object(
         'minutes', a.minutes_late, 'reason', a.reason, 'code', a.code, 'kiosk', a.is_kiosk,
         'struck_by', s.full_name, 'struck_at', a.undone_at, 'struck_why', a.undone_why)
FROM attendance_arrival a JOIN accounts_user u ON u.id = a.signed_by_id
LEFT JOIN accounts_user s ON s.id = a.undone_by_id
WHERE a.pupil_id IN (SELECT id FROM own)
"""
SIGN_OUTS = """
SELECT 'sign_out', s.out_at, u.full_name,
       json_build_object('reason', s.reason, 'with', s.collected_by, 'back', s.back_at)
FROM attendance_signout s JOIN accounts_user u ON u.id = s.signed_by_id
WHERE s.pupil_id IN (SELECT id FROM own)
"""


@dataclass(frozen=True, slots=True)
class Source:
    """A SELECT with the kind of its entries; `opened` is the table whose reading is written down."""

    kind: EntryKind
    sql: str
    opened: str = ""


CONTACT_SOURCES = (Source(EntryKind.CONTACT, ATTEMPTS), Source(EntryKind.CONTACT, MESSAGES))
WORK_SOURCES = (Source(EntryKind.ABSENCE, STEPS), Source(EntryKind.ABSENCE, HAND_OVERS))
STAY_SOURCE = Source(EntryKind.ABSENCE, STAYS)
LEAD_SOURCE = Source(EntryKind.LEAD, ESCALATIONS, "attendance_escalation")
AGENCY_SOURCE = Source(EntryKind.AGENCY, AGENCIES, "attendance_agencytold")
VISIT_SOURCE = Source(EntryKind.VISIT, VISITS, "attendance_visit")
VISIT_MADE_SOURCE = Source(EntryKind.VISIT, VISITS_MADE)
DESK_SOURCES = (Source(EntryKind.DESK, ARRIVALS), Source(EntryKind.DESK, SIGN_OUTS))

OWN = """
WITH own (id) AS (
  SELECT id FROM schools_pupil WHERE school_id = %(school)s AND (id = %(pupil)s OR merged_into_id = %(pupil)s)
)
"""
# Visits of which a reader may know that there are some, and no more.
RESTRICTED = "(SELECT count(*) FROM attendance_visit v WHERE v.pupil_id IN (SELECT id FROM own))"
