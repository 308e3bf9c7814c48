"""The evacuation list: one press from any page, on paper, on a phone, and without a network."""

from __future__ import annotations

from datetime import datetime, time

from django.http import HttpResponse, HttpResponseBadRequest
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from attendance.queries.evacuation import evacuation_list
from attendance.services.evacuation import log_copy, log_evacuation_list, log_shown
from schools import clock
from schools.classroom import fit_for_classroom
from schools.middleware import SchoolRequest
from schools.queries.calendar import school_day, why_closed


@fit_for_classroom
@require_http_methods(["GET", "HEAD", "POST"])
def evacuation(request: SchoolRequest, school: str) -> HttpResponse:
    """Who is on site, by class. `?part=list` is the list alone, which a page keeps for when the network goes.

    A list that somebody sees leaves a line in the audit, and so do the copies that pages fetch quietly, once
    in half an hour. Once a copy was shown, the page posts `shown`, the time that stood on it.
    """
    now = clock.now()
    rights = request.rights
    is_part = request.GET.get("part") == "list"
    if request.method == "POST":
        return _shown(request, now)
    listed = evacuation_list(rights, at=now, plain=request.classroom)
    if is_part:
        log_copy(rights=rights, as_of=listed.as_of, pupils=listed.total)
        return render(request, "attendance/_evacuation_list.html", {"listed": listed})
    log_evacuation_list(rights=rights, as_of=listed.as_of, pupils=listed.total)
    on = now.date()
    context = {
        "listed": listed,
        "printed_at": now,
        "day_problem": "" if school_day(rights.school, on) else why_closed(rights.school, on),
    }
    return render(request, "attendance/evacuation.html", context)


def _shown(request: SchoolRequest, now: datetime) -> HttpResponse:
    """A copy was shown while there was no network: its time of today, and none that is to come."""
    try:
        as_of = time.fromisoformat(request.POST.get("shown", "")).replace(tzinfo=None)
    except ValueError:
        return HttpResponseBadRequest()
    if as_of > now.time():
        return HttpResponseBadRequest()
    log_shown(rights=request.rights, as_of=as_of.isoformat("seconds"))
    return HttpResponse(status=204)
