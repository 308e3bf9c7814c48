"""A published calendar: choose the file, look at what it would change, bring it in."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from attendance.services.calendar_changes import MarksAtStake
from integrations.calendar_files.sync import bring_in_file, preview_file, sealed, unsealed
from integrations.forms import CalendarFileForm, CalendarPreviewForm
from schools import clock
from schools.middleware import SchoolRequest

CHOOSE, LOOK = "integrations/calendar_file.html", "integrations/calendar_preview.html"


@require_http_methods(["GET", "HEAD", "POST"])
def school_calendar_file(request: SchoolRequest, school: str) -> HttpResponse:
    """Choose a calendar file; a file that was chosen is shown, and one that was shown is brought in."""
    if "sealed" in request.POST:
        return _bring_in(request)
    form = CalendarFileForm(request.POST, request.FILES) if request.method == "POST" else CalendarFileForm()
    if request.method == "POST" and form.is_valid():
        content = form.content()
        try:
            return _show(request, content)
        except ValidationError as refusal:
            form.add_error("uploaded", refusal)
    return render(request, CHOOSE, {"form": form}, status=422 if form.errors else 200)


def _show(request: SchoolRequest, content: bytes) -> HttpResponse:
    """What a file would change, with the button that brings it in."""
    preview = preview_file(content, rights=request.rights, at=clock.now())
    form = CalendarPreviewForm(initial={"sealed": sealed(content, school=request.rights.school)})
    return render(request, LOOK, {"preview": preview, "form": form})


def _bring_in(request: SchoolRequest) -> HttpResponse:
    """Bring a previewed file in; where marks are at stake, ask first."""
    form, now, ours = CalendarPreviewForm(request.POST), clock.now(), request.rights.school
    try:
        content = unsealed(request.POST["sealed"], school=ours)
        is_agreed = form.is_valid() and form.cleaned_data["is_agreed"]
        effect = bring_in_file(content, rights=request.rights, at=now, is_agreed=is_agreed)
    except ValidationError as refusal:
        messages.error(request, refusal.messages[0])
        return redirect("school_calendar_file", ours.slug)
    except MarksAtStake as stake:
        form.ask_to_agree(stake.effect.marks)
        preview = preview_file(content, rights=request.rights, at=now)
        return render(request, LOOK, {"preview": preview, "form": form}, status=422)
    messages.success(request, f"The calendar is brought in. {effect.words}")
    return redirect("calendar", ours.slug)
