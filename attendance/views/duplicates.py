"""Pupils and parents who may stand twice: the list, and the preview from which two are made one."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from accounts.roles import Permission
from attendance.queries.merges import MOST_CLASHES, mark_words
from attendance.services.merges import merge_pupils, open_merge, why_not
from schools import clock
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
    rights, refusal = request.rights, ""
    if request.method == "POST":
        try:
            if "different" in request.POST:
                say_different_pupils(rights=rights, one=one, other=other, at=clock.now())
                return _done(request, "Kept as two pupils. They are proposed no more.")
            stamp = request.POST.get("stamp", "")
            kept = merge_pupils(rights=rights, kept_id=one, other_id=other, stamp=stamp, at=clock.now())
            return _done(request, f"{kept.known_name}: the two records are one now.")
        except ValidationError as problem:
            refusal = problem.messages[0]
    if one == other:
        raise Http404
    plan = open_merge(rights=rights, kept_id=one, other_id=other)
    cards = pupil_cards(rights.school, [one, other], on=clock.today())
    sees_marks = rights.has_for_school(Permission.ATTENDANCE_HISTORY)
    context = {
        "kept": cards[one],
        "other": cards[other],
        "words": merge_words(plan.pupils, rights),
        "marks": mark_words(plan, sees_marks=sees_marks),
        "clashes": plan.marks.clashes[:MOST_CLASHES] if sees_marks else [],
        "problem": why_not(plan, rights),
        "stamp": plan.stamp,
        "refusal": refusal,
    }
    return render(request, "attendance/duplicate.html", context, status=422 if refusal else 200)


@require_http_methods(["GET", "POST"])
def duplicate_parent(request: SchoolRequest, school: str, one: int, other: int) -> HttpResponse:
    """What would become of two parents, line by line; the first of them is the one that stays.

    Opening it is written down.
    """
    rights, refusal = request.rights, ""
    if request.method == "POST":
        try:
            if "different" in request.POST:
                say_different_parents(rights=rights, one=one, other=other, at=clock.now())
                return _done(request, "Kept as two parents. They are proposed no more.")
            stamp = request.POST.get("stamp", "")
            kept = merge_parents(rights=rights, kept_id=one, other_id=other, stamp=stamp, at=clock.now())
            return _done(request, f"{kept}: the two parents are one now.")
        except ValidationError as problem:
            refusal = problem.messages[0]
    if one == other:
        raise Http404
    plan = open_parents(rights=rights, kept_id=one, other_id=other)
    cards = parent_cards(rights.school, [one, other])
    context = {
        "kept": cards[one],
        "other": cards[other],
        "words": parent_words(plan, rights),
        "problem": why_not_parents(plan, rights),
        "stamp": plan.stamp,
        "refusal": refusal,
    }
    return render(request, "attendance/duplicate_parent.html", context, status=422 if refusal else 200)


def _done(request: SchoolRequest, words: str) -> HttpResponse:
    messages.success(request, words)
    return redirect("duplicates", request.rights.school.slug)
