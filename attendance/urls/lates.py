"""Routes of the lists of lateness."""

from django.urls import URLPattern

from accounts.roles import Permission
from accounts.routing import path
from attendance.views import lates

LATES = "<slug:school>/lates/"

urlpatterns: list[URLPattern] = [
    path(LATES, lates.lates, name="lates", gate=Permission.ATTENDANCE_HISTORY),
    path(f"{LATES}file/", lates.lates_file, name="lates_file", gate=Permission.EXPORT_ATTENDANCE),
    path(f"{LATES}tomorrow/", lates.late_gate, name="late_gate", gate=Permission.ATTENDANCE_HISTORY),
    path(f"{LATES}lessons/", lates.never_signed_in, name="never_signed_in", gate=Permission.LESSON_FOLLOW_UP),
    path(
        f"{LATES}pupils/<int:pupil>/",
        lates.late_marks_page,
        name="late_marks",
        gate=Permission.ATTENDANCE_HISTORY,
    ),
]
