"""One person: what they were granted, changing a grant, and closing the account."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from schools.forms.people import CloseForm, GrantForm
from schools.forms.refusals import add_refusal
from schools.middleware import SchoolRequest
from schools.queries.person_pages import person_page, standing_grant
from schools.services.closing import close_account
from schools.services.memberships import change_grant
from schools.services.people import invite_again


@require_safe
def person(request: SchoolRequest, school: str, person: int) -> HttpResponse:
    """A person as this school knows them."""
    page = person_page(request.rights, person, at=timezone.now())
    return render(request, "schools/person.html", {"page": page})


@require_http_methods(["GET", "POST"])
def change_access(request: SchoolRequest, school: str, membership: int) -> HttpResponse:
    """Another last day for a grant, or other years for its caseload."""
    grant = standing_grant(request.rights, membership)
    form = GrantForm(
        request.POST or None,
        school=request.rights.school,
        has_caseload=grant.has_caseload,
        initial={
            "valid_until": grant.valid_until,
            "year_groups": [str(year) for year in grant.year_groups],
        },
    )
    if request.method == "POST" and form.is_valid():
        try:
            change_grant(
                rights=request.rights,
                membership_id=membership,
                valid_until=form.cleaned_data["valid_until"],
                year_groups=form.cleaned_data.get("year_groups", []),
                at=timezone.now(),
            )
        except ValidationError as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, f"{grant.name}: access saved.")
            return redirect("person", school, grant.user_id)
    context = {"grant": grant, "form": form}
    return render(request, "schools/change_access.html", context, status=422 if form.errors else 200)


@require_POST
def invite_person_again(request: SchoolRequest, school: str, person: int) -> HttpResponse:
    """A new link for a person who never came in."""
    try:
        invited = invite_again(
            rights=request.rights,
            person_id=person,
            at=timezone.now(),
            site=request.build_absolute_uri("/"),
        )
    except ValidationError as refusal:
        messages.error(request, refusal.messages[0])
    else:
        messages.success(request, f"{invited.full_name} was sent a new invitation.")
    return redirect("person", school, person)


@require_http_methods(["GET", "POST"])
def close_person(request: SchoolRequest, school: str, person: int) -> HttpResponse:
    """End every role of a person here at once, and close the account."""
    page = person_page(request.rights, person, at=timezone.now())
    form = CloseForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            closed = close_account(
                rights=request.rights,
                person_id=person,
                reason=form.cleaned_data["reason"],
                at=timezone.now(),
            )
        except ValidationError as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(
                request, f"{closed.full_name} has no role here any more, and opens nothing of this school."
            )
            return redirect("people", school)
    context = {"page": page, "form": form}
    return render(request, "schools/close_person.html", context, status=422 if form.errors else 200)
