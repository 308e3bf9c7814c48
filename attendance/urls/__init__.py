from django.urls import URLPattern

import schools.converters  # noqa: F401 - the converters of the routes below
from accounts.roles import Permission
from accounts.routing import path
from attendance.urls import calls, lates, leads, lines, messages, n_codes, replies, steps, visits
from attendance.urls import desk as late_desk
from attendance.views import (
    alerts,
    board,
    bulk,
    calendar,
    desk,
    duplicates,
    evacuation,
    follow_ups,
    lessons,
    marks,
    permits,
    registers,
    scrutiny,
    trips,
)

CALENDAR = "<slug:school>/setup/calendar/"
LESSON = "<slug:school>/lessons/<day:on>/<int:lesson>/"
PLANNED = "<slug:school>/planned/"
SCRUTINY = "<slug:school>/scrutiny/"
REGISTER = "<slug:school>/registers/<day:on>/<int:group>/<session:half>/"

urlpatterns: list[URLPattern] = [
    path("<slug:school>/registers/", board.registers, name="registers", gate=Permission.REGISTER_VIEW),
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
    path("<slug:school>/registers/bulk/", bulk.bulk, name="bulk", gate=Permission.REGISTER_BULK),
    path(
        "<slug:school>/registers/bulk/<int:act>/",
        bulk.bulk_act,
        name="bulk_act",
        gate=Permission.REGISTER_BULK,
    ),
    path(
        "<slug:school>/registers/closure/",
        bulk.closure_new,
        name="closure_new",
        gate=Permission.REGISTER_BULK,
    ),
    path(
        "<slug:school>/evacuation/", evacuation.evacuation, name="evacuation", gate=Permission.EVACUATION_VIEW
    ),
    path(f"{REGISTER}remind/", board.register_remind, name="register_remind", gate=Permission.REGISTER_AMEND),
    path(
        "<slug:school>/registers/<day:on>/<session:half>/remind/",
        board.registers_remind,
        name="registers_remind",
        gate=Permission.REGISTER_AMEND,
    ),
    path("<slug:school>/alerts/", alerts.alerts, name="alerts", gate=Permission.REGISTER_VIEW),
    path(
        "<slug:school>/alerts/<int:alert>/seen/",
        alerts.alert_seen,
        name="alert_seen",
        gate=Permission.REGISTER_VIEW,
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
    path(PLANNED, permits.planned, name="planned", gate=Permission.PERMIT_MANAGE),
    path(f"{PLANNED}new/", permits.permit_new, name="permit_new", gate=Permission.PERMIT_MANAGE),
    path(f"{PLANNED}<int:permit>/", permits.permit, name="permit", gate=Permission.PERMIT_MANAGE),
    path(f"{PLANNED}trip/", trips.trip_new, name="trip_new", gate=Permission.PERMIT_MANAGE),
    path(f"{PLANNED}trip/<int:trip>/", trips.trip, name="trip", gate=Permission.PERMIT_MANAGE),
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
    path(SCRUTINY, scrutiny.scrutiny, name="scrutiny", gate=Permission.REGISTER_SCRUTINY),
    path(f"{SCRUTINY}census/", scrutiny.census, name="census", gate=Permission.REGISTER_SCRUTINY),
    path(f"{SCRUTINY}sixth-form/", scrutiny.sixth_form, name="sixth_form", gate=Permission.REGISTER_SCRUTINY),
    path(
        f"{SCRUTINY}<slug:finding>/",
        scrutiny.scrutiny_list,
        name="scrutiny_list",
        gate=Permission.REGISTER_SCRUTINY,
    ),
    path(
        f"{SCRUTINY}<slug:finding>/file/",
        scrutiny.scrutiny_file,
        name="scrutiny_file",
        gate=Permission.REGISTER_SCRUTINY,
    ),
    *calls.urlpatterns,
    *messages.urlpatterns,
    *steps.urlpatterns,
    *leads.urlpatterns,
    *n_codes.urlpatterns,
    *late_desk.urlpatterns,
    *lates.urlpatterns,
    *lines.urlpatterns,
    *visits.urlpatterns,
    *replies.urlpatterns,
]
