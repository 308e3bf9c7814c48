"""The facts about a pupil by date: a page for support, and one of its own for protected facts."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from accounts.roles import Permission
from schools import clock
from schools.forms.facts import ProtectionForm, SupportForm
from schools.middleware import SchoolRequest
from schools.models import Pupil
from schools.services.facts import (
    Protection,
    Support,
    open_protected,
    open_protected_fact,
    open_support,
    open_support_fact,
    pupil_of_protection,
    pupil_of_support,
    remove_protection,
    remove_support,
    write_protection,
    write_support,
)


@require_safe
def facts(request: SchoolRequest, school: str, pupil: int) -> HttpResponse:
    """The support of a pupil by date. Opening it is written down."""
    who, found = open_support(rights=request.rights, pupil_id=pupil, on=clock.today())
    may_change = request.rights.has_for_school(Permission.PUPIL_MANAGE)
    context = {"who": who, "facts": found, "may_change": may_change}
    return render(request, "schools/facts.html", context)


@require_safe
def protected(request: SchoolRequest, school: str, pupil: int) -> HttpResponse:
    """The social-care status of a pupil by date. Opening it is written down."""
    who, found = open_protected(rights=request.rights, pupil_id=pupil, on=clock.today())
    may_change = request.rights.has_for_school(Permission.PROTECTED_FACTS_SET)
    context = {"who": who, "facts": found, "may_change": may_change}
    return render(request, "schools/protected.html", context)


@require_http_methods(["GET", "POST"])
def support_new(request: SchoolRequest, school: str, pupil: int) -> HttpResponse:
    """Write support down."""
    who = pupil_of_support(request.rights, pupil)
    form = SupportForm(request.POST or None, initial={"from_on": clock.today()})
    return _page(request, who, form, _write_support(request, who, form, None), "pupil_facts")


@require_http_methods(["GET", "POST"])
def support_change(request: SchoolRequest, school: str, pupil: int, fact: int) -> HttpResponse:
    """End or correct support, or take away a mistake. Opening it is written down."""
    who, known = open_support_fact(rights=request.rights, pupil_id=pupil, fact_id=fact)
    form = SupportForm(request.POST or None, initial=known)
    if "remove" in request.POST:
        remove_support(rights=request.rights, pupil_id=who.pk, fact_id=fact, at=clock.now())
        return _removed(request, who, "pupil_facts")
    return _page(request, who, form, _write_support(request, who, form, fact), "pupil_facts", changes=True)


@require_http_methods(["GET", "POST"])
def protection_new(request: SchoolRequest, school: str, pupil: int) -> HttpResponse:
    """Write social-care status down."""
    who = pupil_of_protection(request.rights, pupil)
    form = ProtectionForm(request.POST or None, initial={"from_on": clock.today()})
    return _page(request, who, form, _write_protection(request, who, form, None), "pupil_protected")


@require_http_methods(["GET", "POST"])
def protection_change(request: SchoolRequest, school: str, pupil: int, fact: int) -> HttpResponse:
    """End or correct social-care status, or take away a mistake. Opening it is written down."""
    who, known = open_protected_fact(rights=request.rights, pupil_id=pupil, fact_id=fact)
    form = ProtectionForm(request.POST or None, initial=known)
    if "remove" in request.POST:
        remove_protection(rights=request.rights, pupil_id=who.pk, fact_id=fact, at=clock.now())
        return _removed(request, who, "pupil_protected")
    write = _write_protection(request, who, form, fact)
    return _page(request, who, form, write, "pupil_protected", changes=True)


def _write_support(
    request: SchoolRequest, who: Pupil, form: forms.Form, fact_id: int | None
) -> Callable[[], object]:
    return lambda: write_support(
        rights=request.rights,
        pupil_id=who.pk,
        support=Support(**form.cleaned_data),
        at=clock.now(),
        fact_id=fact_id,
    )


def _write_protection(
    request: SchoolRequest, who: Pupil, form: forms.Form, fact_id: int | None
) -> Callable[[], object]:
    return lambda: write_protection(
        rights=request.rights,
        pupil_id=who.pk,
        protection=Protection(**form.cleaned_data),
        at=clock.now(),
        fact_id=fact_id,
    )


def _page(
    request: SchoolRequest,
    who: Pupil,
    form: forms.Form,
    write: Callable[[], object],
    back: str,
    *,
    changes: bool = False,
) -> HttpResponse:
    """The form; once what was typed is right it is written down, and the list says so."""
    back_url = reverse(back, args=[request.rights.school.slug, who.pk])
    if request.method == "POST" and form.is_valid():
        try:
            write()
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, f"{who.known_name}: {'fact corrected' if changes else 'fact added'}.")
            return redirect(back_url)
    context: dict[str, Any] = {"who": who, "form": form, "back_url": back_url, "changes": changes}
    return render(request, "schools/fact_form.html", context, status=422 if form.errors else 200)


def _removed(request: SchoolRequest, who: Pupil, back: str) -> HttpResponse:
    messages.success(request, f"{who.known_name}: fact removed. The audit keeps what it said.")
    return redirect(back, request.rights.school.slug, who.pk)
