"""One page of running and finished work."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from schools import clock
from schools.middleware import SchoolRequest
from schools.queries.work import work_page
from schools.wording import time_words


@require_safe
def work(request: SchoolRequest, school: str) -> HttpResponse:
    """Everything long that this person's rights open: how far it is, and how it ended."""
    now = clock.now()
    page = work_page(request.rights, now=now)
    return render(request, "schools/work.html", {"page": page, "as_of": time_words(now)})
