"""What is missing or contradictory in the set-up of a school."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from schools import clock
from schools.middleware import SchoolRequest
from schools.queries.set_up_checks.report import check_page, check_report


@require_safe
def checks(request: SchoolRequest, school: str) -> HttpResponse:
    """Every check with its answer, the worst first."""
    report = check_report(request.rights, on=clock.today())
    return render(request, "schools/checks.html", {"report": report})


@require_safe
def check(request: SchoolRequest, school: str, slug: str) -> HttpResponse:
    """Whom and what one check found."""
    page = check_page(request.rights, slug, on=clock.today(), page=request.GET.get("page", ""))
    return render(request, "schools/check.html", {"page": page})
