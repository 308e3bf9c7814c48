"""Who may sign in to a school, as what, and until when."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from accounts.roles import Role
from schools import clock
from schools.forms.people import InviteForm
from schools.forms.refusals import add_refusal
from schools.middleware import SchoolRequest
from schools.names import number_in
from schools.queries.people import holders
from schools.services.memberships import approve_role, end_role
from schools.services.people import let_in

# What an address may say of the person to invite, so that nobody types it again.
ASKED = {"full_name": "name", "email": "email", "job_title": "job"}


@require_http_methods(["GET", "POST"])
def people(request: SchoolRequest, school: str) -> HttpResponse:
    """The people of a school, and the form that invites one more."""
    ours, today = request.rights.school, clock.today()
    known = {name: request.GET.get(asked, "") for name, asked in ASKED.items()}
    form = InviteForm(request.POST or None, school=ours, today=today, initial=known)
    if request.method == "POST" and form.is_valid():
        try:
            words = _let_in(request, form)
        except ValidationError as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, words)
            return redirect("people", school)
    context = {"form": form, "holders": holders(ours, on=today), "roles": list(Role)}
    return render(request, "schools/people.html", context, status=422 if form.errors else 200)


def _let_in(request: SchoolRequest, form: InviteForm) -> str:
    """Let the person in whom the form names, and say what happened."""
    found = let_in(
        form.newcomer(),
        rights=request.rights,
        on=form.cleaned_data["valid_from"],
        at=timezone.now(),
        site=request.build_absolute_uri("/"),
    )
    words = f"{found.name} {'was sent an invitation' if found.is_invited else 'has the role now'}."
    if found.had_account:
        words += " The address has an account already: the name and job title typed here are not stored."
    if found.waits_for_approval:
        words += " The head must approve the role before it opens anything."
    return words


@require_POST
def end_access(request: SchoolRequest, school: str, membership: int) -> HttpResponse:
    """End a grant today."""
    try:
        ended = end_role(
            rights=request.rights, membership_id=membership, last_day=clock.today(), at=timezone.now()
        )
    except ValidationError as refusal:
        messages.error(request, refusal.messages[0])
    else:
        messages.success(request, f"{ended.user.full_name}: access ends today.")
    return redirect("people", school)


@require_http_methods(["GET", "POST"])
def approvals(request: SchoolRequest, school: str) -> HttpResponse:
    """Roles that wait for a second person."""
    if request.method == "POST":
        try:
            approved = approve_role(
                rights=request.rights,
                membership_id=number_in(request.POST.get("membership", "")) or 0,
                stamp=request.POST.get("stamp", ""),
                at=timezone.now(),
            )
        except ValidationError as refusal:
            messages.error(request, refusal.messages[0])
        else:
            messages.success(request, f"{approved.user.full_name}: role approved.")
        return redirect("approvals", school)
    waiting = [row for row in holders(request.rights.school, on=clock.today()) if row.waits_for_approval]
    return render(request, "schools/approvals.html", {"waiting": waiting})
