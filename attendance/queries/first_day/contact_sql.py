"""What counts as contact with a family: the one statement of it, for all SQL of the first-day response.

Contact counts on the day on which it was made. "Away until Friday" leaves a row for each day to come with the
code that the words suggest: on its day that row is a proposal, and nobody has spoken with the family then.
"""

from attendance.models import Outcome
from schools.models import MessageKind, MessageState

# Of rows `t` of attendance_contactattempt: the day in London on which somebody spoke or tried.
MADE_ON = "(t.made_at AT TIME ZONE 'Europe/London')::date"
# Not written ahead for a day to come.
IS_OF_ITS_DAY = f"{MADE_ON} >= t.date"
SPOKEN = f"(t.outcome = '{Outcome.SPOKE.value}' AND t.struck_at IS NULL AND {IS_OF_ITS_DAY})"
# With an adult of the pupil's contacts. Anybody may say a name on the telephone.
IS_WITH_CONTACT = (
    "EXISTS (SELECT FROM schools_contact own WHERE own.id = t.contact_id AND own.pupil_id = t.pupil_id)"
)
# Of rows `m` of schools_message: about an absence, and not withdrawn.
IS_MESSAGE = f"(m.kind = '{MessageKind.FIRST_DAY.value}' AND m.state <> '{MessageState.WITHDRAWN.value}')"
