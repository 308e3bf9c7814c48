"""Who may open a child's file: the page, and naming, keeping out, restricting and ending."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from accounts.roles import Permission
from safeguarding.forms.reach import WRITES, ExcludeForm, GrantEndForm, PersonForm, RestrictForm, review_day
from safeguarding.models import GrantKind
from safeguarding.queries.reach import ReachPage, reach_page
from safeguarding.seats import seat_of
from safeguarding.services.reach import end_grant, exclude_person, name_person, restrict_file
from schools import clock
from schools.form_fields import PlainForm
from schools.forms.refusals import add_refusal
from schools.middleware import SchoolRequest
from schools.queries.people import colleagues_with


@dataclass(frozen=True, slots=True)
class FormWords:
    """What a page of one form says: its heading, what follows from it, its button, and that it is done."""

    heading: str
    hint: str
    button: str
    done: str


@require_safe
def safeguarding_people(request: SchoolRequest, school: str, pupil: int) -> HttpResponse:
    """Who may open a child's file, who may not, and what is over."""
    page = reach_page(request.rights, seat_of(request), pupil, at=clock.now())
    return render(request, "safeguarding/people.html", {"page": page})


@require_http_methods(["GET", "POST"])
def person_new(request: SchoolRequest, school: str, pupil: int) -> HttpResponse:
    """Name somebody who reads the file, or writes in it."""
    now, seat = clock.now(), seat_of(request)
    page = reach_page(request.rights, seat, pupil, at=now)
    form = PersonForm(
        request.POST if request.method == "POST" else None,
        people=people_to_choose(request, but=[lead.user_id for lead in page.leads]),
        initial={"review_on": review_day(now.date())},
    )
    words = FormWords(
        "Name somebody on the team",
        "They read what is for the child’s team. What is held back for leads stays with the leads.",
        "Add to the team",
        "They may open the file now.",
    )

    def save() -> None:
        name_person(
            rights=request.rights,
            seat=seat,
            pupil_id=pupil,
            word=form.word(),
            writes=form.cleaned_data["kind"] == WRITES,
            at=now,
        )

    return form_page(request, page, form, words, save)


@require_http_methods(["GET", "POST"])
def person_exclude(request: SchoolRequest, school: str, pupil: int) -> HttpResponse:
    """Keep somebody out of the file."""
    now, seat = clock.now(), seat_of(request)
    page = reach_page(request.rights, seat, pupil, at=now)
    form = ExcludeForm(
        request.POST if request.method == "POST" else None,
        people=people_to_choose(request, but=[line.person_id for line in page.excluded]),
    )
    words = FormWords(
        "Keep somebody out",
        "For relatives, and for staff who are named in it. It beats every role, also that of a lead and an "
        "opening in an emergency. To them it is as if there were no file.",
        "Keep them out",
        "They can no longer open the file.",
    )

    def save() -> None:
        exclude_person(rights=request.rights, seat=seat, pupil_id=pupil, word=form.word(), at=now)

    return form_page(request, page, form, words, save)


@require_http_methods(["GET", "POST"])
def file_restrict(request: SchoolRequest, school: str, pupil: int) -> HttpResponse:
    """Let a few alone open the file."""
    now, seat = clock.now(), seat_of(request)
    page = reach_page(request.rights, seat, pupil, at=now)
    form = RestrictForm(
        request.POST if request.method == "POST" else None,
        people=people_to_choose(request, but=[line.person_id for line in page.only]),
    )
    words = FormWords(
        "Restrict the file to a few",
        "From now on nobody else opens it, whatever their role, until the last of the few is ended.",
        "Restrict the file",
        "Nobody else can open the file now.",
    )

    def save() -> None:
        restrict_file(
            rights=request.rights,
            seat=seat,
            pupil_id=pupil,
            people=form.cleaned_data["people"],
            reason=form.cleaned_data["reason"],
            at=now,
        )

    return form_page(request, page, form, words, save)


@require_http_methods(["GET", "POST"])
def grant_end(request: SchoolRequest, school: str, pupil: int, grant: UUID) -> HttpResponse:
    """End a word about a person, or review an opening in an emergency."""
    now, seat = clock.now(), seat_of(request)
    page = reach_page(request.rights, seat, pupil, at=now)
    line = next((line for line in page.grants if line.grant_id == grant), None)
    if line is None:
        raise Http404
    form = GrantEndForm(request.POST if request.method == "POST" else None)
    words = FormWords(f"End this: {line.person}", line.kind.label, "End it", "It is over.")
    if line.kind == GrantKind.EMERGENCY:
        hint = f"{line.reason} Say whether it was right to open the file, and what follows."
        words = FormWords(f"Review: {line.person}", hint, "Save the review", "The review is saved.")

    def save() -> None:
        reason = form.cleaned_data["reason"]
        end_grant(rights=request.rights, seat=seat, pupil_id=pupil, grant_id=grant, reason=reason, at=now)

    return form_page(request, page, form, words, save)


def people_to_choose(request: SchoolRequest, *, but: Sequence[int] = ()) -> list[tuple[int, str]]:
    """Who of the school may ever read a child's file, as a form offers them."""
    found = colleagues_with(request.rights.school, Permission.SAFEGUARDING_READ, on=request.rights.on)
    return [(number, who.words) for number, who in found.items() if number not in but]


def form_page(
    request: SchoolRequest, page: ReachPage, form: PlainForm, words: FormWords, save: Callable[[], None]
) -> HttpResponse:
    """A page of one form about a child's reach; once it is saved, back to the page of people."""
    if request.method == "POST" and form.is_valid():
        try:
            save()
        except ValidationError as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, words.done)
            return redirect("safeguarding_people", request.rights.school.slug, page.pupil_id)
    context = {"page": page, "form": form, "words": words}
    return render(request, "safeguarding/reach_form.html", context, status=422 if form.errors else 200)
