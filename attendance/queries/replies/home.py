"""What families have answered and nobody has decided about: beside a pupil, as an alarm, and as a count."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils import timezone

from accounts.roles import Permission
from attendance.codes import HERE_NUMBERS, NO_REASON
from attendance.models import ContactAttempt, FamilyReply, Mark, Outcome, ReplyReason
from attendance.reply_words import THOUGHT_IN, home_words
from schools.access import Rights, pupils_visible_to
from schools.models import School
from schools.queries.rows import rows_of
from schools.wording import short_day_words, time_words

MOST_ALARMS = 20
RING = "Ring them now. Nobody knows where the child is."
HOME = f"""
SELECT DISTINCT ON (r.pupil_id) r.pupil_id, r.reason, r.received_at,
       bool_or(r.reason = '{THOUGHT_IN}' AND NOT EXISTS (
         SELECT FROM attendance_contactattempt t
         WHERE t.pupil_id = r.pupil_id AND t.outcome = '{Outcome.SPOKE.value}' AND t.struck_at IS NULL
           AND t.made_at >= r.received_at)) OVER w
FROM attendance_familyreply r
WHERE r.pupil_id = ANY (%(pupils)s) AND r.date = %(on)s AND r.decision = ''
WINDOW w AS (PARTITION BY r.pupil_id)
ORDER BY r.pupil_id, r.reason = '{THOUGHT_IN}' DESC, r.received_at DESC, r.id DESC
"""


@dataclass(frozen=True, slots=True)
class HomeSays:
    """The last answers about the day `on` of some pupils: the reason, and when each came (local time).

    That the child was thought in school comes before later words, until somebody has decided.
    `alarming` are the pupils whose family thought that the child was in school, and with whom nobody has
    spoken since.
    """

    on: date
    answers: Mapping[int, tuple[str, datetime]]
    alarming: frozenset[int]

    def alarms(self, pupils: Iterable[int]) -> bool:
        """Whether a family of these pupils thought that the child was in school: nothing comes before it."""
        return not self.alarming.isdisjoint(pupils)

    def words(self, pupils: Iterable[int]) -> str:
        """The line beside these pupils: "Home says: ill, 09:12"; empty where nobody has answered.

        For who does first-day work for them: they may know what home said, here and wherever it is told.
        """
        found = [self.answers[pupil] for pupil in pupils if pupil in self.answers]
        said = dict.fromkeys(home_words(*each, self.on, tells_reason=True) for each in found)
        return ". ".join(said)


@dataclass(frozen=True)
class ReplyAlarm:
    """A family that thought their child was in school. It names no child: it stands on every open page."""

    key: str
    words: str
    more: str
    url: str


@dataclass(frozen=True)
class RepliesToRead:
    """How many answers wait for a decision, and of how many families the child is nowhere known."""

    count: int
    alarms: int


def home_says(pupils: Collection[int], *, on: date) -> HomeSays:
    """What was answered about these pupils' day and waits: one statement, also for nobody."""
    rows = rows_of(HOME, {"pupils": list(pupils), "on": on})
    return HomeSays(
        on,
        {pupil: (reason, timezone.localtime(at)) for pupil, reason, at, _ in rows},
        frozenset(pupil for pupil, *_, is_alarm in rows if is_alarm),
    )


def reply_alarms(rights: Rights, *, at: datetime) -> list[ReplyAlarm]:
    """The families who thought that their child was in school, longest ago first: one statement.

    It lasts overnight, and ends when somebody spoke with the family, when the pupil was found in school or a
    person has since set another code than N, and with a decision. None, without a statement, for who does no
    first-day work.
    """
    if not rights.reaches_people(Permission.FIRST_DAY_WORK):
        return []
    rows = open_alarms(_waiting(rights)).order_by("received_at", "pk")
    return [_alarm(rights, row, timezone.localtime(at)) for row in rows[:MOST_ALARMS]]


def replies_to_read(rights: Rights) -> RepliesToRead:
    """How many answers wait about the pupils within reach: one statement."""
    alarming = open_alarms(_waiting(rights)).values("pk")
    found = _waiting(rights).aggregate(count=Count("pk"), alarms=Count("pk", filter=Q(pk__in=alarming)))
    return RepliesToRead(found["count"], found["alarms"])


def replies_within(rights: Rights) -> QuerySet[FamilyReply]:
    """Answers about pupils within reach; those without a pupil for who reaches the whole school."""
    within = Q(pupil__in=pupils_visible_to(rights, Permission.FIRST_DAY_WORK))
    if rights.has_for_school(Permission.FIRST_DAY_WORK):
        within |= Q(pupil=None)
    return FamilyReply.objects.filter(within, school=rights.school)


def _waiting(rights: Rights) -> QuerySet[FamilyReply]:
    return replies_within(rights).filter(decision="")


def open_alarms(replies: QuerySet[FamilyReply]) -> QuerySet[FamilyReply]:
    """Those of some answers after which nobody knows where a child is, and nobody has spoken with the family.

    A code that stood before the answer came says nothing of it, unless the pupil was here.
    """
    spoken = ContactAttempt.objects.filter(
        pupil=OuterRef("pupil"),
        outcome=Outcome.SPOKE,
        struck_at=None,
        made_at__gte=OuterRef("received_at"),
    )
    marked = Mark.objects.filter(
        pupil=OuterRef("pupil"),
        date=OuterRef("date"),
        session=OuterRef("session"),
        set_at__gte=OuterRef("received_at"),
    ).exclude(code=NO_REASON)
    found = Mark.objects.filter(
        Q(date=OuterRef("date"), session__gte=OuterRef("session")) | Q(date__gt=OuterRef("date")),
        pupil=OuterRef("pupil"),
        code__in=HERE_NUMBERS,
    )
    return replies.filter(
        ~Exists(spoken), ~Exists(marked), ~Exists(found), reason=ReplyReason.THOUGHT_IN, decision=""
    )


def pupils_to_ring(school: School) -> frozenset[int]:
    """The pupils of a school whose family is rung before anything is decided about them: one statement."""
    rows = open_alarms(FamilyReply.objects.filter(school=school, pupil__isnull=False))
    return frozenset(pupil for pupil in rows.values_list("pupil_id", flat=True) if pupil)


def _alarm(rights: Rights, row: FamilyReply, now: datetime) -> ReplyAlarm:
    at, school = timezone.localtime(row.received_at), rights.school.slug
    when = time_words(at) if at.date() == now.date() else f"{short_day_words(at.date())} {time_words(at)}"
    call = reverse("call", args=[school, row.pupil_id]) if row.pupil_id else reverse("replies", args=[school])
    return ReplyAlarm(
        key=f"reply-{row.pk}",
        words=f"A family thought that their child was in school, {when}.",
        more=RING,
        url=call,
    )
