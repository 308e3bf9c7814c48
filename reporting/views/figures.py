"""Figures of a school and of a trust, and one figure explained."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.models import User
from reporting.queries.figure_explained import explain_figure
from reporting.queries.figure_pages import figure_page
from reporting.queries.reward_pages import may_reward
from reporting.queries.trust_figures import trust_page
from schools import clock
from schools.middleware import SchoolRequest


@require_safe
def figures(request: SchoolRequest, school: str) -> HttpResponse:
    """The school's figures; `?period=`, `?basis=` and `?by=` choose."""
    today = clock.today()
    page = figure_page(request.rights, request.GET, on=today)
    context = {"page": page, "today": today, "may_reward": may_reward(request.rights)}
    return render(request, "reporting/figures.html", context)


@require_safe
def figures_explain(request: SchoolRequest, school: str) -> HttpResponse:
    """What one figure counts, by which rule, and who is behind it for those who may see them."""
    figure = explain_figure(request.rights, request.GET, on=clock.today())
    return render(request, "reporting/figures_explain.html", {"figure": figure})


@require_safe
def trust_figures(request: HttpRequest) -> HttpResponse:
    """A line for each school whose figures the person may see, and their sum."""
    assert isinstance(request.user, User)
    today = clock.today()
    page = trust_page(request.user, request.GET, on=today)
    return render(request, "reporting/trust_figures.html", {"page": page, "today": today})
