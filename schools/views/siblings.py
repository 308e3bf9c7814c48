"""The pairs of pupils who may be siblings: confirmed or refused one by one, or a page at a time."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from schools import clock
from schools.middleware import SchoolRequest
from schools.queries.siblings import Show, sibling_page
from schools.services.siblings import decide_siblings
from schools.wording import count_words


@require_http_methods(["GET", "POST"])
def siblings(request: SchoolRequest, school: str) -> HttpResponse:
    """A page of pairs; `?show=` those to decide, the siblings, or those who are none."""
    show = _show(request.GET.get("show", ""))
    if request.method == "POST":
        _decide(request)
        return redirect(f"{reverse('siblings', args=[school])}?show={show}")
    number = request.GET.get("page", "")
    page = max(1, int(number)) if number.isdecimal() and len(number) < 6 else 1
    found = sibling_page(request.rights.school, show, page=page, on=clock.today())
    return render(request, "schools/siblings.html", {"found": found, "show": show, "tabs": list(Show)})


def _show(text: str) -> Show:
    return next((show for show in Show if show == text), Show.WAITING)


def _decide(request: SchoolRequest) -> None:
    """The pressed button says yes or no, of one pair or of all that the page showed."""
    word, _, which = request.POST.get("decide", "").partition(":")
    sent = request.POST.getlist("pair") if which == "all" else [which]
    try:
        decided = decide_siblings(
            rights=request.rights,
            pairs=[_pair(text) for text in sent],
            are_siblings=word == "yes",
            at=clock.now(),
        )
    except ValidationError as refusal:
        messages.error(request, refusal.messages[0])
    else:
        words = "confirmed as siblings" if word == "yes" else "marked as no siblings"
        messages.success(request, f"{count_words(decided, 'pair')} {words}.")


def _pair(text: str) -> tuple[int, int]:
    one, _, other = text.partition("-")
    if not (one.isdecimal() and other.isdecimal() and len(text) < 40):
        raise ValidationError("We could not read that. Load the page again")
    return int(one), int(other)
