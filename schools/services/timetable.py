"""Changing the timetable by hand: lessons and bell times, each from a day on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import ProtectedError, Q
from django.http import Http404

from accounts.audit import acting
from accounts.roles import Permission
from schools.access import Rights, groups_visible_to
from schools.models import Group, Lesson, LessonCover, Period, School, Staff
from schools.services.own_classes import refuse_oneself
from schools.timetable import WEEKDAYS
from schools.wording import day_words


@dataclass(frozen=True, slots=True)
class LessonWords:
    """When a lesson is by week, weekday (0 is Monday) and period, what it is, and who teaches it where."""

    week: int
    weekday: int
    period: str
    subject: str
    room: str
    staff_id: int | None


@transaction.atomic
def add_lesson(*, rights: Rights, group_id: int, words: LessonWords, from_on: date, at: datetime) -> Lesson:
    """Give a group a lesson from a day until its year ends; its teacher sees the group's pupils with it.

    Raises ValidationError for a day outside the year, a period without bell times on that weekday, a lesson
    that stands there already, or oneself as its teacher.
    """
    _begin(rights, at)
    groups = groups_visible_to(rights, Permission.SETUP_ATTENDANCE).select_related("academic_year")
    group = groups.select_for_update(of=("self",)).filter(pk=group_id).first()
    if group is None:
        raise Http404
    _check_day(group, from_on)
    refuse_oneself(rights, {words.staff_id})
    lesson = Lesson(school=rights.school, group=group, from_on=from_on, until_on=group.academic_year.ends_on)
    _say(lesson, words)
    _refuse_twice(lesson, from_on)
    lesson.save()
    return lesson


@transaction.atomic
def change_lesson(
    *, rights: Rights, lesson_id: int, words: LessonWords, from_on: date, at: datetime
) -> Lesson:
    """Change a lesson from a day on; up to then it stays as it was. Answers the lesson of that day on.

    Raises ValidationError as `add_lesson` does, and for a day after the lesson's last.
    """
    _begin(rights, at)
    lesson = _held(rights, lesson_id)
    _check_day(lesson.group, from_on)
    if lesson.until_on is not None and lesson.until_on < from_on:
        raise ValidationError({"from_on": f"The lesson ends on {day_words(lesson.until_on, year=True)}"})
    refuse_oneself(rights, {words.staff_id} - {lesson.staff_id})
    same_day = (lesson.week, lesson.weekday) == (words.week, words.weekday)
    _say(lesson, words)
    _refuse_twice(lesson, from_on)
    (changed,) = _from_day([lesson], from_on)
    if not same_day:
        LessonCover.objects.filter(lesson=changed, date__gte=from_on).delete()
    return changed


@transaction.atomic
def end_lesson(*, rights: Rights, lesson_id: int, last_on: date, at: datetime) -> Lesson:
    """End a lesson with a last day, and with it its teacher's sight of the group by it.

    A lesson that would begin later goes, and so does cover of it on later days. Raises ValidationError
    where that lesson was marked: marks stay.
    """
    _begin(rights, at)
    lesson = _held(rights, lesson_id)
    LessonCover.objects.filter(lesson=lesson, date__gt=last_on).delete()
    if last_on < lesson.from_on:
        _remove(lesson)
    else:
        lesson.until_on = min(last_on, lesson.until_on or last_on)
        lesson.save(update_fields=["until_on"])
    return lesson


def _remove(lesson: Lesson) -> None:
    try:
        lesson.delete()
    except ProtectedError as marked:
        raise ValidationError(
            {"last_on": "This lesson was marked already. Give a day on which it met, or a later one"}
        ) from marked


@transaction.atomic
def save_period(
    *,
    rights: Rights,
    code: str,
    weekday: int | None,
    starts: time,
    ends: time,
    from_on: date,
    at: datetime,
) -> int:
    """Ring a period at these times on a weekday, or on every day that has no times of its own.

    Its lessons have them from a day on, and those of the past keep theirs. Answers how many changed.
    Raises ValidationError where the end is not later than the start.
    """
    _begin(rights, at)
    if starts >= ends:
        raise ValidationError({"ends": "A period must end after it starts"})
    school = rights.school
    School.objects.select_for_update().get(pk=school.pk)
    Period.objects.update_or_create(
        school=school, code=code, weekday=weekday, defaults={"starts": starts, "ends": ends}
    )
    lessons = Lesson.objects.filter(Q(until_on=None) | Q(until_on__gte=from_on), school=school, period=code)
    if weekday is None:
        own = Period.objects.filter(school=school, code=code).exclude(weekday=None)
        lessons = lessons.exclude(weekday__in=own.values("weekday"))
    else:
        lessons = lessons.filter(weekday=weekday)
    found = list(lessons.exclude(starts=starts, ends=ends).select_for_update())
    for lesson in found:
        lesson.starts, lesson.ends = starts, ends
    return len(_from_day(found, from_on))


@transaction.atomic
def remove_period(*, rights: Rights, period_id: int, at: datetime) -> Period:
    """Take bell times away; lessons keep those that they have."""
    _begin(rights, at)
    period = Period.objects.select_for_update().filter(school=rights.school, pk=period_id).first()
    if period is None:
        raise Http404
    period.delete()
    return period


def _begin(rights: Rights, at: datetime) -> None:
    rights.check(Permission.SETUP_ATTENDANCE)
    acting(rights.user, at=at)


def _held(rights: Rights, lesson_id: int) -> Lesson:
    rows = Lesson.objects.select_for_update(of=("self",)).select_related("group__academic_year")
    lesson = rows.filter(school=rights.school, pk=lesson_id).first()
    if lesson is None:
        raise Http404
    return lesson


def _check_day(group: Group, on: date) -> None:
    year = group.academic_year
    if not year.starts_on <= on <= year.ends_on:
        first, last = (day_words(day, year=True) for day in (year.starts_on, year.ends_on))
        raise ValidationError({"from_on": f"Give a day of the group’s year, from {first} to {last}"})


def _say(lesson: Lesson, words: LessonWords) -> None:
    """Put the words on a lesson, with the bell times of its period."""
    rows = Period.objects.filter(school=lesson.school_id, code=words.period)
    periods = {row.weekday: row for row in rows.filter(Q(weekday=None) | Q(weekday=words.weekday))}
    period = periods.get(words.weekday) or periods.get(None)
    if period is None:
        day = WEEKDAYS[words.weekday]
        raise ValidationError({"period": f"{words.period} has no bell times on {day}. Set them first"})
    staff = words.staff_id
    if staff is not None and not Staff.objects.filter(school=lesson.school_id, pk=staff).exists():
        raise Http404
    lesson.week, lesson.weekday, lesson.period = words.week, words.weekday, words.period
    lesson.subject, lesson.room, lesson.staff_id = words.subject, words.room, staff
    lesson.starts, lesson.ends = period.starts, period.ends


def _refuse_twice(lesson: Lesson, on: date) -> None:
    same = Lesson.objects.filter(
        Q(until_on=None) | Q(until_on__gte=on),
        group=lesson.group,
        week=lesson.week,
        weekday=lesson.weekday,
        period=lesson.period,
        staff=lesson.staff_id,
        from_on__lte=lesson.until_on or date.max,
    )
    if same.exclude(pk=lesson.pk).exists():
        raise ValidationError("The group has this lesson with this teacher already")


CHANGED = ["week", "weekday", "period", "starts", "ends", "subject", "room", "staff"]


def _from_day(lessons: Sequence[Lesson], on: date) -> list[Lesson]:
    """Let changed lessons hold from a day on, and keep what they were before it: five statements at most.

    One that begins on or after the day changes as a whole. Cover of later days goes with the change.
    """
    whole = [lesson for lesson in lessons if lesson.from_on >= on]
    Lesson.objects.bulk_update(whole, CHANGED)
    split = [lesson for lesson in lessons if lesson.from_on < on]
    later = Lesson.objects.bulk_create(
        Lesson(
            school_id=lesson.school_id,
            group_id=lesson.group_id,
            from_on=on,
            until_on=lesson.until_on,
            **{name: getattr(lesson, name) for name in CHANGED},
        )
        for lesson in split
    )
    Lesson.objects.filter(pk__in=[lesson.pk for lesson in split]).update(until_on=on - timedelta(days=1))
    taken_over = {old.pk: new.pk for old, new in zip(split, later, strict=True)}
    covers = list(LessonCover.objects.filter(lesson__in=taken_over.keys(), date__gte=on))
    for cover in covers:
        cover.lesson_id = taken_over[cover.lesson_id]
    LessonCover.objects.bulk_update(covers, ["lesson"])
    return whole + later
