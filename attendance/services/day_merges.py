"""What a pupil record holds beside marks, moved to the record that stays when duplicates are merged.

A row that the kept pupil has already, for the same lesson, alert or bulk act, stays where it is. So does what
a bulk act set where the kept pupil has a mark: the act never set that one, and its undoing must not touch it.
"""

from __future__ import annotations

from django.db import connection

PERMITS = "UPDATE attendance_codepermit SET pupil_id = %(kept)s WHERE pupil_id = %(other)s"
# The key of a lesson mark is its pupil, so it goes and comes.
LESSON_MARKS = """
WITH gone AS (
  DELETE FROM attendance_lessonmark o WHERE o.pupil_id = %(other)s
    AND NOT EXISTS (SELECT FROM attendance_lessonmark k
                    WHERE k.pupil_id = %(kept)s AND k.date = o.date AND k.lesson_id = o.lesson_id)
  RETURNING o.*
)
INSERT INTO attendance_lessonmark (pupil_id, date, lesson_id, school_id, code, minutes_late, version,
                                   set_by_id, set_at)
SELECT %(kept)s, date, lesson_id, school_id, code, minutes_late, version, set_by_id, set_at FROM gone
"""
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
# Asked before the marks are copied: a row goes with the mark that its act left, or not at all.
BULK_MARKS = """
UPDATE attendance_bulkmark o SET pupil_id = %(kept)s FROM attendance_mark m
WHERE o.pupil_id = %(other)s
  AND (m.pupil_id, m.date, m.session, m.version) = (o.pupil_id, o.date, o.session, o.version)
  AND NOT EXISTS (SELECT FROM attendance_mark k
                  WHERE k.pupil_id = %(kept)s AND k.date = o.date AND k.session = o.session)
  AND NOT EXISTS (SELECT FROM attendance_bulkmark k
                  WHERE k.pupil_id = %(kept)s AND k.act_id = o.act_id AND k.date = o.date
                    AND k.session = o.session)
"""
ALERTS = """
UPDATE attendance_screenalert o SET pupil_id = %(kept)s WHERE o.pupil_id = %(other)s
  AND (o.seen_at IS NOT NULL
       OR NOT EXISTS (SELECT FROM attendance_screenalert k
                      WHERE k.pupil_id = %(kept)s AND k.kind = o.kind AND k.date = o.date
                        AND k.session = o.session AND k.seen_at IS NULL))
"""


def move_days(*, kept_id: int, other_id: int) -> None:
    """Move permits, lesson marks, follow-ups, sign-outs, bulk marks and alerts: six statements.

    It runs inside the act and the transaction of the merge, which holds both pupils, and before the marks of
    registers are copied.
    """
    with connection.cursor() as cursor:
        for statement in (PERMITS, LESSON_MARKS, FOLLOW_UPS, SIGN_OUTS, BULK_MARKS, ALERTS):
            cursor.execute(statement, {"kept": kept_id, "other": other_id})
