"""Mail to staff that there is a bulletin to read: it says no more than that."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import connection, transaction

from accounts.audit import acting
from accounts.roles import Permission, Scope, roles_with, scopes_of
from attendance.codes import AUTHORISED_NUMBERS, LATE, UNAUTHORISED_NUMBERS
from schools.access import ROLES_TO_APPROVE
from schools.models import Channel, GroupKind, MessageKind, MessageState, School, StaffPart

# Tutors of a group that has news, and those whose caseload holds its year: each once a day. Without news, and
# without a live grant that reads registers, there is no mail. `news`: an absence, a late mark, a message.
QUEUE = f"""
WITH pupils AS (
  SELECT m.pupil_id FROM attendance_mark m WHERE m.school_id = %(school)s AND m.date = %(on)s
    AND (m.code = {LATE} OR m.code BETWEEN {AUTHORISED_NUMBERS[0]} AND {UNAUTHORISED_NUMBERS[-1]})
  UNION
  SELECT m.pupil_id FROM schools_message m WHERE m.school_id = %(school)s AND m.date = %(on)s
    AND m.pupil_id IS NOT NULL AND m.state <> '{MessageState.WITHDRAWN.value}'
), news AS (
  SELECT DISTINCT g.id, g.year_group FROM pupils p
  JOIN schools_groupmember gm ON gm.pupil_id = p.pupil_id AND gm.from_on <= %(on)s
       AND (gm.until_on IS NULL OR gm.until_on >= %(on)s)
  JOIN schools_group g ON g.id = gm.group_id AND g.school_id = %(school)s
       AND g.kind = '{GroupKind.REGISTRATION.value}'
), readers AS (
  SELECT b.user_id, b.role, b.year_groups FROM schools_membership b JOIN accounts_user u ON u.id = b.user_id
  WHERE b.school_id = %(school)s AND b.role = ANY (%(roles)s) AND b.valid_from <= %(on)s
    AND (b.valid_until IS NULL OR b.valid_until >= %(on)s) AND u.is_active AND u.email <> ''
    AND (b.role <> ALL (%(to_approve)s) OR b.approved_by_id IS NOT NULL)
), told AS (
  SELECT r.user_id FROM readers r JOIN schools_staff s ON s.user_id = r.user_id AND s.school_id = %(school)s
  JOIN schools_groupstaff o ON o.staff_id = s.id AND o.part = '{StaffPart.TUTOR.value}'
       AND o.from_on <= %(on)s AND (o.until_on IS NULL OR o.until_on >= %(on)s)
  JOIN news n ON n.id = o.group_id
  UNION
  SELECT r.user_id FROM readers r JOIN news n ON n.year_group = ANY (r.year_groups)
  WHERE r.role = ANY (%(caseload)s)
)
INSERT INTO schools_message (school_id, staff_id, kind, channel, date, session, mark_version, state,
                             queued_at, due_at)
SELECT %(school)s, user_id, '{MessageKind.BULLETIN.value}', '{Channel.EMAIL.value}', %(on)s, 0, 0,
       '{MessageState.QUEUED.value}', %(at)s, %(at)s
FROM told ORDER BY user_id
ON CONFLICT DO NOTHING
"""
READERS = roles_with(Permission.REGISTER_VIEW)


@transaction.atomic
def queue_bulletins(*, school: School, at: datetime) -> int:
    """Queue a mail to each tutor and head of year with something to read today; how many: one statement.

    It runs as nobody, as often as one likes: each person has one a day.
    """
    acting(None, at=at)
    values: dict[str, Any] = {
        "school": school.pk,
        "on": at.date(),
        "at": at,
        "roles": [role.value for role in READERS],
        "caseload": [
            role.value for role in READERS if Scope.CASELOAD in scopes_of(role, Permission.REGISTER_VIEW)
        ],
        "to_approve": list(ROLES_TO_APPROVE),
    }
    with connection.cursor() as cursor:
        cursor.execute(QUEUE, values)
        return int(cursor.rowcount)
