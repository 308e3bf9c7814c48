"""Messages to families, queued with the act that causes them; they are sent later, and not from here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from accounts.models import User
from schools.models import Carrier, Channel, MarkerKind, MessageKind, MessageState, School
from schools.queries.message_sql import IS_ABOUT_ABSENCE, is_never, is_shared
from schools.queries.rows import rows_of

# A United Kingdom mobile as it is stored: nothing else takes a text that costs no more than one.
MOBILE = "^07([1-57-9][0-9]{8}|624[0-9]{6})$"
# Of rows `a` of schools_parent: whether a text may go to the mobile, or an email to the address. Nothing goes
# to what the school has put on its list of never.
TAKES_TEXT = f"(a.mobile ~ %(mobile)s AND NOT {is_never('a.mobile', school='%(school)s')})"
TAKES_EMAIL = f"(a.email <> '' AND NOT {is_never('a.email', school='%(school)s')})"
# A school that sends no emails falls back on none.
SENDS_EMAILS = f"""(%(or_email)s AND EXISTS (
  SELECT FROM schools_messaging s WHERE s.school_id = %(school)s AND s.emails <> '{Carrier.OFF.value}'))"""
CHANNEL = f"(CASE WHEN {TAKES_TEXT} THEN '{Channel.TEXT.value}' ELSE '{Channel.EMAIL.value}' END)"
ADDRESS = f"(CASE WHEN {TAKES_TEXT} THEN a.mobile ELSE a.email END)"
# One adult a pupil: the first in call order of those with parental responsibility, without one the first of
# the others; a mobile comes before an email address. Whoever must not be contacted, or of whom the DSL left
# a note to be read first, gets none, not even at a number shared with others; nor does anybody where the note
# or the marker is about the pupil. A session that has its message waiting gets no second one, of another kind
# or to whoever is first meanwhile.
CHOSEN = f"""
WITH wanted AS (
  SELECT * FROM unnest(%(pupils)s::bigint[], %(sessions)s::smallint[], %(versions)s::smallint[],
                       %(due)s::timestamptz[]) AS w (pupil_id, session, version, due_at)
), before AS (
  SELECT w.pupil_id, bool_and(m.state = '{MessageState.FAILED.value}') AS failed
  FROM wanted w JOIN schools_message m ON m.pupil_id = w.pupil_id AND m.date = %(on)s
    AND m.session = w.session AND {IS_ABOUT_ABSENCE} AND m.state <> '{MessageState.WITHDRAWN.value}'
  GROUP BY 1
), asked AS (
  SELECT DISTINCT k.pupil_id FROM wanted w JOIN schools_pupilmarker k ON k.pupil_id = w.pupil_id
    AND k.kind = '{MarkerKind.ASK_FIRST.value}'
    AND k.from_on <= %(on)s AND (k.until_on IS NULL OR k.until_on >= %(on)s)
), chosen AS (
  SELECT DISTINCT ON (w.pupil_id) w.pupil_id, w.session, w.version, w.due_at, c.id AS contact_id, c.parent_id,
         {CHANNEL} AS channel
  FROM wanted w
  JOIN schools_pupil p ON p.id = w.pupil_id AND p.school_id = %(school)s
  JOIN schools_contact c ON c.pupil_id = w.pupil_id AND NOT c.must_not_contact
  JOIN schools_parent a ON a.id = c.parent_id AND ({TAKES_TEXT} OR {SENDS_EMAILS} AND {TAKES_EMAIL})
  WHERE NOT EXISTS (SELECT FROM before b WHERE b.pupil_id = w.pupil_id)
    AND NOT EXISTS (SELECT FROM schools_safetynote n WHERE n.pupil_id = w.pupil_id
      AND (n.contact_id IS NULL OR n.contact_id = c.id)
      AND n.from_on <= %(on)s AND (n.until_on IS NULL OR n.until_on >= %(on)s))
    AND NOT EXISTS (SELECT FROM asked k WHERE k.pupil_id = w.pupil_id)
    AND NOT {is_shared(ADDRESS, channel=CHANNEL, contact="c.id", pupil="w.pupil_id", on="%(on)s")}
  ORDER BY w.pupil_id, {TAKES_TEXT} DESC, c.has_responsibility DESC, c.call_order, c.id
)
"""
# A clerk's press and the job of reminders see each other's messages of one session: it is told once.
ONE_AT_A_TIME = "SELECT pg_advisory_xact_lock(hashtext('schools_message'), %(school)s::int)"
QUEUE = f"""{CHOSEN}, queued AS (
  INSERT INTO schools_message (school_id, pupil_id, contact_id, kind, channel, date, session, mark_version,
                               state, queued_by_id, queued_at, due_at)
  SELECT %(school)s, pupil_id, contact_id, %(kind)s, channel, %(on)s, session, version,
         '{MessageState.QUEUED.value}', %(by)s, %(at)s, coalesce(due_at, %(at)s)
  FROM chosen ORDER BY pupil_id
  ON CONFLICT DO NOTHING
  RETURNING pupil_id
)
SELECT w.pupil_id, EXISTS (SELECT FROM queued q WHERE q.pupil_id = w.pupil_id),
       EXISTS (SELECT FROM before b WHERE b.pupil_id = w.pupil_id)
         OR EXISTS (SELECT FROM chosen c WHERE c.pupil_id = w.pupil_id),
       EXISTS (SELECT FROM asked k WHERE k.pupil_id = w.pupil_id),
       EXISTS (SELECT FROM before b WHERE b.pupil_id = w.pupil_id AND b.failed), NULL
FROM wanted w
"""
PLAN = f"""{CHOSEN}
SELECT w.pupil_id, c.pupil_id IS NOT NULL,
       EXISTS (SELECT FROM before b WHERE b.pupil_id = w.pupil_id),
       EXISTS (SELECT FROM asked k WHERE k.pupil_id = w.pupil_id),
       EXISTS (SELECT FROM before b WHERE b.pupil_id = w.pupil_id AND b.failed), c.parent_id
FROM wanted w LEFT JOIN chosen c ON c.pupil_id = w.pupil_id
"""


@dataclass(frozen=True)
class Wanted:
    """A pupil's session of which a family is to be told, and the version of its mark, 0 without one.

    It is not sent before `due_at`; without one it goes at once.
    """

    pupil_id: int
    session: int
    version: int
    due_at: datetime | None = None


@dataclass(frozen=True)
class Queued:
    """The pupils whose message was queued now, who had one already, and for whom no number fits.

    The earlier one of those of `failed` told nobody. About those of `asked_first` nobody is texted before the
    DSL was asked. `families` counts the adults of a plan.
    """

    queued: list[int]
    before: list[int]
    failed: list[int]
    unreachable: list[int]
    asked_first: list[int]
    families: int


def queue_messages(
    *,
    school: School,
    wanted: Sequence[Wanted],
    kind: MessageKind,
    on: date,
    by: User | None,
    at: datetime,
    or_email: bool = False,
) -> Queued:
    """Queue a text for each wanted session of a day, in the caller's transaction: one statement and a lock.

    `or_email`: where no mobile fits an email goes instead, if the school sends any. The same session twice
    is one message, whoever asks and how often. Rights and the reason for it are the caller's to look at.
    Brothers and sisters have a text each.
    """
    values = _values(school, wanted, kind, on)
    values |= {"by": by.pk if by else None, "at": at, "or_email": or_email}
    if not wanted:
        return _sorted("", {})
    rows_of(ONE_AT_A_TIME, values)
    return _sorted(QUEUE, values)


def plan_messages(*, school: School, wanted: Sequence[Wanted], kind: MessageKind, on: date) -> Queued:
    """What `queue_messages` would do now, and to how many adults: at most one statement."""
    return _sorted(PLAN, _values(school, wanted, kind, on)) if wanted else _sorted("", {})


def _values(school: School, wanted: Sequence[Wanted], kind: MessageKind, on: date) -> dict[str, Any]:
    return {
        "school": school.pk,
        "pupils": [row.pupil_id for row in wanted],
        "sessions": [row.session for row in wanted],
        "versions": [row.version for row in wanted],
        "due": [row.due_at for row in wanted],
        "or_email": False,
        "kind": kind.value,
        "on": on,
        "mobile": MOBILE,
    }


def _sorted(statement: str, values: dict[str, Any]) -> Queued:
    """The pupils by what becomes of their texts."""
    rows = rows_of(statement, values) if statement else []
    left = [(pupil, asked) for pupil, now, known, asked, *_ in rows if not now and not known]
    known = [(pupil, failed) for pupil, now, is_known, _, failed, _ in rows if is_known and not now]
    return Queued(
        queued=[pupil for pupil, now, *_ in rows if now],
        before=[pupil for pupil, failed in known if not failed],
        failed=[pupil for pupil, failed in known if failed],
        unreachable=[pupil for pupil, asked in left if not asked],
        asked_first=[pupil for pupil, asked in left if asked],
        families=len({row[-1] for row in rows} - {None}),
    )
