"""Pupils who are said to leave."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from schools import clock
from schools.forms.leavers import StaysForm
from schools.middleware import SchoolRequest
from schools.queries.leavings import leaving_list
from schools.services.leavings import keep_pupil


@require_http_methods(["GET", "POST"])
def leavers(request: SchoolRequest, school: str) -> HttpResponse:
    """The proposed leavings, and the word that a pupil stays."""
    now = clock.now()
    form = StaysForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            kept = keep_pupil(
                rights=request.rights,
                leaving_id=form.cleaned_data["leaving"],
                words=form.cleaned_data["words"],
                at=now,
            )
        except ValidationError as refusal:
            form.add_error(None, refusal.messages[0])
        else:
            messages.success(request, f"{kept.roll_entry.pupil.known_name} stays on roll.")
            return redirect("leavers", school)
    if form.is_bound and "leaving" not in form.cleaned_data:
        raise Http404
    context = {
        "list": leaving_list(request.rights, on=now.date(), page=request.GET.get("page", "")),
        "form": form,
        "asked": form.cleaned_data.get("leaving") if form.is_bound else None,
    }
    return render(request, "schools/leavers.html", context, status=422 if form.errors else 200)
