"""The staff list: who works here, who signs in, and who is to be invited."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from schools import clock
from schools.forms.people import StaffForm
from schools.forms.refusals import add_refusal
from schools.middleware import SchoolRequest
from schools.models import Staff
from schools.names import number_in
from schools.queries.staff import people_to_link, staff_list, staff_member
from schools.services.people import Invited, invite_staff
from schools.services.staff import StaffFacts
from schools.services.staff_members import save_staff
from schools.wording import count_words, list_words


@require_safe
def staff(request: SchoolRequest, school: str) -> HttpResponse:
    """The staff of the school; `?show=without` lists those without a role."""
    only_without = request.GET.get("show") == "without"
    found = staff_list(
        request.rights.school,
        on=clock.today(),
        only_without=only_without,
        page=request.GET.get("page", ""),
    )
    return render(request, "schools/staff.html", {"list": found, "only_without": only_without})


@require_http_methods(["GET", "POST"])
def staff_new(request: SchoolRequest, school: str) -> HttpResponse:
    """A member of staff added by hand."""
    return _edit(request, None)


@require_http_methods(["GET", "POST"])
def staff_edit(request: SchoolRequest, school: str, member: int) -> HttpResponse:
    """A member of staff changed, or linked to the person who signs in."""
    return _edit(request, staff_member(request.rights.school, member))


def _edit(request: SchoolRequest, member: Staff | None) -> HttpResponse:
    ours = request.rights.school
    number = member.pk if member else 0
    facts = {name: getattr(member, name) for name in StaffFacts.__dataclass_fields__} if member else {}
    form = StaffForm(
        request.POST or None,
        people=people_to_link(ours, on=clock.today(), staff_id=number),
        initial=facts | {"user": member.user_id if member else None},
    )
    if request.method == "POST" and form.is_valid():
        try:
            saved = save_staff(
                rights=request.rights,
                staff_id=number,
                facts=form.facts(),
                user_id=form.cleaned_data["user"],
                at=timezone.now(),
            )
        except ValidationError as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, f"{saved.full_name} saved.")
            return redirect("staff", ours.slug)
    context = {"form": form, "member": member}
    return render(request, "schools/staff_edit.html", context, status=422 if form.errors else 200)


@require_POST
def invite_chosen(request: SchoolRequest, school: str) -> HttpResponse:
    """Everybody ticked in the staff list, let in with the role that the list proposes."""
    try:
        told = invite_staff(
            rights=request.rights,
            staff_ids={number for text in request.POST.getlist("staff") if (number := number_in(text))},
            at=timezone.now(),
            site=request.build_absolute_uri("/"),
        )
    except ValidationError as refusal:
        messages.error(request, refusal.messages[0])
    else:
        _tell(request, told)
    return redirect("staff", school)


def _tell(request: SchoolRequest, told: Invited) -> None:
    """Say who was let in, who waits for the head, and who was left out with the reason."""
    if told.names:
        words = f"{count_words(len(told.names), 'person', 'people')} let in."
        if told.waiting:
            words += f" The head must approve the role of {list_words(told.waiting)}."
        messages.success(request, words)
    for name, problem in told.refused:
        messages.error(request, f"{name}: {problem}")
    if not told.names and not told.refused:
        messages.error(request, "Everybody chosen has a role already")
