"""Refused rows: put right in the page and tried again, or taken away as a file."""

from __future__ import annotations

import csv

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from integrations.access import get_run_for
from integrations.mis.csv.mending import file_to_mend, get_file_to_mend, refused_table
from integrations.mis.csv.unseen import unseen_of
from integrations.row_forms import RowForm, TakeMarksForm, row_forms
from integrations.services.differences import take_their_marks
from integrations.services.runs import log_download, put_rows_right
from integrations.tasks import check_import
from integrations.views.imports import keys_sent, send
from schools import clock
from schools.middleware import SchoolRequest
from schools.spreadsheets import safe_cell
from schools.wording import count_words

NONE_LEFT = "No row of this file waits to be put right."
NO_REASON = "Give a reason of up to 200 characters for taking these marks"


@require_http_methods(["GET", "HEAD", "POST"])
def import_rows(request: SchoolRequest, school: str, run: int, file: int) -> HttpResponse:
    """Put the cells of refused rows right; saving them asks for the check again."""
    found = get_run_for(request.rights, run)
    row = get_file_to_mend(found, file)
    if row is None:
        messages.info(request, NONE_LEFT)
        return redirect("import_run", school, run)
    mended = file_to_mend(row, unseen=unseen_of(request.rights, row))
    forms = row_forms(request.POST if request.method == "POST" else None, mended)
    refused = ""
    if request.method == "POST" and all(form.is_valid() for form in forms):
        try:
            _put_right(request, found.pk, file, forms)
            return redirect("import_run", school, run)
        except ValidationError as refusal:
            refused = refusal.messages[0]
    failed = [form for form in forms if form.errors]
    context = {"run": found, "file": mended, "forms": forms, "failed": failed, "refused": refused}
    return render(request, "integrations/rows.html", context, status=422 if request.method == "POST" else 200)


def _put_right(request: SchoolRequest, run: int, file: int, forms: list[RowForm]) -> None:
    left_out = [form.row.number for form in forms if form.cleaned_data["left_out"]]
    put_rows_right(
        run=get_run_for(request.rights, run),
        file_id=file,
        cells={form.row.number: right for form in forms if (right := form.put_right())},
        left_out=left_out,
        by=request.user,
        at=timezone.now(),
    )
    send(check_import, run)


@require_safe
def import_refused_rows(request: SchoolRequest, school: str, run: int, file: int) -> HttpResponse:
    """All refused rows as a CSV in the file's own columns, to be put right elsewhere and uploaded again."""
    found = get_run_for(request.rights, run)
    row = get_file_to_mend(found, file)
    if row is None:
        messages.info(request, NONE_LEFT)
        return redirect("import_run", school, run)
    table = refused_table(row, unseen=unseen_of(request.rights, row))
    log_download(run=found, by=request.user, of="integrations_importfile")
    response = HttpResponse("\ufeff", content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="import-{run}-{table.kind}-refused.csv"'
    writer = csv.writer(response)
    writer.writerow(map(safe_cell, table.headings))
    writer.writerows(map(safe_cell, cells) for cells in table.rows)
    return response


@require_POST
def import_take_marks(request: SchoolRequest, school: str, run: int) -> HttpResponse:
    """Take ticked marks of a file in place of ours."""
    found = get_run_for(request.rights, run)
    form = TakeMarksForm(request.POST)
    ticked = keys_sent(request, "difference")
    try:
        if not form.is_valid():
            raise ValidationError(NO_REASON)
        taken = take_their_marks(
            rights=request.rights,
            run=found,
            differences=ticked,
            reason=form.cleaned_data["reason"],
            at=clock.now(),
        )
    except ValidationError as refusal:
        messages.error(request, refusal.messages[0])
    else:
        messages.success(request, f"{count_words(taken, 'mark')} taken from the file, as amendments.")
    return redirect("import_run", school, run)
