"""Concerns about adults: raising one, the two lists, one of them, and who reads them."""

from __future__ import annotations

from uuid import UUID, uuid4

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.roles import Permission
from safeguarding.forms.staff import ReaderForm, StaffConcernForm, StaffStepForm, new_staff_concern
from safeguarding.models import StaffConcernKind
from safeguarding.queries.staff_concerns import staff_concern_page, staff_lines, staff_people
from safeguarding.queries.staff_readers import staff_readers
from safeguarding.seats import seat_of
from safeguarding.services.staff_concerns import add_staff_step, raise_staff_concern
from safeguarding.services.staff_readers import end_reader, name_reader
from schools import clock
from schools.forms.refusals import add_refusal
from schools.middleware import SchoolRequest
from schools.names import number_in

SENT = "Sent, ref {number}. Only the people who deal with it can read it."
KEPT = (
    "Kept, ref {number}. Nobody is named here yet to read it: ring the LADO of your local authority now, or "
    "the NSPCC on 0800 028 0285."
)


@require_http_methods(["GET", "POST"])
def staff_concern_new(request: SchoolRequest, school: str) -> HttpResponse:
    """Raise a concern about an adult. No second factor is asked."""
    now = clock.now()
    people = staff_people(request.rights).names
    form = StaffConcernForm(
        request.POST if request.method == "POST" else None,
        people=people,
        initial=new_staff_concern(key=uuid4(), now=now),
    )
    if request.method == "POST" and form.is_valid():
        try:
            raised = raise_staff_concern(
                rights=request.rights,
                seat=seat_of(request),
                key=form.cleaned_data["key"],
                facts=form.said(),
                at=now,
            )
        except ValidationError as refusal:
            add_refusal(form, refusal)
        else:
            if raised.is_read_by_somebody:
                messages.success(request, SENT.format(number=raised.number))
            else:
                messages.warning(request, KEPT.format(number=raised.number))
            return redirect("staff_concern_new", school)
    return render(request, "safeguarding/staff_new.html", {"form": form}, status=422 if form.errors else 200)


@require_safe
def staff_concerns(request: SchoolRequest, school: str) -> HttpResponse:
    """Allegations, or low-level concerns: never both in one list."""
    kinds = dict(StaffConcernKind.choices)
    kind = request.GET.get("kind", "")
    chosen = kind if kind in kinds else StaffConcernKind.ALLEGATION.value
    lines = staff_lines(rights=request.rights, seat=seat_of(request), now=clock.now())
    context = {
        "lines": [line for line in lines if line.kind == chosen],
        "chosen": chosen,
        "may_name": request.rights.has_for_school(Permission.STAFF_ALLEGATION_READ),
        "tabs": [
            ("allegation", "Allegations", sum(line.kind == "allegation" for line in lines)),
            ("low_level", "Low-level concerns", sum(line.kind == "low_level" for line in lines)),
        ],
    }
    return render(request, "safeguarding/staff_list.html", context)


@require_http_methods(["GET", "POST"])
def staff_concern(request: SchoolRequest, school: str, concern: UUID) -> HttpResponse:
    """One concern about an adult, what was done, and the form that adds a step."""
    now, seat = clock.now(), seat_of(request)
    form = StaffStepForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            add_staff_step(rights=request.rights, seat=seat, concern_id=concern, facts=form.facts(), at=now)
        except ValidationError as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, "Written down.")
            return redirect("staff_concern", school, concern)
    page = staff_concern_page(rights=request.rights, seat=seat, concern_id=concern, now=now)
    context = {"page": page, "form": form}
    return render(request, "safeguarding/staff_one.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def staff_readers_page(request: SchoolRequest, school: str) -> HttpResponse:
    """Who reads concerns about adults; the head names them."""
    now, seat = clock.now(), seat_of(request)
    known = staff_readers(rights=request.rights, seat=seat, now=now)
    form = ReaderForm(request.POST if request.method == "POST" else None, people=known.to_name)
    if request.method == "POST" and form.is_valid():
        try:
            name_reader(
                rights=request.rights,
                seat=seat,
                person_id=form.cleaned_data["person"],
                reads_about_head=form.cleaned_data["reads_about_head"],
                until_at=form.until_at(),
                at=now,
            )
        except ValidationError as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, "Named.")
            return redirect("staff_readers", school)
    may_name = request.rights.has_for_school(Permission.STAFF_ALLEGATION_READ)
    context = {"known": known, "form": form, "may_name": may_name}
    return render(request, "safeguarding/staff_readers.html", context, status=422 if form.errors else 200)


@require_POST
def staff_reader_end(request: SchoolRequest, school: str) -> HttpResponse:
    """Let somebody read concerns about adults no longer."""
    person = number_in(request.POST.get("person", "")) or 0
    try:
        end_reader(rights=request.rights, seat=seat_of(request), person_id=person, at=clock.now())
    except ValidationError as refusal:
        messages.error(request, refusal.messages[0])
    else:
        messages.success(request, "Ended.")
    return redirect("staff_readers", school)
