"""Bringing files in: upload, columns, check, report, and the import itself."""

from __future__ import annotations

import csv
from collections.abc import Callable, Collection
from contextlib import suppress
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django_htmx.http import HttpResponseClientRefresh
from kombu.exceptions import OperationalError

from accounts.roles import Permission
from integrations.access import get_run_for
from integrations.forms import UploadForm, settle_forms
from integrations.mis.csv.settling import files_to_settle
from integrations.mis.csv.sources import sources_of
from integrations.mis.csv.unseen import unseen_of
from integrations.models import ImportFile, ImportRun, RunState
from integrations.queries.run_list import latest_runs, run_list
from integrations.queries.runs import AT_WORK, register_words, run_report
from integrations.row_forms import TakeMarksForm
from integrations.services.runs import (
    ask_for_check,
    ask_to_bring_in,
    discard_run,
    log_download,
    open_run,
    settle_files,
)
from integrations.services.sources import keep_columns, name_source
from integrations.tasks import apply_import, check_import
from schools.middleware import SchoolRequest
from schools.names import number_in
from schools.spreadsheets import safe_cell

HEADINGS = ("File", "Row", "Column", "Kind", "What is wrong", "The cell")


def send(task: Any, run_id: int) -> None:
    """Wake a worker. Where the queue is away, the schedule takes the import up within minutes."""
    with suppress(OperationalError):
        task.delay(run_id)


def keys_sent(request: SchoolRequest, name: str) -> list[int]:
    """The keys that a form sends in boxes of one name; what cannot be a key is none."""
    return [key for text in request.POST.getlist(name) if (key := number_in(text))]


def _unseen(request: SchoolRequest) -> Callable[[ImportFile], Collection[str]]:
    """The titles of a file's columns that the reader's rights do not open."""
    return lambda file: unseen_of(request.rights, file).titles


@require_http_methods(["GET", "HEAD", "POST"])
def import_upload(request: SchoolRequest, school: str) -> HttpResponse:
    """Choose files; the latest imports stand below."""
    ours = request.rights.school
    is_sent = request.method == "POST"
    sources = sources_of(ours)
    form = UploadForm(*((request.POST, request.FILES) if is_sent else ()), sources=sources)
    if is_sent and form.is_valid():
        return redirect("import_columns", ours.slug, _open(request, form).pk)
    context = {"form": form, "runs": latest_runs(ours), "register_words": register_words(ours)}
    return render(request, "integrations/upload.html", context, status=422 if form.errors else 200)


def _open(request: SchoolRequest, form: UploadForm) -> ImportRun:
    shared = {"school": request.rights.school, "by": request.user, "at": timezone.now()}
    named = {"name": form.source_name, "system": form.new_system}
    source = name_source(**named, **shared) if form.source_name else None  # type: ignore[arg-type]
    return open_run(uploads=form.uploads(), source=source, **shared)  # type: ignore[arg-type]


@require_safe
def import_runs(request: SchoolRequest, school: str) -> HttpResponse:
    """All imports of the school, a page at a time."""
    found = run_list(request.rights.school, page=request.GET.get("page", ""))
    return render(request, "integrations/runs.html", {"found": found})


@require_http_methods(["GET", "HEAD", "POST"])
def import_columns(request: SchoolRequest, school: str, run: int) -> HttpResponse:
    """Confirm what each file and column holds, then ask for the check."""
    found = get_run_for(request.rights, run)
    if found.state in (*AT_WORK, RunState.DONE):
        return redirect("import_run", school, run)
    files = files_to_settle(found, rights=request.rights)
    forms = settle_forms(request.POST if request.method == "POST" else None, files)
    if request.method == "POST" and all(form.is_valid() for form in forms):
        try:
            is_complete = settle_files(
                run=found, settled=[form.settled() for form in forms], by=request.user, at=timezone.now()
            )
            if is_complete and request.POST.get("action") == "check":
                keep_columns(run=found, by=request.user, at=timezone.now())
                ask_for_check(run=found, by=request.user, at=timezone.now())
                send(check_import, found.pk)
                return redirect("import_run", school, run)
        except ValidationError as refusal:
            messages.error(request, refusal.messages[0])
        return redirect("import_columns", school, run)
    status = 422 if any(form.errors for form in forms) else 200
    return render(request, "integrations/columns.html", {"run": found, "forms": forms}, status=status)


@require_safe
def import_run(request: SchoolRequest, school: str, run: int) -> HttpResponse:
    """An import's progress while it is at work, and its report afterwards."""
    found = get_run_for(request.rights, run)
    if found.state == RunState.DRAFT:
        return redirect("import_columns", school, run)
    may_see_marks = request.rights.has_for_school(Permission.ATTENDANCE_HISTORY)
    report = run_report(found, may_see_marks=may_see_marks, unseen=_unseen(request))
    if request.headers.get("HX-Request"):
        if not report.is_at_work:
            return HttpResponseClientRefresh()
        return render(request, "integrations/_progress.html", {"report": report})
    may_amend = request.rights.has_for_school(Permission.REGISTER_AMEND)
    take = TakeMarksForm(auto_id=False) if may_amend else None
    return render(request, "integrations/run.html", {"report": report, "take": take})


@require_POST
def import_apply(request: SchoolRequest, school: str, run: int) -> HttpResponseRedirect:
    """Bring a checked import in."""
    found = get_run_for(request.rights, run)
    try:
        ask_to_bring_in(
            run=found,
            by=request.user,
            at=timezone.now(),
            anyway="anyway" in request.POST,
            missing_leave=keys_sent(request, "missing_leave"),
        )
    except ValidationError as refusal:
        messages.error(request, refusal.messages[0])
    else:
        send(apply_import, found.pk)
    return redirect("import_run", school, run)


@require_POST
def import_discard(request: SchoolRequest, school: str, run: int) -> HttpResponseRedirect:
    """Throw an import and its files away."""
    found = get_run_for(request.rights, run)
    try:
        discard_run(run=found, by=request.user, at=timezone.now())
    except ValidationError as refusal:
        messages.error(request, refusal.messages[0])
        return redirect("import_run", school, run)
    messages.success(request, "The files are deleted. Nothing has been changed.")
    return redirect("import_upload", school)


@require_safe
def import_problems(request: SchoolRequest, school: str, run: int) -> HttpResponse:
    """The list of problems as a CSV that a spreadsheet opens safely."""
    found = get_run_for(request.rights, run)
    report = run_report(found, may_see_marks=False, unseen=_unseen(request))
    log_download(run=found, by=request.user)
    response = HttpResponse("\ufeff", content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="import-{found.pk}-problems.csv"'
    writer = csv.writer(response)
    writer.writerow(HEADINGS)
    for file in report.files:
        for line in file.problems:
            cells = (file.name, line.row or "", line.field, line.kind_words, line.sentence, line.value)
            writer.writerow(map(safe_cell, cells))
    return response
