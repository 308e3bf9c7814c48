"""What counts as contact with a family: the one statement of it, for all SQL of the first-day response.

Contact counts on the day on which it was made. "Away until Friday" leaves a row for each day to come with the
code that the words suggest: on its day that row is a proposal, and nobody has spoken with the family then.
"""

from attendance.contact_words import DUE_LATER, UNANSWERED
from attendance.models import Outcome, ReplyDecision, ReplyReason
from attendance.reply_words import MOST_AHEAD
from schools.models import MessageState
from schools.queries.message_sql import IS_ABOUT_ABSENCE

# Of rows `t` of attendance_contactattempt: the day in London on which somebody spoke or tried.
MADE_ON = "(t.made_at AT TIME ZONE 'Europe/London')::date"
# Not written ahead for a day to come.
IS_OF_ITS_DAY = f"{MADE_ON} >= t.date"
SPOKEN = f"(t.outcome = '{Outcome.SPOKE.value}' AND t.struck_at IS NULL AND {IS_OF_ITS_DAY})"
# With an adult of the pupil's contacts. Anybody may say a name on the telephone.
IS_WITH_CONTACT = (
    "EXISTS (SELECT FROM schools_contact own WHERE own.id = t.contact_id AND own.pupil_id = t.pupil_id)"
)
# Of rows `m` of schools_message: about an absence, and not withdrawn; and on its way or there, so that the
# family may know. What failed told nobody.
IS_MESSAGE = f"({IS_ABOUT_ABSENCE} AND m.state <> '{MessageState.WITHDRAWN.value}')"
IS_TOLD = f"({IS_MESSAGE} AND m.state <> '{MessageState.FAILED.value}')"
# Where it stands, and since when or from when, as `attendance.contact_words` says it.
# What was tried and put back is due again soon: that is no time at which the family is to have it.
MESSAGE_STATE = f"""CASE WHEN m.state <> '{MessageState.QUEUED.value}' THEN m.state
  WHEN m.attempts > m.clear_tries + 1 THEN '{UNANSWERED}'
  WHEN m.attempts = 0 AND m.due_at > m.queued_at THEN '{DUE_LATER}' ELSE m.state END"""
MESSAGE_AT = f"""CASE WHEN m.state = '{MessageState.QUEUED.value}' THEN greatest(m.queued_at, m.due_at)
  ELSE coalesce(m.sent_at, m.ended_at, m.queued_at) END"""


def answered(pupil: str, on: str, since: str) -> str:
    """SQL: since an instant the family spoke about the day, or the school asked the pupil to stay away.

    `pupil`, `on` and `since` are SQL. Words of an earlier day count too: who said that a child is ill until
    Friday is not asked on Thursday. An answer that was not accepted is none, one that nobody has read speaks
    for a few days, and who thought the child in school has said nothing of the absence.
    """
    return f"""(EXISTS (
  SELECT FROM attendance_contactattempt t WHERE t.pupil_id = {pupil} AND t.date = {on} AND t.struck_at IS NULL
    AND t.outcome = '{Outcome.SPOKE.value}' AND {IS_WITH_CONTACT} AND t.made_at >= {since})
OR EXISTS (
  SELECT FROM attendance_familyreply r WHERE r.pupil_id = {pupil} AND r.date <= {on}
    AND coalesce(r.until_on, r.date) >= {on} AND r.reason <> '{ReplyReason.THOUGHT_IN.value}'
    AND (r.decision = '{ReplyDecision.ACCEPTED.value}' OR r.decision = '' AND r.date >= {on} - {MOST_AHEAD})
    AND r.received_at >= {since})
OR EXISTS (
  SELECT FROM attendance_stayathome h WHERE h.pupil_id = {pupil} AND {on} BETWEEN h.from_on AND h.until_on
    AND h.asked_at >= {since}))"""


# Of rows `a` of an absence: a message about it, and words of the family, are those of its day; where it began
# with the afternoon, those since then: what was said of the morning explains no child who left at noon.
FROM_MORNING = "(a.began_on < %(on)s OR a.began_session = 1)"
SINCE = f"(CASE WHEN {FROM_MORNING} THEN '-infinity' ELSE %(pm_starts_at)s::timestamptz END)"
HAS_ANSWERED = answered("a.pupil_id", "%(on)s", SINCE)
