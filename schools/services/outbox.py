"""Messages to families, queued with the act that causes them; they are sent later, and not from here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from accounts.models import User
from schools.models import Channel, MarkerKind, MessageKind, MessageState, School
from schools.queries.rows import rows_of

# A United Kingdom mobile as it is stored: nothing else takes a text that costs no more than one.
MOBILE = "^07([1-57-9][0-9]{8}|624[0-9]{6})$"
# One adult a pupil: the first in call order of those with parental responsibility, without one the first of
# the others. Whoever must not be contacted, or of whom the DSL left a note to be read first, gets no text;
# nor does anybody where the note or the marker is about the pupil. A session that has its message
# waiting gets no second one, whoever the first adult is meanwhile.
QUEUE = f"""
WITH wanted AS (
  SELECT * FROM unnest(%(pupils)s::bigint[], %(sessions)s::smallint[], %(versions)s::smallint[])
    AS w (pupil_id, session, version)
), before AS (
  SELECT DISTINCT w.pupil_id FROM wanted w JOIN schools_message m ON m.pupil_id = w.pupil_id
    AND m.date = %(on)s AND m.session = w.session AND m.kind = %(kind)s
    AND m.state <> '{MessageState.WITHDRAWN.value}'
), chosen AS (
  SELECT DISTINCT ON (w.pupil_id) w.pupil_id, w.session, w.version, c.id AS contact_id
  FROM wanted w
  JOIN schools_pupil p ON p.id = w.pupil_id AND p.school_id = %(school)s
  JOIN schools_contact c ON c.pupil_id = w.pupil_id AND NOT c.must_not_contact
  JOIN schools_parent a ON a.id = c.parent_id AND a.mobile ~ %(mobile)s
  WHERE NOT EXISTS (SELECT FROM before b WHERE b.pupil_id = w.pupil_id)
    AND NOT EXISTS (SELECT FROM schools_safetynote n WHERE n.pupil_id = w.pupil_id
      AND (n.contact_id IS NULL OR n.contact_id = c.id)
      AND n.from_on <= %(on)s AND (n.until_on IS NULL OR n.until_on >= %(on)s))
    AND NOT EXISTS (SELECT FROM schools_pupilmarker k WHERE k.pupil_id = w.pupil_id
      AND k.kind = '{MarkerKind.ASK_FIRST.value}'
      AND k.from_on <= %(on)s AND (k.until_on IS NULL OR k.until_on >= %(on)s))
  ORDER BY w.pupil_id, c.has_responsibility DESC, c.call_order, c.id
), queued AS (
  INSERT INTO schools_message (school_id, pupil_id, contact_id, kind, channel, date, session, mark_version,
                               state, queued_by_id, queued_at)
  SELECT %(school)s, pupil_id, contact_id, %(kind)s, '{Channel.TEXT.value}', %(on)s, session, version,
         '{MessageState.QUEUED.value}', %(by)s, %(at)s
  FROM chosen ORDER BY pupil_id
  ON CONFLICT DO NOTHING
  RETURNING pupil_id
)
SELECT w.pupil_id, EXISTS (SELECT FROM queued q WHERE q.pupil_id = w.pupil_id),
       EXISTS (SELECT FROM before b WHERE b.pupil_id = w.pupil_id)
         OR EXISTS (SELECT FROM chosen c WHERE c.pupil_id = w.pupil_id)
FROM wanted w
"""


@dataclass(frozen=True)
class Wanted:
    """A pupil's session of which a family is to be told, and the version of its mark, 0 without one."""

    pupil_id: int
    session: int
    version: int


@dataclass(frozen=True)
class Queued:
    """The pupils whose message was queued now, who had one already, and for whom no number fits."""

    queued: list[int]
    before: list[int]
    unreachable: list[int]


def queue_messages(
    *, school: School, wanted: Sequence[Wanted], kind: MessageKind, on: date, by: User | None, at: datetime
) -> Queued:
    """Queue a text for each wanted session of a day, in the caller's transaction: one statement.

    The same session twice is one message, whoever asks and how often. Rights and the reason for it are the
    caller's to look at.
    """
    if not wanted:
        return Queued([], [], [])
    values = {
        "school": school.pk,
        "pupils": [row.pupil_id for row in wanted],
        "sessions": [row.session for row in wanted],
        "versions": [row.version for row in wanted],
        "kind": kind.value,
        "on": on,
        "by": by.pk if by else None,
        "at": at,
        "mobile": MOBILE,
    }
    rows = rows_of(QUEUE, values)
    return Queued(
        queued=[pupil for pupil, now, _ in rows if now],
        before=[pupil for pupil, now, known in rows if known and not now],
        unreachable=[pupil for pupil, now, known in rows if not known and not now],
    )
