"""The bulletin of a day, for tutors and heads of year."""

from __future__ import annotations

from datetime import date

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from attendance.queries.bulletins.page import bulletin_of
from attendance.thresholds import MOST_DAYS_BACK
from schools import clock
from schools.calendar import day_in
from schools.middleware import SchoolRequest
from schools.wording import time_words


@require_safe
def bulletin(request: SchoolRequest, school: str) -> HttpResponse:
    """Who of one's own pupils was away or late today, or on `?day=`, and what their families were told."""
    now = clock.now()
    on = _day_of(request.GET.get("day", ""), now.date())
    page = bulletin_of(request.rights, on=on, now=now)
    context = {"page": page, "day": on, "today": now.date(), "earliest": now.date() - MOST_DAYS_BACK}
    return render(request, "attendance/bulletin.html", context | {"as_of": time_words(now)})


def _day_of(text: str, today: date) -> date:
    """The day asked for, of the last weeks; else today."""
    asked = day_in(text)
    return asked if asked and today - MOST_DAYS_BACK <= asked <= today else today
