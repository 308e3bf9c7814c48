"""The list of pupils, the finder, and a pupil's page."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from reporting.pupil_chronology import Chosen
from reporting.queries.lists.choices import asked_of
from reporting.queries.pupil_lists import finder_lines
from reporting.queries.pupil_marks import Asked
from reporting.queries.pupil_searches import search_words
from reporting.services.lists import export_list, open_list
from reporting.services.pupils import open_marks, open_pupil
from reporting.services.table_exports import file_kind
from reporting.views.table_downloads import download
from schools import clock
from schools.classroom import fit_for_classroom
from schools.middleware import SchoolRequest
from schools.names import number_in


@require_safe
def pupils(request: SchoolRequest, school: str) -> HttpResponse:
    """Pupils on roll by surname, those that words fit, or as filters, columns and order are chosen."""
    found = open_list(rights=request.rights, asked=asked_of(request.GET), on=clock.today())
    return render(request, "reporting/pupils.html", {"found": found})


@require_safe
def pupils_file(request: SchoolRequest, school: str, kind: str) -> HttpResponse:
    """The same list as a file, all of its pages. It is written down."""
    file = export_list(
        rights=request.rights,
        asked=asked_of(request.GET),
        kind=file_kind(kind),
        on=clock.today(),
        at=timezone.now(),
    )
    return download(file)


@fit_for_classroom
@require_safe
def search(request: SchoolRequest, school: str) -> HttpResponse:
    """The first ten pupils that the words fit, as a piece of a page."""
    words = search_words(request.GET.get("q", ""))
    lines = finder_lines(request.rights, words, on=clock.today())
    return render(request, "reporting/_found.html", {"lines": lines, "query": words})


@require_safe
def pupil(request: SchoolRequest, school: str, pupil: int) -> HttpResponse:
    """A pupil's page. Opening it is written down; `?kind=` and `?page=` turn the chronology.

    `?show=table` shows the sessions of the year as a table of weeks.
    """
    asked, now = request.GET, clock.now()
    chosen = Chosen(asked.get("kind", ""), number_in(asked.get("page", "")) or 1)
    page = open_pupil(
        rights=request.rights,
        pupil_id=pupil,
        chosen=chosen,
        as_table=asked.get("show", "") == "table",
        at=now,
    )
    return render(request, "reporting/pupil.html", {"pupil": page, "printed_at": now})


@require_safe
def marks(request: SchoolRequest, school: str, pupil: int) -> HttpResponse:
    """The marks behind a pupil's figures; `?from=`, `?until=` and `?kind=` choose. It is written down."""
    get = request.GET
    asked = Asked(get.get("from", ""), get.get("until", ""), get.get("kind", ""))
    page = open_marks(rights=request.rights, pupil_id=pupil, asked=asked, on=clock.today())
    return render(request, "reporting/pupil_marks.html", {"page": page})
