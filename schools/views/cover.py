"""The day's cover: who takes the registers and lessons of those who are away."""

from __future__ import annotations

from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from schools import clock
from schools.forms.cover import CoverDayForm, CoverForm
from schools.middleware import SchoolRequest
from schools.queries.calendar import school_day, why_closed
from schools.queries.cover import CoverDay, busy_at, cover_day, staff_choices
from schools.services.cover import put_cover
from schools.wording import count_words, day_words


@require_http_methods(["GET", "POST"])
def cover(request: SchoolRequest, school: str) -> HttpResponse:
    """Choose who is away, then who takes each of their registers and lessons that day."""
    now = clock.now()
    ours = request.rights.school
    staff = staff_choices(ours)
    chooser = CoverDayForm(request.GET, staff=staff, today=now.date())
    on, away = chooser.chosen()
    meets = school_day(ours, on) is not None
    day = cover_day(ours, on, away=away) if meets else CoverDay([], [], 0)
    form = CoverForm(
        request.POST or None, lines=day.lines, staff=staff, busy=busy_at(ours, on) if day.lines else ()
    )
    if request.method == "POST" and form.is_valid():
        try:
            changed = put_cover(
                rights=request.rights,
                on=on,
                registers=form.covers("register"),
                lessons=form.covers("lesson"),
                at=now,
            )
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, f"{count_words(changed, 'cover')} changed for {day_words(on)}.")
            chosen = urlencode({"on": on.isoformat(), "away": away or ""})
            return HttpResponseRedirect(f"{reverse('cover', args=[school])}?{chosen}")
    context = {
        "chooser": chooser,
        "form": form,
        "day": day,
        "on": on,
        "away": away,
        "date_words": day_words(on, year=on.year != now.year),
        "day_problem": "" if meets else why_closed(ours, on),
        "is_over": on < now.date(),
    }
    return render(request, "schools/cover.html", context, status=422 if form.errors else 200)
