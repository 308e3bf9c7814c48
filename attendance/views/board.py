"""The board of a day's registers, and the reminders from it."""

from __future__ import annotations

from datetime import date

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from accounts.middleware import REFRESH
from accounts.roles import Permission
from attendance.access import get_group_for
from attendance.queries.registers.board_pages import FILTERS, board_page
from attendance.services.alerts import remind, remind_all
from schools import clock
from schools.calendar import Session
from schools.classroom import fit_for_classroom
from schools.middleware import SchoolRequest
from schools.queries.calendar import day_asked
from schools.wording import count_words, list_words

MOST_NAMED = 8


@fit_for_classroom
@require_safe
def registers(request: SchoolRequest, school: str) -> HttpResponse:
    """The day's registers by state; `?date=` looks at another day, `?state=` at one state."""
    now = clock.now()
    page = board_page(
        request.rights,
        on=day_asked(request.rights.school, request.GET.get("date", ""), today=now.date()),
        state=request.GET.get("state", ""),
        now=now,
        with_past=REFRESH not in request.headers,
    )
    return render(request, "attendance/register_list.html", {"page": page})


@fit_for_classroom
@require_POST
def register_remind(
    request: SchoolRequest, school: str, on: date, group: int, half: Session
) -> HttpResponseRedirect:
    """Ask on screen for one register."""
    found = get_group_for(request.rights, Permission.REGISTER_AMEND, group, on)
    try:
        name = remind(rights=request.rights, group=found, on=on, session=half, at=clock.now())
    except ValidationError as refusal:
        messages.warning(request, refusal.messages[0])
    else:
        messages.success(request, f"{name} is reminded.")
    return _to_board(request)


@fit_for_classroom
@require_POST
def registers_remind(request: SchoolRequest, school: str, on: date, half: Session) -> HttpResponseRedirect:
    """Ask on screen for every register of a session that is not in."""
    try:
        names = remind_all(rights=request.rights, on=on, session=half, at=clock.now())
    except ValidationError as refusal:
        messages.warning(request, refusal.messages[0])
    else:
        who = list_words(names) if len(names) <= MOST_NAMED else count_words(len(names), "class", "classes")
        messages.success(request, f"{who} {'is' if len(names) == 1 else 'are'} reminded.")
    return _to_board(request)


def _to_board(request: SchoolRequest) -> HttpResponseRedirect:
    """Back to today's board, as it was being looked at."""
    address = reverse("registers", args=[request.rights.school.slug])
    state = request.POST.get("state", "")
    return HttpResponseRedirect(f"{address}?state={state}" if state in FILTERS else address)
