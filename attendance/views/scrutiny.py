"""Scrutiny of registers: what is unlawful, contradictory or missing, and where each is put right."""

from __future__ import annotations

import csv
from collections.abc import Callable
from datetime import date

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.roles import Permission
from attendance.census import collections_to
from attendance.queries.census import census_parts, uncertain
from attendance.queries.scrutiny.report import (
    ROWS_IN_FILE,
    FoundRow,
    finding_of,
    found_page,
    found_rows,
    half_term_to,
    scrutiny_report,
)
from attendance.queries.sixth_form import sixth_form_page, year_to
from attendance.scrutiny import Period, chosen_period
from attendance.services.scrutiny import log_list
from schools import clock
from schools.calendar import day_in
from schools.middleware import SchoolRequest
from schools.models import School
from schools.names import number_in
from schools.spreadsheets import safe_cell
from schools.wording import count_words

HEADINGS = ("Who or what", "Group", "Date", "Session", "Code", "What is wrong")


@require_safe
def scrutiny(request: SchoolRequest, school: str) -> HttpResponse:
    """Every finding of a period with its count and first rows; `?from=` and `?to=` choose other days."""
    today = clock.today()
    period, problem = _period(request, today)
    report = scrutiny_report(request.rights, period, today=today)
    context = {"report": report, "period": period, "period_problem": problem, "today": today}
    return render(request, "attendance/scrutiny.html", context)


@require_safe
def scrutiny_list(request: SchoolRequest, school: str, finding: str) -> HttpResponse:
    """All rows of one finding, fifty to a page, of one group if asked."""
    return _list(request, finding)


def _list(request: SchoolRequest, finding: str, *, status: int = 200) -> HttpResponse:
    today = clock.today()
    finding_of(finding)
    period, problem = _period(request, today)
    page = found_page(
        request.rights,
        finding,
        period,
        group=_group(request),
        page=max(1, number_in(request.GET.get("page", "")) or 1),
        today=today,
    )
    may_export = request.rights.has(Permission.EXPORT_ATTENDANCE)
    context = {"page": page, "period": period, "period_problem": problem, "today": today}
    context |= {"may_export": may_export}
    return render(request, "attendance/scrutiny_list.html", context, status=status)


@require_safe
def scrutiny_file(request: SchoolRequest, school: str, finding: str) -> HttpResponse:
    """The rows of one finding as a CSV; taking it is written down. Days that cannot be get the page."""
    today = clock.today()
    request.rights.check(Permission.EXPORT_ATTENDANCE)
    found, _ = finding_of(finding)
    period, problem = _period(request, today)
    if problem:
        return _list(request, finding, status=422)
    group = _group(request)
    total, rows = found_rows(request.rights, finding, period, group=group, today=today)
    log_list(rights=request.rights, finding=found, period=period, rows=len(rows))
    response = HttpResponse("\ufeff", content_type="text/csv; charset=utf-8")
    name = f"{school}-{finding}-{period.starts_on}-{period.ends_on}.csv"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    writer = csv.writer(response)
    writer.writerow(HEADINGS)
    writer.writerows(map(safe_cell, _cells(row)) for row in rows)
    if total > ROWS_IN_FILE:
        writer.writerow([f"{count_words(total - ROWS_IN_FILE, 'more row')}. Choose a shorter period."])
    return response


@require_safe
def census(request: SchoolRequest, school: str) -> HttpResponse:
    """Whether the attendance of a term is ready for the census; `?collection=` looks at an earlier one."""
    today = clock.today()
    collections = collections_to(today)
    asked = request.GET.get("collection", "")
    collection = next((each for each in collections if each.slug == asked), collections[0])
    context = {
        "collection": collection,
        "collections": collections,
        "parts": census_parts(request.rights, collection, today=today),
        "uncertain": uncertain(collection),
    }
    return render(request, "attendance/census.html", context)


@require_safe
def sixth_form(request: SchoolRequest, school: str) -> HttpResponse:
    """The figures of pupils who are not of compulsory school age, apart from all others."""
    today = clock.today()
    period, problem = _period(request, today, year_to)
    page = sixth_form_page(request.rights, period, group=_group(request))
    context = {"page": page, "period": period, "period_problem": problem, "today": today}
    return render(request, "attendance/sixth_form.html", context)


def _period(
    request: SchoolRequest, today: date, usual_to: Callable[[School, date], Period] = half_term_to
) -> tuple[Period, str]:
    """The days that were asked for; a last day alone has the first day of the half term or year before it."""
    school = request.rights.school
    starts, ends = request.GET.get("from", ""), request.GET.get("to", "")
    last = day_in(ends)
    if last is not None and not starts:
        starts = usual_to(school, min(last, today)).starts_on.isoformat()
    return chosen_period(starts, ends, usual=usual_to(school, today), today=today)


def _group(request: SchoolRequest) -> int | None:
    """The group that was asked for; None for what is no number."""
    return number_in(request.GET.get("group", "")) or None


def _cells(row: FoundRow) -> tuple[str, ...]:
    return (
        row.name,
        row.group,
        f"{row.on:%d/%m/%Y}" if row.on else "",
        row.session.name if row.session else "",
        row.code.letter if row.code else "",
        row.note,
    )
