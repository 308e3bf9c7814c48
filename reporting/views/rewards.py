"""Fair rewards: whom to reward, and the races between groups."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from reporting.queries.reward_choices import Between, RewardChoice
from reporting.queries.reward_pages import rewards_page
from schools import clock
from schools.middleware import SchoolRequest


@require_safe
def rewards(request: SchoolRequest, school: str) -> HttpResponse:
    """The lists by name; `?week=` is a day of the last week, `?of=` a year or class, `?tick=` a list."""
    choice = RewardChoice.read(request.GET)
    page = rewards_page(request.rights, choice, on=clock.today())
    ticked = {line.pick for part in page.parts if part.key in choice.ticked for line in part.lines}
    context = {"page": page, "ticked": ticked, "races": list(Between)}
    return render(request, "reporting/rewards.html", context)
