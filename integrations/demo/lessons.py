"""The demo's lessons: those of the school day before and those begun today, two truants and a sign-out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from random import Random

from accounts.models import User
from accounts.roles import Role
from attendance.codes import PRESENT_MORNING
from attendance.lessons import instant
from attendance.models import LessonCode, LessonTaken, Mark
from attendance.queries.lessons.missing import missing_page
from attendance.queries.lessons.registers import lesson_frame, lesson_rows
from attendance.services.follow_ups import open_follow_up
from attendance.services.lessons import LessonChange, save_lesson_marks, submit_lesson
from attendance.services.sign_outs import SignOutFacts, sign_out
from schools.access import Rights, rights_of
from schools.calendar import Session
from schools.models import Membership, School, SchoolDay, Staff
from schools.queries.calendar import school_day
from schools.queries.lessons import LessonToday, lessons_on, lessons_today

SHARE_TAKEN = 0.85
# Where on the list the two pupils stand who are not in their lesson.
TRUANTS = (6, 11)
MARKED_AFTER, TAKEN_AFTER, LOOKED_AFTER = (timedelta(minutes=minutes) for minutes in (6, 7, 20))


def take_lessons(school: School, *, at: datetime) -> int:
    """Take most lessons through the services, as their teachers; 0 where there are none or it was done."""
    on = at.date()
    days = list(
        SchoolDay.objects.filter(school=school, date__lte=on)
        .order_by("-date")
        .values_list("date", flat=True)[:2]
    )
    if not days or LessonTaken.objects.filter(school=school, date__in=days).exists():
        return 0
    teachers = dict(
        Staff.objects.filter(school=school, user__isnull=False).values_list("pk", "user").order_by("pk")
    )
    users = User.objects.in_bulk(teachers.values())
    begun = [(day, lesson) for day in reversed(days) for lesson in _begun(school, day, at)]
    truants = _truants(school, begun)
    taken = 0
    for place, (day, lesson) in enumerate(begun):
        teacher = users.get(teachers.get(lesson.teacher_id or 0, 0))
        rights = rights_of(teacher, school.slug, on=day) if teacher else None
        if rights is not None and not lesson.cover:
            _take(rights, lesson, day, truant=truants.get(place))
            taken += 1
    if taken:
        _look_for_one(school, at)
        _sign_out_one(school, at)
    return taken


def _begun(school: School, day: date, at: datetime) -> Iterator[LessonToday]:
    """Of a day that is over its first and last lessons, of today those begun; not every teacher marks."""
    rng = Random(f"{school.slug}:{day}")
    lessons = lessons_today(lessons_on(school, day))
    ends = {lessons[0].starts, lessons[-1].starts} if lessons else set()
    for lesson in lessons:
        wanted = lesson.starts in ends if day < at.date() else True
        begun = instant(day, lesson.starts) + LOOKED_AFTER <= at
        if wanted and begun and rng.random() < SHARE_TAKEN:
            yield lesson


def _truants(school: School, begun: Sequence[tuple[date, LessonToday]]) -> dict[int, int]:
    """The first and the last lesson of the pastoral lead's years, each with the place of who is not there."""
    lead = Membership.objects.filter(school=school, role=Role.PASTORAL).first()
    years = lead.year_groups if lead else []
    theirs = [
        place for place, (_, lesson) in enumerate(begun) if lesson.year_group in years and not lesson.cover
    ]
    return dict(zip((theirs[0], theirs[-1]), TRUANTS, strict=True)) if theirs else {}


def _take(rights: Rights, lesson: LessonToday, day: date, *, truant: int | None) -> None:
    starts_at = instant(day, lesson.starts)
    frame = lesson_frame(rights, lesson, day)
    rows = [row for row in lesson_rows(rights, frame, now=starts_at) if not row.elsewhere]
    away = rows[truant % len(rows)].pupil_id if rows and truant is not None else None
    codes = {True: LessonCode.ABSENT.value, False: LessonCode.PRESENT.value}
    changes = [LessonChange(row.pupil_id, codes[row.pupil_id == away], 0) for row in rows]
    save_lesson_marks(rights=rights, frame=frame, changes=changes, at=starts_at + MARKED_AFTER)
    marked = lesson_rows(rights, frame, now=starts_at + TAKEN_AFTER)
    if marked:
        submit_lesson(rights=rights, frame=frame, rows=marked, at=starts_at + TAKEN_AFTER)


def _holder(school: School, role: Role, on: date) -> Rights | None:
    """What the first person with a role may do."""
    membership = Membership.objects.filter(school=school, role=role).select_related("user").first()
    return rights_of(membership.user, school.slug, on=on) if membership else None


def _look_for_one(school: School, at: datetime) -> None:
    """The pastoral lead looks for the pupil who has been missing longest."""
    lead = _holder(school, Role.PASTORAL, at.date())
    missing = missing_page(lead, on=at.date()).open if lead else []
    if lead and missing:
        line = missing[-1]
        open_follow_up(rights=lead, pupil_id=line.pupil_id, lesson_id=line.lesson_id, on=line.date, at=at)


def _sign_out_one(school: School, at: datetime) -> None:
    """A pupil who was present leaves for the dentist."""
    desk = _holder(school, Role.OFFICE, at.date())
    here = Mark.objects.filter(
        school=school, date=at.date(), session=Session.AM.value, code=PRESENT_MORNING
    ).order_by("-pupil")
    leaver = here.values_list("pupil_id", flat=True).first()
    if desk is not None and leaver is not None and school_day(school, at.date()) is not None:
        facts = SignOutFacts(at, "Medical or dental appointment: dentist", "Mother")
        sign_out(rights=desk, pupil_id=leaver, facts=facts, at=at)
