"""The two-week timetable of the secondary school, and the cover of the day (pure).

In each lesson every form has the teacher who stands some places after its own tutor in the list of tutors,
so nobody is in two rooms at once. Forms of the sixth form study in some lessons, which leaves teachers free
for cover.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from integrations.demo.schools import LAST_FORM_YEAR, SchoolPlan, World, calendar_of
from integrations.demo.staff import Member, form_name, forms_of, room_of, staff_of
from schools.calendar import monday_of
from schools.timetable import WEEKDAYS, Rotation, week_of

TIMETABLE_HEADINGS = (
    "Group", "Week", "Day", "Period", "Starts", "Ends", "Staff Code", "Room", "Subject", "From", "Until",
)  # fmt: skip
COVER_HEADINGS = ("Date", "Group", "Period", "Staff Code", "Room")
BELL = (
    ("P1", "09:05", "10:05"),
    ("P2", "10:05", "11:05"),
    ("P3", "11:25", "12:25"),
    ("P4", "13:35", "14:22"),
    ("P5", "14:22", "15:10"),
)
WEEKS = (1, 2)
# A form has ten teachers, each three places further on; lessons bring them in an order without pairs.
TEACHERS, APART, STEP = 10, 3, 7
# Of so many lessons in a row, the sixth form studies in the first ones.
STUDY = (2, 5)
AWAY_FORM = "8JS"


@dataclass(frozen=True, slots=True)
class DemoLesson:
    """One lesson of a form: its week, weekday, place in the day, and who teaches it."""

    form: str
    week: int
    weekday: int
    place: int
    teacher: Member
    room: str


def lessons_of(world: World, school: SchoolPlan) -> Iterator[DemoLesson]:
    """Every lesson of the two weeks, form by form."""
    forms = forms_of(school)
    teachers = _teachers(world, school)
    for number, (year_group, letter) in enumerate(forms):
        for slot in range(len(WEEKS) * len(WEEKDAYS) * len(BELL)):
            if year_group > LAST_FORM_YEAR and (slot + number) % STUDY[1] < STUDY[0]:
                continue
            teacher = (number + 1 + APART * (slot * STEP % TEACHERS)) % len(forms)
            week, rest = divmod(slot, len(WEEKDAYS) * len(BELL))
            weekday, place = divmod(rest, len(BELL))
            room = room_of(school, *forms[teacher])
            yield DemoLesson(
                form_name(year_group, letter), WEEKS[week], weekday, place, teachers[teacher], room
            )


def _teachers(world: World, school: SchoolPlan) -> list[Member]:
    """The tutors in the order of their forms."""
    tutors = {member.registration_group: member for member in staff_of(world, school)}
    return [tutors[form_name(*form)] for form in forms_of(school)]


def timetable_rows(world: World, school: SchoolPlan) -> Iterator[tuple[str, ...]]:
    """The lines of the timetable's file."""
    for lesson in lessons_of(world, school):
        period, starts, ends = BELL[lesson.place]
        yield (
            lesson.form, str(lesson.week), WEEKDAYS[lesson.weekday], period, starts, ends,
            lesson.teacher.code, lesson.room, subject_of(lesson.teacher), "", "",
        )  # fmt: skip


def subject_of(teacher: Member) -> str:
    """What a tutor teaches, from the post: "Teacher of English, tutor of 8HW" gives English."""
    subject = teacher.job_title.removeprefix("Teacher of ").partition(",")[0]
    return subject[:1].upper() + subject[1:]


def cover_rows(world: World, school: SchoolPlan, year: int, day: date) -> Iterator[tuple[str, ...]]:
    """Who takes the registers and lessons of one tutor who is away on a day; nothing on a day off."""
    dates = calendar_of(school, year).dates
    if day not in dates:
        return
    mondays = sorted({monday_of(on) for on in dates})
    week = week_of(day, Rotation(mondays[0], weeks=len(WEEKS)), mondays)
    today = [
        lesson
        for lesson in lessons_of(world, school)
        if (lesson.week, lesson.weekday) == (week, day.weekday())
    ]
    free = [member for member in _teachers(world, school) if member.registration_group != AWAY_FORM]
    written = f"{day:%d/%m/%Y}"
    yield written, AWAY_FORM, "", free[-1].code, ""
    for lesson in today:
        if lesson.teacher.registration_group == AWAY_FORM:
            busy = {other.teacher.code for other in today if other.place == lesson.place}
            cover = next(member for member in free if member.code not in busy)
            yield written, lesson.form, BELL[lesson.place][0], cover.code, lesson.room
