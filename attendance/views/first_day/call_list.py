"""The call list of the first day, on screen and on paper."""

from __future__ import annotations

from datetime import datetime

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from attendance.queries.first_day.call_pages import call_page
from attendance.queries.messages.silence import silence_now
from attendance.queries.messages.unsent import unsent_now
from attendance.services.first_day.call_list import print_call_list, show_call_list
from schools import clock
from schools.middleware import SchoolRequest
from schools.queries.school_days import SchoolDayNow, school_day_now


@require_safe
def call_list(request: SchoolRequest, school: str) -> HttpResponse:
    """Whom to ring about absences of today, in order; `?show=` looks at some, `?print=1` is on paper."""
    now = clock.now()
    rights, show = request.rights, request.GET.get("show", "")
    day = school_day_now(rights.school, now)
    if "print" in request.GET:
        return _paper(request, day, show=show, now=now)
    calls = show_call_list(rights=rights, day=day, show=show, page=request.GET.get("page", ""))
    context = {
        "calls": calls,
        "page": call_page(rights, day, calls, show=show),
        "stopped": silence_now(rights, now=now, at=timezone.now()),
        "unsent": unsent_now(rights, on=day.on),
    }
    return render(request, "attendance/call_list.html", context)


def _paper(request: SchoolRequest, day: SchoolDayNow, *, show: str, now: datetime) -> HttpResponse:
    """The whole list with the numbers to ring, for the hour without a screen or without messages."""
    calls, rows = print_call_list(rights=request.rights, day=day, show=show)
    context = {
        "calls": calls,
        "rows": rows,
        "page": call_page(request.rights, day, calls, show=show),
        "printed_at": now,
    }
    return render(request, "attendance/call_list_print.html", context)
