from django.urls import URLPattern

import schools.converters  # noqa: F401 - the converters of the routes below
from accounts.roles import Permission
from accounts.routing import path
from attendance.views import calendar, desk, duplicates, follow_ups, lessons, marks, registers

CALENDAR = "<slug:school>/setup/calendar/"
LESSON = "<slug:school>/lessons/<day:on>/<int:lesson>/"
REGISTER = "<slug:school>/registers/<day:on>/<int:group>/<session:half>/"

urlpatterns: list[URLPattern] = [
    path("<slug:school>/registers/", registers.registers, name="registers", gate=Permission.REGISTER_VIEW),
    path(REGISTER, registers.register, name="register", gate=Permission.REGISTER_VIEW),
    path(f"{REGISTER}save/", marks.register_save, name="register_save", gate=Permission.REGISTER_SAVE),
    path(f"{REGISTER}submit/", marks.register_submit, name="register_submit", gate=Permission.REGISTER_SAVE),
    path(f"{REGISTER}print/", registers.register_print, name="register_print", gate=Permission.REGISTER_VIEW),
    path(
        f"{REGISTER}history/",
        registers.register_history,
        name="register_history",
        gate=Permission.ATTENDANCE_HISTORY,
    ),
    path(
        f"{REGISTER}amend/<int:pupil>/",
        registers.register_amend,
        name="register_amend",
        gate=Permission.REGISTER_SAVE,
    ),
    path("<slug:school>/lessons/", lessons.lessons, name="lessons", gate=Permission.REGISTER_VIEW),
    path(LESSON, lessons.lesson, name="lesson", gate=Permission.REGISTER_VIEW),
    path(f"{LESSON}save/", lessons.lesson_save, name="lesson_save", gate=Permission.REGISTER_SAVE),
    path(f"{LESSON}submit/", lessons.lesson_submit, name="lesson_submit", gate=Permission.REGISTER_SAVE),
    path(
        "<slug:school>/lessons/missing/",
        follow_ups.missing_from_lesson,
        name="missing_from_lesson",
        gate=Permission.LESSON_FOLLOW_UP,
    ),
    path(
        "<slug:school>/lessons/missing/<int:follow_up>/",
        follow_ups.follow_up,
        name="follow_up",
        gate=Permission.LESSON_FOLLOW_UP,
    ),
    path(
        "<slug:school>/pupils/<int:pupil>/now/",
        follow_ups.where_now,
        name="where_now",
        gate=Permission.LESSON_FOLLOW_UP,
    ),
    path("<slug:school>/desk/", desk.desk, name="desk", gate=Permission.DESK_SIGN_IN),
    path(
        "<slug:school>/desk/<int:sign_out>/back/",
        desk.sign_back,
        name="sign_back",
        gate=Permission.DESK_SIGN_IN,
    ),
    path(CALENDAR, calendar.calendar, name="calendar", gate=Permission.SETUP_ATTENDANCE),
    path(
        f"{CALENDAR}<int:year>/",
        calendar.calendar_year,
        name="calendar_year",
        gate=Permission.SETUP_ATTENDANCE,
    ),
    path(
        f"{CALENDAR}<int:year>/dates/",
        calendar.calendar_dates,
        name="calendar_dates",
        gate=Permission.SETUP_ATTENDANCE,
    ),
    path(
        f"{CALENDAR}<int:year>/remove/",
        calendar.calendar_remove,
        name="calendar_remove",
        gate=Permission.SETUP_ATTENDANCE,
    ),
    path(
        f"{CALENDAR}closures/<int:closure>/remove/",
        calendar.closure_remove,
        name="closure_remove",
        gate=Permission.SETUP_ATTENDANCE,
    ),
    path(
        "<slug:school>/setup/duplicates/",
        duplicates.duplicates,
        name="duplicates",
        gate=Permission.PUPIL_MANAGE,
    ),
    path(
        "<slug:school>/setup/duplicates/<int:one>/<int:other>/",
        duplicates.duplicate,
        name="duplicate",
        gate=Permission.PUPIL_MANAGE,
    ),
    path(
        "<slug:school>/setup/duplicates/parents/<int:one>/<int:other>/",
        duplicates.duplicate_parent,
        name="duplicate_parent",
        gate=Permission.PUPIL_MANAGE,
    ),
]
