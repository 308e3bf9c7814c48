"""Lists of lateness: who is late often, whom gate and clinic expect, and who avoids the late desk."""

from __future__ import annotations

import csv

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.roles import Permission
from attendance.queries.lates.gate import gate_list
from attendance.queries.lates.marks import late_marks
from attendance.queries.lates.never_signed_in import never_signed_in as avoided
from attendance.queries.lates.never_signed_in import none_words
from attendance.queries.lates.repeated import ORDERS, LateChoice, LateLine, first_lines, late_list
from attendance.services.lates import export_lates, print_gate_list
from schools import clock
from schools.middleware import SchoolRequest
from schools.names import number_in
from schools.queries.school_days import school_day_now
from schools.spreadsheets import safe_cell
from schools.wording import day_words, time_words

HEADINGS = (
    *("Name", "Class", "Year", "L", "U", "Together", "Weeks before", "This half term", "Minutes lost"),
    *("Without minutes", "Weekdays", "Last reason"),
)


@require_safe
def lates(request: SchoolRequest, school: str) -> HttpResponse:
    """Pupils who are late often; `?year=`, `?class=` and `?order=` choose."""
    rights = request.rights
    found = late_list(rights, Permission.ATTENDANCE_HISTORY, _asked(request), on=clock.today())
    context = {
        "found": first_lines(found),
        "orders": [(slug, words) for slug, (words, _) in ORDERS.items()],
        "may_export": bool(found.lines) and rights.has(Permission.EXPORT_ATTENDANCE),
        "query": request.GET.urlencode(),
        "follows_up": _follows_up(request),
    }
    return render(request, "attendance/lates.html", context)


@require_safe
def lates_file(request: SchoolRequest, school: str) -> HttpResponse:
    """The same list as a CSV; taking it is written down."""
    today = clock.today()
    found = export_lates(rights=request.rights, choice=_asked(request), on=today)
    response = HttpResponse("\ufeff", content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{school}-lates-{today}.csv"'
    writer = csv.writer(response)
    writer.writerow(HEADINGS)
    writer.writerows(map(safe_cell, _cells(line)) for line in found.lines)
    return response


@require_safe
def late_marks_page(request: SchoolRequest, school: str, pupil: int) -> HttpResponse:
    """The marks behind one pupil's figures."""
    marks = late_marks(request.rights, pupil, on=clock.today())
    return render(request, "attendance/late_marks.html", {"marks": marks})


@require_safe
def late_gate(request: SchoolRequest, school: str) -> HttpResponse:
    """Whom gate and clinic expect on the next school day; `?print=1` is the sheet for paper, written down."""
    now = clock.now()
    is_paper = bool(request.GET.get("print"))
    listed = (
        print_gate_list(rights=request.rights, on=now.date())
        if is_paper
        else gate_list(request.rights, on=now.date())
    )
    context = {"listed": listed, "printed_at": now, "follows_up": _follows_up(request)}
    page = "late_gate_print" if is_paper else "late_gate"
    return render(request, f"attendance/{page}.html", context)


@require_safe
def never_signed_in(request: SchoolRequest, school: str) -> HttpResponse:
    """Pupils who were in a lesson and never came to the desk."""
    now = clock.now()
    day = school_day_now(request.rights.school, now)
    context = {
        "page": avoided(request.rights, day),
        "date_words": day_words(day.on),
        "as_of": time_words(now),
        "day_problem": day.problem,
        "none_words": none_words(day),
        "follows_up": True,
        "may_amend": request.rights.has_for_school(Permission.REGISTER_AMEND),
    }
    return render(request, "attendance/never_signed_in.html", context)


def _follows_up(request: SchoolRequest) -> bool:
    return request.rights.reaches_people(Permission.LESSON_FOLLOW_UP)


def _asked(request: SchoolRequest) -> LateChoice:
    asked = request.GET
    return LateChoice(
        number_in(asked.get("year", "")) or None, asked.get("class", ""), asked.get("order", "")
    )


def _cells(line: LateLine) -> tuple[object, ...]:
    lates = line.lates
    return (
        line.name,
        line.group,
        "" if line.year is None else line.year,
        lates.late,
        lates.after_close,
        lates.total,
        lates.before,
        lates.half_term,
        lates.minutes,
        lates.unwritten,
        lates.weekday_words,
        line.said,
    )
