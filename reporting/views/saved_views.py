"""Saved views of the list of pupils: keeping one, and changing or deleting it."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from reporting.forms import ViewForm
from reporting.queries.lists.choices import asked_of
from reporting.queries.lists.saved import view_page
from reporting.queries.lists.view_pages import views_page
from reporting.services.saved_views import change_view, delete_view, save_view
from schools import clock
from schools.middleware import SchoolRequest

READ_AND_POST = ["GET", "HEAD", "POST"]


@require_http_methods(READ_AND_POST)
def pupil_views(request: SchoolRequest, school: str) -> HttpResponse:
    """Keep the list of this address as a view; those that there are stand beside."""
    asked, today = asked_of(request.GET), clock.today()
    form = ViewForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            view = save_view(
                rights=request.rights,
                name=form.cleaned_data["name"],
                asked=asked,
                is_shared=form.cleaned_data["is_shared"],
                on=today,
                at=timezone.now(),
            )
        except ValidationError as refusal:
            form.add_error("name", refusal)
        else:
            messages.success(request, f"The view \u201c{view.name}\u201d is kept.")
            return redirect("pupil_views", school)
    page = views_page(request.rights, asked, on=today)
    context = {"form": form, "page": page}
    return render(request, "reporting/pupil_views.html", context, status=422 if form.errors else 200)


@require_http_methods(READ_AND_POST)
def pupil_view(request: SchoolRequest, school: str, view: int) -> HttpResponse:
    """A view's name and whether it is shared; POST with `delete` deletes it."""
    found = view_page(request.rights, view)
    if request.method == "POST" and "delete" in request.POST:
        delete_view(rights=request.rights, view_id=view, at=timezone.now())
        messages.success(request, f"The view \u201c{found.name}\u201d is deleted. No pupil's record changed.")
        return redirect("pupil_views", school)
    given = {"name": found.name, "is_shared": found.is_shared}
    form = ViewForm(request.POST if request.method == "POST" else None, initial=given)
    if request.method == "POST" and form.is_valid():
        try:
            change_view(rights=request.rights, view_id=view, at=timezone.now(), **form.cleaned_data)
        except ValidationError as refusal:
            form.add_error("name", refusal)
        else:
            messages.success(request, "The view is changed.")
            return redirect("pupil_views", school)
    context = {"form": form, "view": found}
    return render(request, "reporting/pupil_view.html", context, status=422 if form.errors else 200)
