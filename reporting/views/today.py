"""The way in, and each role's first page of the day."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.middleware import REFRESH
from accounts.models import User
from accounts.roles import Permission, Scope
from reporting.queries.administrator_days import administrator_today
from reporting.queries.plain_days import plain_today
from reporting.queries.school_choices import schools_to_choose
from reporting.queries.teacher_days import teacher_today
from reporting.services.days import open_lead_today, open_officer_today
from schools import clock
from schools.classroom import fit_for_classroom, shut_page
from schools.middleware import SchoolRequest
from schools.services.set_up import no_school_yet

BEYOND_OWN = {Scope.SCHOOL, Scope.CASELOAD}


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """To the person's school, or to the choice between several."""
    assert isinstance(request.user, User)
    schools = schools_to_choose(request.user, on=clock.today())
    if len(schools) == 1:
        return HttpResponseRedirect(schools[0].url)
    if not schools and no_school_yet():
        return HttpResponseRedirect(reverse("first_school"))
    return render(request, "reporting/choose_school.html", {"schools": schools})


@fit_for_classroom
@require_safe
def today(request: SchoolRequest, school: str) -> HttpResponse:
    """What there is to do today, as far as the person's rights reach."""
    now = clock.now()
    is_first = REFRESH not in request.headers
    rights = request.rights
    scopes = rights.scopes(Permission.REGISTER_VIEW)
    if scopes & BEYOND_OWN:
        if request.classroom:
            return shut_page(request)
        if rights.has_for_school(Permission.SAFEGUARDING_READ):
            lead = open_lead_today(rights=rights, now=now, at=timezone.now(), with_course=is_first)
            return render(request, "reporting/today_lead.html", {"today": lead})
        page = open_officer_today(rights=rights, now=now, at=timezone.now(), with_course=is_first)
        return render(request, "reporting/today_officer.html", {"today": page})
    if Scope.OWN_CLASSES in scopes:
        return render(request, "reporting/today_teacher.html", {"today": teacher_today(rights, now=now)})
    if rights.has_for_school(Permission.HEALTH_VIEW):
        health = administrator_today(rights, now=now, at=timezone.now())
        return render(request, "reporting/today_administrator.html", {"today": health})
    return render(request, "reporting/today_plain.html", {"today": plain_today(rights, now=now)})
