"""What a pupil record holds beside marks, moved to the record that stays when duplicates are merged.

A row that the kept pupil has already, for the same lesson, alert or bulk act, stays where it is. So does what
a bulk act set where the kept pupil has a mark: the act never set that one, and its undoing must not touch it.
"""

from __future__ import annotations

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
ARRIVALS = """
UPDATE attendance_arrival o SET pupil_id = %(kept)s WHERE o.pupil_id = %(other)s
  AND (o.undone_at IS NOT NULL
       OR NOT EXISTS (SELECT FROM attendance_arrival k
                      WHERE k.pupil_id = %(kept)s AND k.date = o.date AND k.session = o.session
                        AND k.undone_at IS NULL))
"""
BULK_MARKS = "SELECT attendance_move_bulk_marks(%(other)s, %(kept)s)"
ALERTS = """
UPDATE attendance_screenalert o SET pupil_id = %(kept)s WHERE o.pupil_id = %(other)s
  AND (o.seen_at IS NOT NULL
       OR NOT EXISTS (SELECT FROM attendance_screenalert k
                      WHERE k.pupil_id = %(kept)s AND k.kind = o.kind AND k.date = o.date
                        AND k.session = o.session AND k.seen_at IS NULL))
"""


def move_days(*, kept_id: int, other_id: int) -> None:
    """Move permits, lesson marks, follow-ups, sign-outs, arrivals, bulk marks and alerts: a statement each.

    It runs inside the act and the transaction of the merge, which holds both pupils, and before the marks of
    registers are copied.
    """
    with connection.cursor() as cursor:
        for statement in (PERMITS, LESSON_MARKS, FOLLOW_UPS, SIGN_OUTS, ARRIVALS, BULK_MARKS, ALERTS):
            cursor.execute(statement, {"kept": kept_id, "other": other_id})
