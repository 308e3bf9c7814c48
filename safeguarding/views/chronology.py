"""A child's chronology, and writing in it."""

from __future__ import annotations

from uuid import UUID, uuid4

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from safeguarding.forms.entries import (
    ActionEndForm,
    ActionForm,
    CorrectionForm,
    EntryForm,
    FilterForm,
    filters_of,
    new_action,
    new_entry,
)
from safeguarding.queries.file_pages import file_page, offers_of
from safeguarding.seats import seat_of
from safeguarding.services.entries import add_action, add_entry, correct, end_action
from schools import clock
from schools.forms.refusals import add_refusal
from schools.middleware import SchoolRequest
from schools.wording import time_words

OPENED = "Only named safeguarding staff. Opened by you {}. Every view is logged."
FORM_PAGE = "safeguarding/file_form.html"


@require_safe
def safeguarding_file(request: SchoolRequest, school: str, pupil: int) -> HttpResponse:
    """The chronology of one child, what is to be done, and who opened it."""
    now = clock.now()
    page = file_page(
        rights=request.rights,
        seat=seat_of(request),
        pupil_id=pupil,
        filters=filters_of(request.GET),
        on=now.date(),
    )
    found = page.chronology
    form = FilterForm(request.GET, categories=found.categories, writers=found.writers)
    query = request.GET.copy()
    query.pop("page", None)
    context = {
        "page": page,
        "found": found,
        "form": form,
        "query": query.urlencode(),
        "number": filters_of(request.GET).page,
        "today": now.date(),
        "banner_title": "Restricted: child protection file.",
        "banner_words": OPENED.format(time_words(now)),
    }
    return render(request, "safeguarding/file.html", context)


@require_http_methods(["GET", "POST"])
def entry_new(request: SchoolRequest, school: str, pupil: int) -> HttpResponse:
    """Add an entry to a chronology."""
    now, seat = clock.now(), seat_of(request)
    offers = offers_of(rights=request.rights, seat=seat, pupil_id=pupil, on=now.date())
    data = request.POST if request.method == "POST" else None
    form = EntryForm(data, categories=offers.categories, initial=new_entry(uuid4(), now))
    if request.method == "POST" and form.is_valid():
        key, facts = form.cleaned_data["key"], form.facts()
        try:
            add_entry(rights=request.rights, seat=seat, pupil_id=pupil, key=key, facts=facts, at=now)
        except ValidationError as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, "Entry added.")
            return redirect("safeguarding_file", school, pupil)
    return _form(request, form, offers.child, "Add an entry", "Add the entry")


@require_http_methods(["GET", "POST"])
def record_correct(request: SchoolRequest, school: str, pupil: int, record: UUID) -> HttpResponse:
    """Put right a part of a concern or an entry; what it was stays to be read."""
    now, seat = clock.now(), seat_of(request)
    offers = offers_of(rights=request.rights, seat=seat, pupil_id=pupil, on=now.date())
    form = CorrectionForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            correct(
                rights=request.rights,
                seat=seat,
                pupil_id=pupil,
                record_id=record,
                facts=form.facts(),
                at=now,
            )
        except ValidationError as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, "Put right. What it was can still be read.")
            return redirect("safeguarding_file", school, pupil)
    return _form(request, form, offers.child, "Put something right", "Put it right")


@require_http_methods(["GET", "POST"])
def action_new(request: SchoolRequest, school: str, pupil: int) -> HttpResponse:
    """Write down what is to be done for a child."""
    now, seat = clock.now(), seat_of(request)
    offers = offers_of(rights=request.rights, seat=seat, pupil_id=pupil, on=now.date())
    data = request.POST if request.method == "POST" else None
    proposed = new_action(uuid4(), now) | {"owner": request.user.pk}
    form = ActionForm(data, people=offers.people, records=offers.records, initial=proposed)
    if request.method == "POST" and form.is_valid():
        cleaned = form.cleaned_data
        try:
            add_action(
                rights=request.rights,
                seat=seat,
                pupil_id=pupil,
                key=cleaned["key"],
                what=cleaned["what"],
                owner_id=cleaned["owner"],
                due_on=cleaned["due_on"],
                record_id=cleaned["record"],
                at=now,
            )
        except ValidationError as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, "Action added.")
            return redirect("safeguarding_file", school, pupil)
    return _form(request, form, offers.child, "Add an action", "Add the action")


@require_http_methods(["GET", "POST"])
def action_end(request: SchoolRequest, school: str, pupil: int, action: UUID) -> HttpResponse:
    """Say that an action is done, or no longer needed."""
    now, seat = clock.now(), seat_of(request)
    offers = offers_of(rights=request.rights, seat=seat, pupil_id=pupil, on=now.date())
    form = ActionEndForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        end_action(
            rights=request.rights, seat=seat, pupil_id=pupil, action_id=action, at=now, **form.cleaned_data
        )
        messages.success(request, "Written down.")
        return redirect("safeguarding_file", school, pupil)
    return _form(request, form, offers.child, "End an action", "End the action")


def _form(request: SchoolRequest, form: object, child: object, title: str, button: str) -> HttpResponse:
    context = {"form": form, "child": child, "form_title": title, "button": button}
    status = 422 if getattr(form, "errors", None) else 200
    return render(request, FORM_PAGE, context, status=status)
