"""Register audit packs: asking for one, watching it being made, and fetching its file."""

from __future__ import annotations

from contextlib import suppress

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse, HttpResponseRedirect, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe
from django_htmx.http import HttpResponseClientRefresh
from kombu.exceptions import OperationalError

from reporting.access import get_pack_for
from reporting.forms import PackForm
from reporting.queries.audit_packs import groups_of, pack_line, pack_lines, periods_of
from reporting.services.documents import ask_for_pack, cancel_document, open_pack
from reporting.tasks import make_audit_pack
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
    context = {"form": form, "packs": pack_lines(ours)}
    return render(request, "reporting/audit_packs.html", context, status=422 if form.errors else 200)


def _asked(request: SchoolRequest, form: PackForm) -> HttpResponseRedirect:
    pack = ask_for_pack(
        rights=request.rights,
        first=form.first,
        last=form.last,
        group_ids=form.group_ids,
        at=timezone.now(),
    )
    # Where the queue is away, the schedule takes the pack up within minutes.
    with suppress(OperationalError):
        make_audit_pack.delay(pack.pk)
    return redirect("audit_pack", request.rights.school.slug, pack.pk)


@require_http_methods(["GET", "HEAD", "POST"])
def audit_pack(request: SchoolRequest, school: str, pack: int) -> HttpResponse:
    """A pack's progress while it is made, and its file afterwards. POST cancels it."""
    found = get_pack_for(request.rights, pack)
    if request.method == "POST":
        try:
            cancel_document(rights=request.rights, document=found, at=timezone.now())
        except ValidationError as refusal:
            messages.error(request, refusal.messages[0])
        else:
            messages.success(request, "The pack is cancelled. No file is kept.")
        return redirect("audit_pack", school, pack)
    line = pack_line(found)
    if request.headers.get("HX-Request"):
        if not line.is_at_work:
            return HttpResponseClientRefresh()
        return render(request, "reporting/_pack_progress.html", {"pack": line})
    return render(request, "reporting/audit_pack.html", {"pack": line})


@require_safe
def audit_pack_file(request: SchoolRequest, school: str, pack: int) -> StreamingHttpResponse:
    """The zip of a pack. Each fetch is written down."""
    found = get_pack_for(request.rights, pack)
    pieces = open_pack(rights=request.rights, document=found, at=timezone.now())
    days = f"{found.parameters['first']}-to-{found.parameters['last']}"
    return StreamingHttpResponse(
        pieces,
        content_type="application/zip",
        headers={
            "Content-Disposition": f'attachment; filename="registers-{school}-{days}.zip"',
            "Content-Length": str(found.bytes),
        },
    )
