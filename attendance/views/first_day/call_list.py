"""The call list of the first day, on screen and on paper."""

from __future__ import annotations

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
from schools.queries.school_days import school_day_now


@require_safe
def call_list(request: SchoolRequest, school: str) -> HttpResponse:
    """Whom to ring about absences of today, in order; `?show=` looks at some, `?print=1` is on paper."""
    now = clock.now()
    rights, show = request.rights, request.GET.get("show", "")
    day = school_day_now(rights.school, now)
    on_paper = "print" in request.GET
    calls = (
        print_call_list(rights=rights, day=day, show=show)
        if on_paper
        else show_call_list(rights=rights, day=day, show=show, page=request.GET.get("page", ""))
    )
    context = {
        "calls": calls,
        "page": call_page(rights, day, calls, show=show),
        "stopped": None if on_paper else silence_now(rights, now=now, at=timezone.now()),
        "unsent": None if on_paper else unsent_now(rights, on=day.on),
        "printed_at": now,
    }
    return render(request, f"attendance/call_list{'_print' if on_paper else ''}.html", context)
