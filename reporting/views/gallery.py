"""The page that shows each component once, for whoever changes one."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from attendance.forms.registers import AmendForm
from reporting.queries.example_drawings import example_drawings
from reporting.queries.examples import example_register, example_tiles


@require_safe
def gallery(request: HttpRequest) -> HttpResponse:
    """Each component once, with invented content."""
    form = AmendForm({"code": "I", "minutes": "-1", "base_version": "1"})
    context = {
        "demo": example_register(),
        "tiles": example_tiles(),
        "form": form,
        "drawings": example_drawings(),
    }
    return render(request, "components/gallery.html", context)
