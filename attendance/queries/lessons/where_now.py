"""Where one pupil is at this moment, as far as the school knows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone

from accounts.roles import Permission
from attendance.access import sees_letters
from attendance.codes import code_of
from attendance.lessons import instant, is_here, session_of, times_words
from attendance.models import CodePermit, LessonCode, LessonMark, LessonTaken, Mark, SignOut
from attendance.permit_times import place_of
from attendance.queries.lessons.board import lesson_url
from attendance.queries.lessons.registers import session_words
from schools.access import Rights, in_force
from schools.calendar import Session, SessionTimes
from schools.models import GroupKind, GroupMember, Pupil
from schools.queries.calendar import school_day, times_on, why_closed
from schools.queries.lessons import LessonToday, lessons_on, lessons_today
from schools.wording import time_words


@dataclass(frozen=True)
class NowLesson:
    """A lesson of the pupil's day, and what was marked in it."""

    when: str
    what: str
    place: str
    teacher: str
    marked: str
    css: str
    letter: str
    is_now: bool
    url: str


@dataclass(frozen=True)
class WhereNow:
    """One screen: the answer first, and what it rests on."""

    name: str
    group: str
    answer: str
    tone: str
    facts: list[tuple[str, str]]
    lessons: list[NowLesson]
    day_problem: str


def where_now(rights: Rights, pupil: Pupil, *, now: datetime) -> WhereNow:
    """What is known of a pupil's place now: twelve statements at most."""
    on = now.date()
    school = rights.school
    times = times_on(school, on)
    if school_day(school, on) is None:
        return WhereNow(pupil.known_name, "", why_closed(school, on), "", [], [], why_closed(school, on))
    groups = list(
        GroupMember.objects.filter(in_force(on), pupil=pupil, group__school=school).select_related("group")
    )
    lessons = _lessons(rights, pupil, [each.group_id for each in groups], now)
    tutor = next((each.group for each in groups if each.group.kind == GroupKind.REGISTRATION), None)
    letters = sees_letters(rights, tutor.year_group if tutor else None)
    session = _session(times, now)
    marks = {row.session: row.code for row in Mark.objects.filter(pupil=pupil, date=on)}
    out = SignOut.objects.filter(pupil=pupil, date=on, out_at__lte=now).order_by("-out_at").first()
    permit = _permit(pupil, on, session)
    current = next((each for each in lessons if each.is_now), None)
    answer, tone = _answer(marks.get(session.value), session, out, permit, current)
    return WhereNow(
        name=pupil.known_name,
        group=tutor.name if tutor else "",
        answer=answer,
        tone=tone,
        facts=[
            *(
                (half.words.capitalize(), _mark_words(marks.get(half.value), half, letters=letters))
                for half in Session
            ),
            ("Signed out", _out_words(out, with_reason=rights.has(Permission.DESK_SIGN_IN))),
            ("Agreed ahead", _permit_words(permit)),
        ],
        lessons=lessons,
        day_problem="",
    )


def _session(times: SessionTimes | None, now: datetime) -> Session:
    """The session going on, else the one that the clock is nearest to."""
    return session_of(now.time(), times)


def _permit(pupil: Pupil, on: date, session: Session) -> CodePermit | None:
    return (
        CodePermit.objects.filter(pupil=pupil, starts_on__lte=on, ends_on__gte=on, ended_at=None)
        .filter(places__contains=[place_of(on, session)])
        .select_related("trip")
        .order_by("-granted_at")
        .first()
    )


def _lessons(rights: Rights, pupil: Pupil, groups: list[int], now: datetime) -> list[NowLesson]:
    on = now.date()
    found = lessons_today(lessons_on(rights.school, on).filter(group__in=groups))
    ids = [each.lesson_id for each in found]
    marks = {row.lesson_id: row for row in LessonMark.objects.filter(pupil=pupil, date=on)}
    taken = set(
        LessonTaken.objects.filter(lesson__in=ids, date=on)
        .exclude(submitted_at=None)
        .values_list("lesson_id", flat=True)
    )
    return [_lesson(rights, each, marks.get(each.lesson_id), each.lesson_id in taken, now) for each in found]


CSS = {LessonCode.PRESENT.value: "pres", LessonCode.LATE.value: "late", LessonCode.ABSENT.value: "n"}


def _lesson(
    rights: Rights, lesson: LessonToday, mark: LessonMark | None, taken: bool, now: datetime
) -> NowLesson:
    on = now.date()
    starts, ends = instant(on, lesson.starts), instant(on, lesson.ends)
    if mark is not None:
        marked = f"Marked {mark.get_code_display()} {time_words(timezone.localtime(mark.set_at))}"
    elif taken:
        marked = "Taken, without a mark for this pupil"
    else:
        marked = "Not marked yet" if now >= starts else "Later today"
    who = f"{lesson.cover} for {lesson.teacher}" if lesson.cover and lesson.teacher else ""
    return NowLesson(
        when=times_words(lesson.starts, lesson.ends),
        what=f"{lesson.subject or 'Lesson'}, {lesson.group}, {lesson.period}",
        place=f"room {lesson.room}" if lesson.room else "",
        teacher=who or lesson.cover or lesson.teacher or "No teacher",
        marked=marked,
        css=CSS[mark.code] if mark else "",
        letter=mark.code if mark else "",
        is_now=starts <= now < ends,
        url=lesson_url(rights.school.slug, on, lesson.lesson_id),
    )


def _answer(
    code: int | None,
    session: Session,
    out: SignOut | None,
    permit: CodePermit | None,
    current: NowLesson | None,
) -> tuple[str, str]:
    """The one sentence that somebody in a corridor needs, and its tone."""
    if out is not None and out.back_at is None:
        return f"Left the site at {time_words(timezone.localtime(out.out_at))}", "warn"
    if code is not None and not is_here(code):
        return f"Not in school this {session.words}", "warn"
    if code is None and permit is not None and permit.code is not None:
        return f"Agreed elsewhere this {session.words}", "warn"
    if current is None:
        known = "In school" if code is not None else f"No mark this {session.words} yet"
        return f"{known}. No lesson now", "" if code is not None else "warn"
    place = ", ".join(part for part in (current.place, current.teacher) if part)
    if current.letter == LessonCode.ABSENT:
        return f"Missing from {current.what} ({place})", "due"
    if current.letter:
        return f"In {current.what} ({place})", "good"
    return f"Should be in {current.what} ({place})", "" if code is not None else "warn"


def _mark_words(code: int | None, session: Session, *, letters: bool) -> str:
    if code is None:
        return "No mark yet"
    if is_here(code):
        found = code_of(code)
        return f"In school ({found.letter})" if letters else "In school"
    return session_words(code_of(code), session, letters=letters)


def _out_words(out: SignOut | None, *, with_reason: bool) -> str:
    """When a pupil left and came back; why, for those who keep the desk."""
    if out is None:
        return "No"
    left = f"Out {time_words(timezone.localtime(out.out_at))}"
    left += f": {out.reason}" if with_reason else ""
    if out.back_at is None:
        return left
    return f"{left}. Back {time_words(timezone.localtime(out.back_at))}"


def _permit_words(permit: CodePermit | None) -> str:
    if permit is None:
        return "Nothing for this session"
    if permit.trip is not None:
        return f"Trip: {permit.trip.title}"
    return permit.note or "A code agreed ahead"
