"""Raising a concern, and what one raised oneself."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse, JsonResponse, QueryDict
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from safeguarding.forms.concerns import ConcernForm, now_fields
from safeguarding.queries.own import children_named, children_of, draft_of, own_concern, own_concerns
from safeguarding.queries.watch import watch_words
from safeguarding.seats import seat_of
from safeguarding.services.raising import drop_draft, keep_draft, raise_concern
from schools import clock
from schools.forms.refusals import add_refusal
from schools.middleware import SchoolRequest
from schools.names import clean_text
from schools.wording import time_words

MOST_CHILDREN = 30
NOT_KEPT = frozenset({"csrfmiddlewaretoken", "act", "key"})


@require_http_methods(["GET", "POST"])
def concern_new(request: SchoolRequest, school: str) -> HttpResponse:
    """The form: `find` looks for children, `discard` throws the draft away, anything else sends it."""
    if request.method != "POST":
        return _start(request)
    act = request.POST.get("act", "")
    if act == "discard":
        drop_draft(rights=request.rights, seat=seat_of(request))
        return redirect("concern_new", school)
    form = _form(request, request.POST)
    if act != "find" and form.is_valid():
        try:
            number = raise_concern(
                rights=request.rights,
                seat=seat_of(request),
                key=form.cleaned_data["key"],
                facts=form.facts_of_it(),
                at=clock.now(),
            )
        except ValidationError as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, f"Sent, ref {number}. The safeguarding leads were told.")
            return redirect("concern_own", school, form.cleaned_data["key"])
    if act == "find":
        form = _form(request, request.POST, is_bound=False)
    return _page(request, form, status=422 if form.is_bound else 200)


@require_POST
def concern_draft(request: SchoolRequest, school: str) -> JsonResponse:
    """Keep what was typed so far; the page asks every few seconds."""
    now = clock.now()
    try:
        keep_draft(rights=request.rights, seat=seat_of(request), typed=_typed(request.POST), at=now)
    except (ValidationError, ValueError):
        return JsonResponse({"words": "Not kept. Send it, or shorten it"}, status=422)
    return JsonResponse({"words": f"Draft kept {time_words(now)}"})


@require_safe
def concerns_mine(request: SchoolRequest, school: str) -> HttpResponse:
    """What this person raised, newest first."""
    lines = own_concerns(rights=request.rights, seat=seat_of(request))
    return render(request, "safeguarding/concerns_mine.html", {"lines": lines})


@require_safe
def concern_own(request: SchoolRequest, school: str, concern: UUID) -> HttpResponse:
    """One concern of this person's own: the words, how far it is, and the replies."""
    page = own_concern(rights=request.rights, seat=seat_of(request), concern_id=concern)
    context = {"page": page, "watch": watch_words(request.rights.school, at=clock.now())}
    return render(request, "safeguarding/concern_own.html", context)


def _start(request: SchoolRequest) -> HttpResponse:
    typed, kept_at = draft_of(rights=request.rights, seat=seat_of(request))
    data = QueryDict(mutable=True)
    for name, values in typed.items():
        data.setlist(name, [str(value) for value in values])
    chosen = request.GET.get("pupil", "")
    if chosen and chosen not in data.getlist("pupils"):
        data.appendlist("pupils", chosen)
    form = _form(request, data, is_bound=False)
    return _page(request, form, kept_at=kept_at)


def _form(request: SchoolRequest, data: QueryDict, *, is_bound: bool = True) -> ConcernForm:
    """The form with the children who are ticked, and those whom the words in `find` fit."""
    ticked = [int(pk) for pk in data.getlist("pupils")[:MOST_CHILDREN] if pk.isdecimal() and len(pk) < 15]
    children = {child.pk: child.name for child in children_of(request.rights, ticked)}
    for child in children_named(request.rights, _words(data.get("find", ""))):
        children.setdefault(child.pk, child.name)
    choices = list(children.items())
    if is_bound:
        return ConcernForm(data, choices=choices)
    initial: dict[str, Any] = {"key": uuid4(), **now_fields(clock.now())}
    initial |= {name: data[name] for name in data if name != "pupils"}
    return ConcernForm(choices=choices, initial=initial | {"pupils": [str(pk) for pk in ticked]})


def _page(
    request: SchoolRequest, form: ConcernForm, *, status: int = 200, kept_at: Any = None
) -> HttpResponse:
    context = {
        "form": form,
        "find": _words(request.POST.get("find", "")),
        "has_looked": request.POST.get("act") == "find",
        "kept_at": kept_at,
        "watch": watch_words(request.rights.school, at=clock.now()),
    }
    return render(request, "safeguarding/concern_new.html", context, status=status)


def _typed(data: QueryDict) -> dict[str, list[str]]:
    """What was typed, cleaned as the form cleans it; ValueError where it holds what no database keeps."""
    return {
        name[:60]: [clean_text(value, lines=True) for value in values]
        for name, values in data.lists()
        if name not in NOT_KEPT and any(values)
    }


def _words(text: str) -> str:
    try:
        return clean_text(text)[:100]
    except ValueError:
        return ""
