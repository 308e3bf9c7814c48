"""The turn of the school year."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from schools import clock
from schools.forms.year_end import YearEndForm
from schools.middleware import SchoolRequest
from schools.queries.set_up_checks.links import link_to
from schools.queries.year_end import year_end_plan
from schools.services.year_end import YearTurned, turn_year
from schools.wording import count_words


@require_http_methods(["GET", "POST"])
def year_end(request: SchoolRequest, school: str) -> HttpResponse:
    """What the year end would do, and the button that does it."""
    now = clock.now()
    plan = year_end_plan(request.rights.school, on=now.date())
    form = YearEndForm(request.POST if request.method == "POST" else None, moves=plan.moves)
    if request.method == "POST" and form.is_valid():
        try:
            done = turn_year(rights=request.rights, names=form.names(), on=now.date(), at=now)
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, done_words(done))
            return redirect("year_end", school)
    context = {
        "plan": plan,
        "form": form,
        "calendar_url": link_to(request.rights, "calendar"),
        "groups_url": link_to(request.rights, "groups"),
        "leavers_url": link_to(request.rights, "leavers"),
    }
    return render(request, "schools/year_end.html", context, status=422 if form.errors else 200)


def done_words(done: YearTurned) -> str:
    """What the year end did, in a sentence."""
    if done.is_nothing:
        return "Nothing was left to do. Nothing was changed."
    return (
        f"{count_words(done.groups, 'group')} made, {count_words(done.placed, 'place')} in groups given, "
        f"{count_words(done.proposed, 'leaver')} proposed."
    )
