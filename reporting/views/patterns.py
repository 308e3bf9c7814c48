"""Patterns of absence: what last night's look found."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from reporting.queries.pattern_pages import PatternChoice, patterns_page
from schools import clock
from schools.middleware import SchoolRequest


@require_safe
def patterns(request: SchoolRequest, school: str) -> HttpResponse:
    """Pupils with a pattern, by kind; `?kind=` is one kind by pages, `?year=` one year group."""
    page = patterns_page(request.rights, PatternChoice.read(request.GET), on=clock.today())
    return render(request, "reporting/patterns.html", {"page": page})
