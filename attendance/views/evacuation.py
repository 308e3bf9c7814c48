"""The evacuation list: one press from any page, on paper, on a phone, and without a network."""

from __future__ import annotations

from datetime import time

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from attendance.queries.evacuation import evacuation_list
from attendance.services.evacuation import log_evacuation_list
from schools import clock
from schools.classroom import fit_for_classroom
from schools.middleware import SchoolRequest
from schools.queries.calendar import school_day, why_closed


@fit_for_classroom
@require_safe
def evacuation(request: SchoolRequest, school: str) -> HttpResponse:
    """Who is on site, by class. `?part=list` is the list alone, which a page keeps for when the network goes.

    A list that somebody sees leaves a line in the audit. The copy that a page fetches quietly leaves none,
    because nobody has seen it; once it was shown, the page says so with `shown`, the time that stood on it.
    """
    now = clock.now()
    rights = request.rights
    is_part = request.GET.get("part") == "list"
    listed = evacuation_list(rights, at=now)
    if not is_part:
        log_evacuation_list(rights=rights, as_of=listed.as_of, pupils=listed.total)
    elif shown := _time_of(request.GET.get("shown", "")):
        log_evacuation_list(rights=rights, as_of=shown, pupils=None)
    if is_part:
        return render(request, "attendance/_evacuation_list.html", {"listed": listed})
    on = now.date()
    context = {
        "listed": listed,
        "printed_at": now,
        "day_problem": "" if school_day(rights.school, on) else why_closed(rights.school, on),
    }
    return render(request, "attendance/evacuation.html", context)


def _time_of(text: str) -> str:
    """A time of day that a page sends, or nothing for anything else."""
    try:
        return time.fromisoformat(text).isoformat("seconds")
    except ValueError:
        return ""
