"""Pupils and parents who may stand twice: the list, and the preview from which two are made one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from accounts.roles import Permission
from attendance.queries.merges import MOST_CLASHES, mark_words
from attendance.services.merges import merge_pupils, open_merge, why_not
from schools import clock
from schools.access import Rights
from schools.middleware import SchoolRequest
from schools.queries.duplicates import likely_parents, likely_pupils, parent_cards, pupil_cards
from schools.queries.merge_words import merge_words
from schools.queries.parent_merges import parent_words
from schools.services.duplicates import say_different_parents, say_different_pupils
from schools.services.openings import open_parents
from schools.services.parent_merges import merge_parents, why_not_parents


@require_safe
def duplicates(request: SchoolRequest, school: str) -> HttpResponse:
    """The pairs that wait for a person, pupils first."""
    ours = request.rights.school
    context = {"pupils": likely_pupils(ours, on=clock.today()), "parents": likely_parents(ours)}
    return render(request, "attendance/duplicates.html", context)


@require_http_methods(["GET", "POST"])
def duplicate(request: SchoolRequest, school: str, one: int, other: int) -> HttpResponse:
    """What would become of two pupil records, line by line; the first of them is the one that stays.

    Opening it is written down.
    """
    return _decide(
        request,
        one,
        other,
        template="attendance/duplicate.html",
        tell_apart=say_different_pupils,
        merge=merge_pupils,
        preview=_two_pupils,
        names=("pupils", "records"),
    )


@require_http_methods(["GET", "POST"])
def duplicate_parent(request: SchoolRequest, school: str, one: int, other: int) -> HttpResponse:
    """What would become of two parents, line by line; the first of them is the one that stays.

    Opening it is written down.
    """
    return _decide(
        request,
        one,
        other,
        template="attendance/duplicate_parent.html",
        tell_apart=say_different_parents,
        merge=merge_parents,
        preview=_two_parents,
        names=("parents", "parents"),
    )


def _decide(
    request: SchoolRequest,
    one: int,
    other: int,
    *,
    template: str,
    tell_apart: Callable[..., None],
    merge: Callable[..., object],
    preview: Callable[[Rights, int, int], dict[str, Any]],
    names: tuple[str, str],
) -> HttpResponse:
    """Tell the two apart or make them one; or show what a merge would do, and why the last try did not."""
    rights, refusal = request.rights, ""
    if request.method == "POST":
        try:
            if "different" in request.POST:
                tell_apart(rights=rights, one=one, other=other, at=clock.now())
                words = f"Kept as two {names[0]}. They are proposed no more."
            else:
                stamp = request.POST.get("stamp", "")
                kept = merge(rights=rights, kept_id=one, other_id=other, stamp=stamp, at=clock.now())
                words = f"{kept}: the two {names[1]} are one now."
            messages.success(request, words)
            return redirect("duplicates", rights.school.slug)
        except ValidationError as problem:
            refusal = problem.messages[0]
    if one == other:
        raise Http404
    context = preview(rights, one, other) | {"refusal": refusal}
    return render(request, template, context, status=422 if refusal else 200)


def _two_pupils(rights: Rights, one: int, other: int) -> dict[str, Any]:
    plan = open_merge(rights=rights, kept_id=one, other_id=other)
    cards = pupil_cards(rights.school, [one, other], on=clock.today())
    sees_marks = rights.has_for_school(Permission.ATTENDANCE_HISTORY)
    return {
        "kept": cards[one],
        "other": cards[other],
        "words": merge_words(plan.pupils, rights),
        "marks": mark_words(plan, sees_marks=sees_marks),
        "clashes": plan.marks.clashes[:MOST_CLASHES] if sees_marks else [],
        "problem": why_not(plan, rights),
        "stamp": plan.stamp,
    }


def _two_parents(rights: Rights, one: int, other: int) -> dict[str, Any]:
    plan = open_parents(rights=rights, kept_id=one, other_id=other)
    cards = parent_cards(rights.school, [one, other])
    return {
        "kept": cards[one],
        "other": cards[other],
        "words": parent_words(plan, rights),
        "problem": why_not_parents(plan, rights),
        "stamp": plan.stamp,
    }
