"""Register audit packs: asking for one, and the latest of the school."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from reporting.forms import PackForm
from reporting.queries.audit_packs import groups_of, pack_lines, periods_of
from reporting.services.audit_packs import ask_for_pack
from reporting.views.documents import to_its_page
from schools import clock
from schools.middleware import SchoolRequest


@require_http_methods(["GET", "HEAD", "POST"])
def audit_packs(request: SchoolRequest, school: str) -> HttpResponse:
    """Ask for a pack; the latest stand beside it."""
    ours, today = request.rights.school, clock.today()
    starts_on, groups = groups_of(ours, on=today)
    form = PackForm(
        request.POST if request.method == "POST" else None,
        periods=periods_of(ours, on=today),
        groups=groups,
        groups_from=starts_on,
        today=today,
    )
    if request.method == "POST" and form.is_valid():
        try:
            return _asked(request, form)
        except ValidationError as refusal:
            form.add_error(None, refusal)
    context = {"form": form, "packs": pack_lines(request.rights)}
    return render(request, "reporting/audit_packs.html", context, status=422 if form.errors else 200)


def _asked(request: SchoolRequest, form: PackForm) -> HttpResponseRedirect:
    pack = ask_for_pack(
        rights=request.rights,
        first=form.first,
        last=form.last,
        group_ids=form.group_ids,
        at=timezone.now(),
    )
    return to_its_page(pack)
