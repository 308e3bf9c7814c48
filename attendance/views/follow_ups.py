"""Who is missing from a lesson, one follow-up, and where a pupil is now."""

from __future__ import annotations

from functools import partial

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from accounts.roles import Permission
from attendance.forms.lessons import FollowUpForm, missing_from
from attendance.queries.lessons.follow_ups import follow_up_for, follow_up_page
from attendance.queries.lessons.missing import missing_page
from attendance.queries.lessons.where_now import where_now as place_of
from attendance.services.follow_ups import open_follow_up, write_follow_up
from schools import clock
from schools.forms.refusals import add_refusal
from schools.middleware import SchoolRequest
from schools.queries.calendar import school_day, why_closed
from schools.services.openings import PUPILS, open_record, opening
from schools.wording import day_words, time_words

FOLLOW_UPS = "attendance_lessonfollowup"


@require_http_methods(["GET", "POST"])
def missing_from_lesson(request: SchoolRequest, school: str) -> HttpResponse:
    """The pupils in school and not in their lesson; a press says that one looks for a pupil."""
    if request.method == "POST":
        return _follow(request, school)
    now = clock.now()
    on = now.date()
    meets = school_day(request.rights.school, on) is not None
    context = {
        "page": missing_page(request.rights, on=on),
        "date_words": day_words(on),
        "as_of": time_words(now),
        "day_problem": "" if meets else why_closed(request.rights.school, on),
    }
    return render(request, "attendance/missing.html", context)


def _follow(request: SchoolRequest, school: str) -> HttpResponse:
    back = HttpResponseRedirect(reverse("missing_from_lesson", args=[school]))
    line = missing_from(request.POST.get("line", ""))
    if line is None:
        messages.error(request, "We could not read that. Press Follow up again")
        return back
    pupil, lesson, on = line
    try:
        row = open_follow_up(rights=request.rights, pupil_id=pupil, lesson_id=lesson, on=on, at=clock.now())
    except ValidationError as refusal:
        messages.warning(request, f"{refusal.messages[0]}.")
        return back
    return HttpResponseRedirect(reverse("follow_up", args=[school, row.pk]))


@require_http_methods(["GET", "POST"])
def follow_up(request: SchoolRequest, school: str, follow_up: int) -> HttpResponse:
    """One follow-up, until an outcome settles it. Opening it is written down."""
    now = clock.now()
    row = follow_up_for(request.rights, follow_up)
    with opening(request.rights, pupils=[row.pupil_id], tables=[FOLLOW_UPS]):
        page = follow_up_page(request.rights, row, on=now.date())
    form = FollowUpForm.of(row, page.version, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            row = write_follow_up(
                rights=request.rights,
                follow_up_id=row.pk,
                facts=form.facts(row, now=now),
                version=form.cleaned_data["version"],
                at=now,
            )
        except ValidationError as refusal:
            _refuse(form, refusal)
        else:
            settled = row.settled_at is not None
            messages.success(request, f"{page.name}: {'settled' if settled else 'saved'}.")
            after = reverse("missing_from_lesson", args=[school])
            return HttpResponseRedirect(after if settled else reverse("follow_up", args=[school, row.pk]))
    context = {"page": page, "form": form}
    return render(request, "attendance/missing_follow_up.html", context, status=422 if form.errors else 200)


def _refuse(form: FollowUpForm, refusal: ValidationError) -> None:
    """A sentence beside its field, or above the form: there a second press saves over what it tells."""
    if hasattr(refusal, "error_dict"):
        add_refusal(form, refusal)
    else:
        form.refuse(refusal)


@require_safe
def where_now(request: SchoolRequest, school: str, pupil: int) -> HttpResponse:
    """One screen: where this pupil should be, and what is known. Opening it is written down."""
    now = clock.now()
    place = open_record(
        partial(place_of, request.rights, now=now),
        rights=request.rights,
        permission=Permission.LESSON_FOLLOW_UP,
        pupil_id=pupil,
        tbl=PUPILS,
    )
    context = {
        "place": place,
        "pupil_id": pupil,
        "as_of": time_words(now),
        "date_words": day_words(now.date()),
        "sees_pupil": request.rights.has(Permission.PUPIL_SEARCH),
    }
    return render(request, "attendance/where_now.html", context)
