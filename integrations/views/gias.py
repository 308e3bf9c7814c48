"""A school looked up in a download of GIAS; the form of the set-up opens with what was found."""

from __future__ import annotations

from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from integrations.forms import GiasForm
from integrations.gias.client import GiasRefused, rows_of_school
from integrations.gias.mapping import school_of
from schools.middleware import SchoolRequest
from schools.services.set_up import no_school_yet
from schools.wording import list_words


@require_http_methods(["GET", "HEAD", "POST"])
def gias_first(request: HttpRequest) -> HttpResponse:
    """For the first school of a new installation."""
    if not no_school_yet():
        return redirect("home")
    return _look_up(request, back=reverse("first_school"))


@require_http_methods(["GET", "HEAD", "POST"])
def gias_next(request: SchoolRequest, school: str) -> HttpResponse:
    """For another school of the trust."""
    return _look_up(request, back=reverse("school_new", args=[school]))


def _look_up(request: HttpRequest, *, back: str) -> HttpResponse:
    """Find the school, and go back to its form with what the register says."""
    form = GiasForm(request.POST, request.FILES) if request.method == "POST" else GiasForm()
    if request.method == "POST" and form.is_valid():
        try:
            found = school_of(rows_of_school(form.cleaned_data["uploaded"], form.cleaned_data["urn"]))
        except GiasRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"{found.facts['name']} is filled in from GIAS. Check it and go on.")
            if found.missing:
                messages.warning(request, f"The file does not say {list_words(found.missing)}.")
            return redirect(f"{back}?{urlencode(found.facts)}")
    return render(
        request, "integrations/gias.html", {"form": form, "back": back}, status=422 if form.errors else 200
    )
