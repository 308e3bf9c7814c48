"""One concern: its words, and what the lead makes of it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from accounts.roles import Permission
from safeguarding.forms.triage import DecideForm, EndForm
from safeguarding.queries.triage import TriagePage, triage_page
from safeguarding.seats import seat_of
from safeguarding.services.categories import categories_of
from safeguarding.services.triage import acknowledge, close, decide, reopen
from schools import clock
from schools.forms.refusals import add_refusal
from schools.middleware import SchoolRequest
from schools.queries.people import colleagues_with
from schools.queries.siblings import siblings_of

DONE = {
    "acknowledge": "Acknowledged.",
    "decide": "Decision written down.",
    "close": "Closed.",
    "reopen": "Opened again.",
}


@require_http_methods(["GET", "POST"])
def concern_triage(request: SchoolRequest, school: str, concern: UUID) -> HttpResponse:
    """Read a concern in the file of one child (`pupil` of the address), and act on it."""
    pupil = request.GET.get("pupil", "")
    if not (pupil.isascii() and pupil.isdigit() and len(pupil) < 18):
        raise Http404
    act = request.POST.get("act", "") if request.method == "POST" else ""
    if request.method == "POST" and act not in DONE:
        raise Http404
    page = triage_page(rights=request.rights, seat=seat_of(request), pupil_id=int(pupil), concern_id=concern)
    form = _decide_form(request, page, is_sent=act == "decide")
    ending = EndForm(request.POST if act in ("close", "reopen") else None)
    if act and _do(request, act, page, form, ending):
        messages.success(request, DONE[act])
        return redirect(f"{reverse('concern_triage', args=[school, concern])}?pupil={page.pupil_id}")
    context = {"page": page, "form": form, "ending": ending}
    status = 422 if form.errors or ending.errors else 200
    return render(request, "safeguarding/triage.html", context, status=status)


def _decide_form(request: SchoolRequest, page: TriagePage, *, is_sent: bool) -> DecideForm:
    """The form of a decision, with what of the school can be chosen in it."""
    rights = request.rights
    named = {pk for pk, _, _ in page.children}
    people = colleagues_with(rights.school, Permission.CONCERN_RAISE, on=rights.on)
    return DecideForm(
        request.POST if is_sent else None,
        categories=categories_of(rights.school),
        siblings=[child for child in siblings_of(rights, page.pupil_id) if child[0] not in named],
        people=[(pk, person.words) for pk, person in people.items()],
        initial={"key": uuid4()},
    )


def _do(request: SchoolRequest, act: str, page: TriagePage, form: DecideForm, ending: EndForm) -> bool:
    """Do what was pressed; false where the form says why not."""
    shared: dict[str, Any] = {
        "rights": request.rights,
        "seat": seat_of(request),
        "pupil_id": page.pupil_id,
        "concern_id": page.pk,
        "at": clock.now(),
    }
    sent = form if act == "decide" else ending
    if act != "acknowledge" and not sent.is_valid():
        return False
    verbs: dict[str, Callable[[], None]] = {
        "acknowledge": partial(acknowledge, **shared),
        "decide": lambda: decide(**shared, key=form.cleaned_data["key"], facts=form.facts()),
        "close": lambda: close(**shared, outcome=ending.cleaned_data["outcome"]),
        "reopen": lambda: reopen(**shared, reason=ending.cleaned_data["outcome"]),
    }
    try:
        verbs[act]()
    except ValidationError as refusal:
        add_refusal(sent, refusal)
        return False
    return True
