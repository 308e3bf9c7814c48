"""One follow-up of a pupil who was missing from a lesson, with the pupil's earlier ones."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.http import Http404
from django.urls import reverse
from django.utils import timezone

from accounts.roles import Permission
from attendance.lessons import times_words
from attendance.models import LessonFollowUp
from attendance.queries.lessons.missing import TRUANCIES, half_term_start, repeat_words
from schools.access import Rights, pupils_visible_to
from schools.models import LessonCover
from schools.queries.versions import version_of
from schools.wording import day_words, short_day_words, time_words

MOST_EARLIER = 20
WRITTEN = ("found_at", "found_where", "parent_told_at", "outcome", "words", "settled_at")


@dataclass(frozen=True)
class EarlierLine:
    """Another follow-up of the same pupil."""

    url: str
    when: str
    lesson: str
    outcome: str
    words: str


@dataclass(frozen=True)
class FollowUpPage:
    """A follow-up as its page shows it."""

    row: LessonFollowUp
    version: str
    name: str
    pupil_url: str
    now_url: str
    lesson: str
    opened: str
    settled: str
    facts: list[tuple[str, str]]
    repeat: str
    earlier: list[EarlierLine]


def follow_up_for(rights: Rights, follow_up_id: int) -> LessonFollowUp:
    """The follow-up of a pupil whom the right reaches; 404 otherwise."""
    row = (
        LessonFollowUp.objects.filter(school=rights.school, pk=follow_up_id)
        .filter(pupil__in=pupils_visible_to(rights, Permission.LESSON_FOLLOW_UP))
        .select_related("pupil", "lesson__group", "lesson__staff", "opened_by", "settled_by")
        .first()
    )
    if row is None:
        raise Http404
    return row


def version_of_follow_up(row: LessonFollowUp) -> str:
    """What a page saw of a follow-up: it differs once somebody wrote."""
    return version_of((row, WRITTEN))


def follow_up_page(rights: Rights, row: LessonFollowUp, *, on: date) -> FollowUpPage:
    """The page of a follow-up: four statements."""
    others = (
        LessonFollowUp.objects.filter(school=rights.school, pupil=row.pupil)
        .exclude(pk=row.pk)
        .select_related("lesson__group")
    )
    since = half_term_start(rights, on)
    truancies = LessonFollowUp.objects.filter(
        pupil=row.pupil, outcome__in=TRUANCIES, date__gte=since, date__lte=on
    ).count()
    school = rights.school.slug
    return FollowUpPage(
        row=row,
        version=version_of_follow_up(row),
        name=row.pupil.known_name,
        pupil_url=reverse("pupil", args=[school, row.pupil_id]),
        now_url=reverse("where_now", args=[school, row.pupil_id]),
        lesson=f"{day_words(row.date)}: {_lesson_words(row)}",
        opened=f"{row.opened_by.full_name} is looking, since {_moment(row.opened_at, row.date)}",
        settled=_settled(row),
        facts=_facts(row),
        repeat=repeat_words(truancies),
        earlier=[_earlier(school, other) for other in others.order_by("-date", "-opened_at")[:MOST_EARLIER]],
    )


def _lesson_words(row: LessonFollowUp) -> str:
    lesson = row.lesson
    cover = LessonCover.objects.filter(lesson=lesson, date=row.date).select_related("staff").first()
    who = cover.staff.title_name if cover else lesson.staff.title_name if lesson.staff else ""
    room = (cover.room if cover else "") or lesson.room
    parts = (
        f"{lesson.group.name} {lesson.subject}".strip(),
        lesson.period,
        times_words(lesson.starts, lesson.ends),
        f"room {room}" if room else "",
        who,
    )
    return ", ".join(part for part in parts if part)


def _moment(at: datetime, on: date) -> str:
    """A time, with its day where it is not the lesson's."""
    local = timezone.localtime(at)
    return (
        time_words(local) if local.date() == on else f"{short_day_words(local.date())}, {time_words(local)}"
    )


def _settled(row: LessonFollowUp) -> str:
    if row.settled_at is None or row.settled_by is None:
        return ""
    return f"Settled {_moment(row.settled_at, row.date)} by {row.settled_by.full_name}"


def _facts(row: LessonFollowUp) -> list[tuple[str, str]]:
    told = (
        ("Outcome", str(row.get_outcome_display()) if row.outcome else ""),
        ("Found", _moment(row.found_at, row.date) if row.found_at else ""),
        ("Where", row.found_where),
        ("Parent told", _moment(row.parent_told_at, row.date) if row.parent_told_at else ""),
        ("In words", row.words),
    )
    return [(label, value or "Not recorded") for label, value in told]


def _earlier(school: str, row: LessonFollowUp) -> EarlierLine:
    return EarlierLine(
        url=reverse("follow_up", args=[school, row.pk]),
        when=short_day_words(row.date),
        lesson=f"{row.lesson.group.name} {row.lesson.subject}, {row.lesson.period}",
        outcome=str(row.get_outcome_display()) if row.outcome else "Not settled yet",
        words=row.words,
    )
