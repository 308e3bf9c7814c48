"""Routes of the lines that absence crosses."""

from django.urls import URLPattern

from accounts.roles import Permission
from accounts.routing import path
from attendance.views import lines

LINES = "<slug:school>/lines/"

urlpatterns: list[URLPattern] = [
    path(LINES, lines.lines, name="lines", gate=Permission.CASE_READ),
    path(f"{LINES}<int:line>/", lines.line, name="line", gate=Permission.CASE_READ),
    path(f"{LINES}<int:line>/done/", lines.line_act, name="line_act", gate=Permission.CASE_WRITE),
    path(f"{LINES}<int:line>/end/", lines.line_end, name="line_end", gate=Permission.CASE_WRITE),
    path(
        f"{LINES}told/<int:told>/read/",
        lines.line_told_read,
        name="line_told_read",
        gate=Permission.CASE_READ,
    ),
    path(
        "<slug:school>/pupils/<int:pupil>/sickness/",
        lines.expect,
        name="expect_sickness",
        gate=Permission.CASE_WRITE,
    ),
]
