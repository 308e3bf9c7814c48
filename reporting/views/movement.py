"""The movement of a week: who came over a line of attendance, and who came back."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from attendance.services.sweeps import read_movement
from reporting.queries.movement_pages import movement_page
from schools import clock
from schools.calendar import day_in
from schools.middleware import SchoolRequest


@require_safe
def movement(request: SchoolRequest, school: str) -> HttpResponse:
    """The lists of a week; `?week=` is a day of it."""
    week = day_in(request.GET.get("week", ""))
    page = movement_page(request.rights, week=week, on=clock.today())
    return render(request, "reporting/movement.html", {"page": page})


@require_POST
def movement_read(request: SchoolRequest, school: str, told: int) -> HttpResponse:
    """Put away what the person was told of a week."""
    read_movement(rights=request.rights, told_id=told, at=clock.now())
    return redirect("movement", school)
