"""The page of messages to families: what became of them, and what to do about those that did not go."""

from __future__ import annotations

from datetime import date

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from attendance.queries.messages.page import messages_page as page_of
from attendance.queries.messages.silence import silence_now
from schools import clock
from schools.middleware import SchoolRequest
from schools.wording import time_words


@require_safe
def messages_page(request: SchoolRequest, school: str) -> HttpResponse:
    """The messages of today, or of `?day=`; `?show=` looks at one part of them."""
    now = clock.now()
    on = _day_of(request.GET.get("day", ""), now.date())
    page = page_of(request.rights, on=on, now=now, show=request.GET.get("show", ""))
    stopped = silence_now(request.rights, now=now, at=timezone.now())
    context = {"page": page, "stopped": stopped, "as_of": time_words(now)}
    return render(request, "attendance/messages.html", context)


def _day_of(text: str, today: date) -> date:
    """The day asked for, where it is one and not still to come; else today."""
    try:
        return min(date.fromisoformat(text), today)
    except ValueError:
        return today
