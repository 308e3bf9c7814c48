"""Published figures of the DfE: choose a file, and see which are loaded."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from attendance.queries.figures.releases import release_lines
from integrations.dfe.sync import load_release
from integrations.forms import ReleaseForm
from schools import clock
from schools.middleware import SchoolRequest


@require_http_methods(["GET", "HEAD", "POST"])
def comparators(request: SchoolRequest, school: str) -> HttpResponse:
    """The releases that are loaded, and the form that loads another."""
    form = ReleaseForm(request.POST, request.FILES) if request.method == "POST" else ReleaseForm()
    if request.method == "POST" and form.is_valid():
        try:
            loaded = load_release(form.file(), rights=request.rights, at=clock.now())
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            tell = messages.success if loaded.is_new else messages.info
            tell(request, loaded.words)
            return redirect("comparators", school)
    context = {"form": form, "releases": release_lines(request.rights)}
    return render(request, "integrations/comparators.html", context, status=422 if form.errors else 200)
