"""Groups of pupils against the rest: the page, and the same as a file."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from reporting.queries.group_pages import AND, group_page
from reporting.services.group_files import export_groups
from reporting.services.table_exports import file_kind
from reporting.views.table_downloads import download
from schools import clock
from schools.middleware import SchoolRequest


@require_safe
def figure_groups(request: SchoolRequest, school: str) -> HttpResponse:
    """Each group against the rest; `?period=` and `?basis=` choose, `?and=` up to three times combines."""
    today = clock.today()
    page = group_page(request.rights, request.GET, request.GET.getlist(AND), on=today)
    return render(request, "reporting/figure_groups.html", {"page": page, "today": today})


@require_safe
def figure_groups_file(request: SchoolRequest, school: str, kind: str) -> HttpResponse:
    """The same figures as a file; taking it is written down."""
    file = export_groups(
        rights=request.rights,
        asked=request.GET,
        chosen=request.GET.getlist(AND),
        kind=file_kind(kind),
        on=clock.today(),
        at=timezone.now(),
    )
    return download(file)
