"""What a pupil record holds beside marks, moved to the record that stays when duplicates are merged.

A row that the kept pupil has already, for the same lesson, alert, call, step or bulk act, stays where it is.
So does what a bulk act set where the kept pupil has a mark: the act never set that one, and its undoing must
not touch it. Of two absences that the safeguarding lead has open, the one of the kept pupil stays open; of
two crossed lines of one kind, that of the kept pupil stands. What people did about a line goes along with it.
Patterns are found anew by the next look.
"""

from __future__ import annotations

from datetime import datetime

from django.db import connection

PERMITS = "UPDATE attendance_codepermit SET pupil_id = %(kept)s WHERE pupil_id = %(other)s"
# Rows whose key is their pupil, and rows that nobody may change: the database moves them itself.
LESSON_MARKS = "SELECT attendance_move_lesson_marks(%(other)s, %(kept)s)"
FOLLOW_UPS = """
UPDATE attendance_lessonfollowup o SET pupil_id = %(kept)s WHERE o.pupil_id = %(other)s
  AND NOT EXISTS (SELECT FROM attendance_lessonfollowup k
                  WHERE k.pupil_id = %(kept)s AND k.date = o.date AND k.lesson_id = o.lesson_id)
"""
SIGN_OUTS = """
UPDATE attendance_signout o SET pupil_id = %(kept)s WHERE o.pupil_id = %(other)s
  AND (o.back_at IS NOT NULL
       OR NOT EXISTS (SELECT FROM attendance_signout k
                      WHERE k.pupil_id = %(kept)s AND k.date = o.date AND k.back_at IS NULL))
"""
BULK_MARKS = "SELECT attendance_move_bulk_marks(%(other)s, %(kept)s)"
ALERTS = """
UPDATE attendance_screenalert o SET pupil_id = %(kept)s WHERE o.pupil_id = %(other)s
  AND (o.seen_at IS NOT NULL
       OR NOT EXISTS (SELECT FROM attendance_screenalert k
                      WHERE k.pupil_id = %(kept)s AND k.kind = o.kind AND k.date = o.date
                        AND k.session = o.session AND k.seen_at IS NULL))
"""
# Two contacts with the same parent become one: who was rung stays known.
CONTACTS = """
UPDATE attendance_contactattempt t SET contact_id = k.id
FROM schools_contact o JOIN schools_contact k ON k.parent_id = o.parent_id AND k.pupil_id = %(kept)s
WHERE o.pupil_id = %(other)s AND t.contact_id = o.id
"""
REPLIES_FROM = CONTACTS.replace("attendance_contactattempt", "attendance_familyreply")
ATTEMPTS = """
UPDATE attendance_contactattempt o SET pupil_id = %(kept)s WHERE o.pupil_id = %(other)s
  AND NOT EXISTS (SELECT FROM attendance_contactattempt k WHERE k.pupil_id = %(kept)s AND k.call = o.call)
"""
STEPS = """
UPDATE attendance_stepdone o SET pupil_id = %(kept)s WHERE o.pupil_id = %(other)s
  AND NOT EXISTS (SELECT FROM attendance_stepdone k
                  WHERE k.pupil_id = %(kept)s AND k.due_on = o.due_on AND k.step = o.step)
"""
ARRIVALS = """
UPDATE attendance_arrival o SET pupil_id = %(kept)s WHERE o.pupil_id = %(other)s
  AND (o.undone_at IS NOT NULL
       OR NOT EXISTS (SELECT FROM attendance_arrival k
                      WHERE k.pupil_id = %(kept)s AND k.date = o.date AND k.session = o.session
                        AND k.undone_at IS NULL))
"""
REPLIES = """
UPDATE attendance_familyreply o SET pupil_id = %(kept)s WHERE o.pupil_id = %(other)s
  AND (o.provider_id = '' OR NOT EXISTS (SELECT FROM attendance_familyreply k
       WHERE k.pupil_id = %(kept)s AND k.provider_id = o.provider_id))
"""
SECOND_ESCALATION = """
UPDATE attendance_escalation o SET closed_at = %(at)s
WHERE o.pupil_id = %(other)s AND o.closed_at IS NULL
  AND EXISTS (SELECT FROM attendance_escalation k WHERE k.pupil_id = %(kept)s AND k.closed_at IS NULL)
"""
# Of two lines of one kind the kept pupil's stands; the next look counts it anew by the marks of both.
SECOND_LINE = """
UPDATE attendance_crossedline o SET state = 'over', ended_at = %(at)s,
       ended_on = (%(at)s AT TIME ZONE 'Europe/London')::date
WHERE o.pupil_id = %(other)s AND o.state = 'standing'
  AND EXISTS (SELECT FROM attendance_crossedline k
              WHERE k.pupil_id = %(kept)s AND k.kind = o.kind AND k.state = 'standing')
"""
# The next look finds what the marks of both show.
PATTERNS = """
DELETE FROM attendance_foundpattern WHERE pupil_id = %(other)s OR sibling_id = %(other)s
"""
# No two rows of these can stand in each other's way.
WHOLE = tuple(
    f"UPDATE attendance_{table} SET pupil_id = %(kept)s WHERE pupil_id = %(other)s"
    for table in (
        "handover",
        "stayathome",
        "escalation",
        "escalationdecision",
        "agencytold",
        "visit",
        "visitnote",
        "crossedline",
    )
)
LESSONS_AND_SIGN_OUTS = (PERMITS, LESSON_MARKS, FOLLOW_UPS, SIGN_OUTS, BULK_MARKS, ALERTS)
ABSENCES = (
    CONTACTS,
    ATTEMPTS,
    STEPS,
    ARRIVALS,
    REPLIES_FROM,
    REPLIES,
    SECOND_ESCALATION,
    SECOND_LINE,
    PATTERNS,
    *WHOLE,
)


def move_days(*, kept_id: int, other_id: int, at: datetime) -> None:
    """Move all that days hold beside marks, and what was done about absences: 23 statements.

    It runs inside the act and the transaction of the merge, which holds both pupils, and before the marks of
    registers are copied.
    """
    with connection.cursor() as cursor:
        for statement in (*LESSONS_AND_SIGN_OUTS, *ABSENCES):
            cursor.execute(statement, {"kept": kept_id, "other": other_id, "at": at})
