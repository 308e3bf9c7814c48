"""The scheduled exports of the registers, as a list: their files stay on the server."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from reporting.queries.register_exports import export_lines
from schools.middleware import SchoolRequest


@require_safe
def register_exports(request: SchoolRequest, school: str) -> HttpResponse:
    """The exports that are kept: when, how large, and how to know their files again."""
    lines = export_lines(request.rights.school, at=timezone.now())
    last = next((line for line in lines if line.is_kept), None)
    return render(request, "reporting/register_exports.html", {"exports": lines, "last": last})
