"""What the opening of the evacuation list leaves behind."""

from __future__ import annotations

from typing import Any

from django.db import connection, transaction

from accounts.audit import current_request_id, log_event
from accounts.roles import Permission
from accounts.verbs import Verb
from schools.access import Rights

TABLE = "evacuation"
FETCH, SHOW = "fetch", "show"
# A page fetches its copy every few minutes: one line of a person's copies in half an hour is enough.
LOG_COPY = """
SELECT daymark_log_event(%(verb)s, %(by)s, NULL, %(school)s, NULL, %(tbl)s, %(as_of)s, NULL,
                         jsonb_build_object('pupils', %(pupils)s::int), '', %(request)s)
WHERE NOT EXISTS (
  SELECT FROM accounts_auditevent e
  WHERE e.at > clock_timestamp() - interval '30 minutes' AND e.tbl = %(tbl)s AND e.verb = %(verb)s
    AND e.actor = %(by)s AND e.school = %(school)s)
"""


@transaction.atomic
def log_evacuation_list(*, rights: Rights, as_of: str, pupils: int) -> None:
    """Leave a line in the audit: the names of the whole school were shown, and may be printed.

    Raises PermissionDenied for who may not see the list.
    """
    rights.check(Permission.EVACUATION_VIEW)
    log_event(
        Verb.PRINT,
        by=rights.user,
        school=rights.school.pk,
        tbl=TABLE,
        obj=as_of,
        after={"pupils": pupils},
    )


def log_copy(*, rights: Rights, as_of: str, pupils: int) -> None:
    """Leave a line in the audit that a page took a copy, once in half an hour: one statement."""
    values: dict[str, Any] = {
        "verb": FETCH,
        "by": rights.user.pk,
        "school": rights.school.pk,
        "tbl": TABLE,
        "as_of": as_of,
        "pupils": pupils,
        "request": current_request_id.get(),
    }
    with connection.cursor() as cursor:
        cursor.execute(LOG_COPY, values)


def log_shown(*, rights: Rights, as_of: str) -> None:
    """Leave a line in the audit: a page showed the copy of this time while it had no network."""
    log_event(
        SHOW,
        by=rights.user,
        school=rights.school.pk,
        tbl=TABLE,
        obj=as_of,
        after={"shown_without_network": True},
    )
