"""The words of a school's messages: what is in force, a preview, and a change from a day on."""

from __future__ import annotations

from datetime import date, datetime

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from schools import clock
from schools.forms.refusals import add_refusal
from schools.forms.wordings import WordingForm
from schools.message_words import Words
from schools.middleware import SchoolRequest
from schools.queries.wording_pages import WordingPage, preview_of, wording_lines, wording_page
from schools.services.message_wordings import write_wording

PREVIEW = "preview"


@require_safe
def message_wordings(request: SchoolRequest, school: str) -> HttpResponse:
    """Every wording, by what it is about."""
    areas = wording_lines(request.rights, on=clock.today())
    return render(request, "schools/wordings.html", {"areas": areas})


@require_http_methods(["GET", "POST"])
def message_wording(
    request: SchoolRequest, school: str, kind: str, channel: str, language: str
) -> HttpResponse:
    """One wording in one language, with a preview of what is typed; a preview saves nothing."""
    now = clock.now()
    page = wording_page(request.rights, kind, channel, language, on=now.date())
    wants_preview = request.POST.get("act") == PREVIEW
    form = _form(request, page, now.date())
    if request.method == "POST" and not wants_preview and form.is_valid() and _saved(request, form, now):
        messages.success(request, f"{page.kind_title}, {page.title}: saved.")
        return redirect("message_wording", school, kind, channel, language)
    words = form.typed() if request.method == "POST" else _shown(form)
    context = {
        "page": page,
        "form": form,
        "preview": preview_of(page, words),
        "shows_errors": form.is_bound and not wants_preview,
    }
    refused = context["shows_errors"] and form.errors
    return render(request, "schools/wording.html", context, status=422 if refused else 200)


def _form(request: SchoolRequest, page: WordingPage, today: date) -> WordingForm:
    """The form, with the words in force, or with those that ship where they were asked for."""
    start = page.shipped if request.GET.get("start") == "shipped" and page.is_english else page.in_force
    return WordingForm(
        request.POST if request.method == "POST" else None,
        page=page,
        initial={"subject": start.subject, "words": start.body, "from_on": today},
    )


def _shown(form: WordingForm) -> Words:
    return Words(str(form.initial["words"]), str(form.initial["subject"]))


def _saved(request: SchoolRequest, form: WordingForm, now: datetime) -> bool:
    """Whether the words are written; else the form says why not."""
    try:
        write_wording(rights=request.rights, facts=form.facts(), at=now)
    except ValidationError as refusal:
        add_refusal(form, refusal)
        return False
    return True
