"""The register: the page, its paper sheet, its history and an amendment."""

from __future__ import annotations

from datetime import date
from uuid import uuid4

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_safe

from accounts.roles import Permission
from attendance.access import can_save, get_group_for, is_office
from attendance.forms.registers import AmendForm
from attendance.queries.history import register_history as history_of
from attendance.queries.register_links import FROM_PUPIL, pupil_table_url, register_url
from attendance.queries.registers.frame import RegisterFrame, register_frame
from attendance.queries.registers.pages import RegisterPage, doubts_of, picker, register_page
from attendance.queries.registers.rows import RegisterRow
from attendance.services.amendments import amend_mark
from attendance.services.permits import place_permits
from attendance.services.registers import log_print
from schools import clock
from schools.access import get_pupil_for
from schools.calendar import Session
from schools.classroom import fit_for_classroom
from schools.middleware import SchoolRequest
from schools.wording import day_words


def _page(
    request: SchoolRequest, on: date, group: int, half: Session, permission: Permission
) -> tuple[RegisterFrame, RegisterPage]:
    now = clock.now()
    found = get_group_for(request.rights, permission, group, on)
    _, refusal = can_save(request.rights, found, on, today=now.date())
    frame = register_frame(found, on, half, today=now.date())
    if frame.has_permits_to_place and on == now.date() and not refusal and not frame.is_closed(now):
        place_permits(school=found.school, on=on, at=now)
    if not is_office(request.rights):
        refusal = refusal or frame.early_words(now)
    return frame, register_page(frame, request.rights, refusal=refusal, now=now, classroom=request.classroom)


@fit_for_classroom
@require_safe
def register(request: SchoolRequest, school: str, on: date, group: int, half: Session) -> HttpResponse:
    """The register of one group for one session."""
    _, page = _page(request, on, group, half, Permission.REGISTER_VIEW)
    return render(request, "attendance/register.html", {"page": page, "save_key": uuid4()})


@require_safe
def register_print(request: SchoolRequest, school: str, on: date, group: int, half: Session) -> HttpResponse:
    """The paper sheet: one A4 page for a class. Printing it is written down."""
    now = clock.now()
    found = get_group_for(request.rights, Permission.REGISTER_VIEW, group, on)
    frame = register_frame(found, on, half, today=now.date())
    page = register_page(frame, request.rights, refusal="", now=now)
    log_print(frame, by=request.user)
    return render(request, "attendance/register_print.html", {"page": page, "printed_at": now})


@require_safe
def register_history(
    request: SchoolRequest, school: str, on: date, group: int, half: Session
) -> HttpResponse:
    """Every change to the register's marks: old, new, who, when and why."""
    found = get_group_for(request.rights, Permission.ATTENDANCE_HISTORY, group, on)
    context = {
        "group": found,
        "date_words": day_words(on, year=True),
        "session_words": half.words,
        "changes": history_of(found.pk, on, half),
        "register_url": register_url(school, on, found.pk, half),
    }
    return render(request, "attendance/register_history.html", context)


@require_http_methods(["GET", "POST"])
def register_amend(
    request: SchoolRequest, school: str, on: date, group: int, half: Session, pupil: int
) -> HttpResponse:
    """Change one mark of a closed register, with the reason."""
    child = get_pupil_for(request.rights, Permission.REGISTER_SAVE, pupil)
    frame, page = _page(request, on, group, half, Permission.REGISTER_SAVE)
    row = _row_to_amend(page, pupil)
    from_pupil = request.GET.get("from") == FROM_PUPIL
    back = pupil_table_url(school, pupil) if from_pupil else register_url(school, on, group, half)
    codes = picker(frame, office=page.may_amend)
    form = AmendForm(
        request.POST or None,
        initial={"base_version": row.version},
        codes=[code.letter for code in codes if code.allowed],
    )
    if request.method == "POST" and form.is_valid():
        try:
            amend_mark(
                child,
                on,
                half,
                letter=form.cleaned_data["code"],
                minutes=form.cleaned_data["minutes"],
                reason=form.reason_words(),
                base_version=form.cleaned_data["base_version"],
                by=request.user,
                office=page.may_amend,
                at=clock.now(),
            )
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, f"{row.name}: mark changed. The old mark is kept in the history.")
            for words in doubts_of(frame, form.cleaned_data["code"], today=clock.today()):
                messages.warning(request, f"{row.name}: {words}")
            return HttpResponseRedirect(back)
    context = {
        "page": page,
        "row": row,
        "form": form,
        "codes": codes,
        "back_url": back,
        "back_to": "the pupil" if from_pupil else "the register",
    }
    return render(request, "attendance/register_amend.html", context, status=422 if form.errors else 200)


def _row_to_amend(page: RegisterPage, pupil: int) -> RegisterRow:
    """The pupil's row, when it has a mark that this person may amend; the reason why not otherwise."""
    row = next((row for row in page.rows if row.pupil_id == pupil), None)
    if row is None or not row.code:
        raise Http404
    if page.read_only_reason:
        raise PermissionDenied(page.read_only_reason)
    if row.may_overrule:
        raise PermissionDenied(
            'The office set this mark. If the pupil is here, press "Here?" on the register.'
        )
    if row.locked and not row.amend_url:
        why = "The register is closed" if page.closes_in_words == "closed" else "The office set this mark"
        raise PermissionDenied(f"{why}. The attendance officer can change this mark.")
    return row
