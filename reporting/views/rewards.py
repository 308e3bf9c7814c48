"""Fair rewards: whom to reward, the races between groups, and what is printed for those who were chosen."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from reporting.forms import RewardForm
from reporting.queries.reward_choices import Between, RewardChoice
from reporting.queries.reward_pages import RewardsPage, rewards_page
from reporting.services.rewards import ask_for_rewards
from reporting.views.documents import to_its_page
from schools import clock
from schools.middleware import SchoolRequest


@require_http_methods(["GET", "HEAD", "POST"])
def rewards(request: SchoolRequest, school: str) -> HttpResponse:
    """The lists by name; `?week=` is a day of the last week, `?of=` a year or class.

    POST asks for certificates or a display sheet of those ticked, or with `tick` ticks a list, too.
    """
    choice = RewardChoice.read(request.GET)
    page = rewards_page(request.rights, choice, on=clock.today())
    is_asked = request.method == "POST" and "tick" not in request.POST
    form = RewardForm(request.POST if is_asked else None, picks=page.picks)
    if is_asked and form.is_valid() and (asked := _asked(request, page, form)):
        return asked
    context = {
        "page": page,
        "form": form,
        "ticked": page.ticked(request.POST.getlist("pick"), with_list=request.POST.get("tick")),
        "races": list(Between),
        "query": choice.query(week=page.days.until_on if page.days else None),
    }
    return render(request, "reporting/rewards.html", context, status=422 if form.errors else 200)


def _asked(request: SchoolRequest, page: RewardsPage, form: RewardForm) -> HttpResponseRedirect | None:
    """The way to the document that was asked for, or None with the reason in the form."""
    if page.days is None:
        form.add_error(None, "No school week is over yet. There is nothing to print")
        return None
    try:
        asked = ask_for_rewards(
            rights=request.rights,
            kind=form.kind,
            days=page.days,
            picks=form.picks,
            between=page.between,
            at=timezone.now(),
        )
    except ValidationError as refusal:
        form.add_error(None, refusal)
        return None
    return to_its_page(asked)
