from django.urls import URLPattern

import schools.converters  # noqa: F401 - the converters of the routes below
from accounts.roles import Permission
from accounts.routing import path
from attendance.views import calendar, duplicates, marks, permits, registers, trips

CALENDAR = "<slug:school>/setup/calendar/"
PLANNED = "<slug:school>/planned/"
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
]
