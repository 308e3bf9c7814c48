"""The register's save, poll and submit, for the page's script and for the plain form."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

from django.contrib import messages
from django.contrib.messages import constants
from django.contrib.messages.storage.base import BaseStorage
from django.core.exceptions import ValidationError
from django.http import (
    HttpResponse,
    HttpResponseBase,
    HttpResponseNotModified,
    HttpResponseRedirect,
    JsonResponse,
)
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from accounts.roles import Permission
from attendance.access import check_day, get_group_for, is_office
from attendance.classroom import NOT_SAVED, clash_words, plain_answer
from attendance.codes import present_letter
from attendance.forms.registers import marks_from_form, marks_from_json, save_key, user_from_json
from attendance.queries.register_links import register_url
from attendance.queries.registers.frame import RegisterFrame, register_frame
from attendance.queries.registers.pages import day_problem, newer_marks
from attendance.queries.registers.rows import RegisterRow, register_rows
from attendance.services.marks import Conflict, MarkChange, SaveOutcome, save_marks
from attendance.services.registers import RegisterIncompleteError, submit_register
from attendance.services.save_keys import Answer, Sending, answer_once
from attendance.views.plain_forms import form_sent
from schools import clock
from schools.calendar import Session
from schools.classroom import fit_for_classroom
from schools.middleware import SchoolRequest
from schools.wording import time_words

SOMEBODY_ELSE = (
    "Somebody else is signed in now. These marks were made by another person and were not saved. "
    "Load the page again"
)


def _frame_to_save(
    request: SchoolRequest, on: date, group: int, half: Session, *, now: datetime
) -> RegisterFrame:
    """The frame of a register that this person may mark; 404 out of reach, 403 with the reason otherwise."""
    rights = request.rights
    found = get_group_for(rights, Permission.REGISTER_SAVE, group, on)
    check_day(rights, on, today=now.date())
    return register_frame(found, on, half, today=now.date())


@fit_for_classroom
@require_http_methods(["GET", "POST"])
def register_save(
    request: SchoolRequest, school: str, on: date, group: int, half: Session
) -> HttpResponseBase:
    """Save the changed marks; GET answers with marks that others set since."""
    now = clock.now()
    frame = _frame_to_save(request, on, group, half, now=now)
    if request.method == "GET":
        return _newer(request, frame, request.GET.get("since", ""))
    if problem := _why_not_now(request, frame, now):
        return _refusal(request, frame, problem)
    try:
        if request.content_type != "application/json":
            return _save_form(request, frame, now=now)
        return _save_json(request, frame, now=now)
    except ValidationError as error:
        return _refusal(request, frame, error.messages[0], status=400)


def _save_json(request: SchoolRequest, frame: RegisterFrame, *, now: datetime) -> JsonResponse:
    sent = marks_from_json(request.body, at=now)
    if sent.user not in (None, request.user.pk):
        return somebody_else()

    def save() -> Answer:
        office = is_office(request.rights)
        outcome = save_marks(frame, sent.marks, by=request.user, office=office, at=now, pressed=sent.pressed)
        return _answer(outcome, now)

    return _json(request, answer_once(_sending(request), save, by=request.user, at=now))


def _json(request: SchoolRequest, answer: dict[str, object]) -> JsonResponse:
    """An answer to the page's script; in classroom mode without letters and sentences that tell a reason."""
    return JsonResponse(plain_answer(answer) if request.classroom else answer)


def _sending(request: SchoolRequest) -> Sending:
    return Sending(save_key(request.headers.get("Idempotency-Key", "")), request.path, request.body)


def somebody_else() -> JsonResponse:
    """A shared tablet: the page is one person's and the session another's. No mark gets a wrong name."""
    return JsonResponse({"message": SOMEBODY_ELSE, "somebody_else": True}, status=409)


def _why_not_now(request: SchoolRequest, frame: RegisterFrame, now: datetime) -> str:
    """Why nothing can be marked: no school that day, or too early for whoever is not the office."""
    return day_problem(frame) or ("" if is_office(request.rights) else frame.early_words(now))


def _refusal(
    request: SchoolRequest, frame: RegisterFrame, message: str, *, status: int = 409
) -> HttpResponseBase:
    if request.content_type == "application/json":
        return JsonResponse({"message": message}, status=status)
    messages.error(request, message)
    return _to_page(request, frame)


def _to_page(request: SchoolRequest, frame: RegisterFrame) -> HttpResponseRedirect:
    return HttpResponseRedirect(
        register_url(request.rights.school.slug, frame.date, frame.group.pk, frame.session)
    )


def _newer(request: SchoolRequest, frame: RegisterFrame, since: str) -> HttpResponse:
    if not since.isdecimal() or len(since) > 17:
        return JsonResponse({"message": "We could not read that. Reload the page and try again"}, status=400)
    found = newer_marks(frame, datetime.fromtimestamp(int(since) / 1_000_000, tz=UTC))
    if not found:
        return HttpResponseNotModified()
    newest = max(mark.set_at for mark in found)
    return _json(
        request,
        {
            "version": int(newest.timestamp() * 1_000_000),
            "marks": [
                {
                    "pupil": mark.pupil_id,
                    "code": mark.code.letter,
                    "css": mark.code.code_class.css,
                    "minutes": mark.minutes,
                    "version": mark.version,
                    "by": mark.by,
                    "at": f"{mark.set_at:%H:%M}",
                }
                for mark in found
            ],
        },
    )


def _answer(outcome: SaveOutcome, now: datetime) -> Answer:
    return {
        "saved_at": f"{now:%H:%M:%S}",
        "marks": [
            {
                "pupil": mark.pupil_id,
                "code": mark.code.letter if mark.code else "",
                "css": mark.code.code_class.css if mark.code else "",
                "minutes": mark.minutes,
                "version": mark.version,
            }
            for mark in outcome.saved
        ],
        "conflicts": [
            {
                "pupil": conflict.pupil_id,
                "yours": conflict.yours,
                "theirs": conflict.theirs.letter if conflict.theirs else "",
                "theirs_css": conflict.theirs.code_class.css if conflict.theirs else "",
                "theirs_minutes": conflict.their_minutes,
                "their_version": conflict.their_version,
                "words": conflict.words,
                "by": conflict.set_by,
                "at": time_words(timezone.localtime(conflict.set_at)) if conflict.set_at else "",
                "office": conflict.by_office,
            }
            for conflict in outcome.conflicts
        ],
        "problems": [{"pupil": row.pupil_id, "message": row.message} for row in outcome.problems],
        "warnings": [{"pupil": row.pupil_id, "message": row.message} for row in outcome.warnings],
    }


def _save_form(request: SchoolRequest, frame: RegisterFrame, *, now: datetime) -> HttpResponseRedirect:
    """The form without script: what it said is said once, however often it is sent."""
    sending = form_sent(request)
    answer = answer_once(sending, lambda: _act_on_form(request, frame, now=now), by=request.user, at=now)
    waiting: Any = messages.get_messages(request)
    shown = {message.message for message in waiting}
    if isinstance(waiting, BaseStorage):
        waiting.used = False
    for level, words in answer["said"]:
        if words not in shown:
            messages.add_message(request, level, words)
    return _to_page(request, frame)


def _act_on_form(request: SchoolRequest, frame: RegisterFrame, *, now: datetime) -> Answer:
    """Save, then fill or submit as the pressed button says; the sentences to show, each with its level."""
    rows = register_rows(frame, with_flags=False, with_strip=False)
    changes = marks_from_form(
        request.POST, {row.pupil_id: (row.code, row.version, row.minutes) for row in rows}
    )
    action = request.POST.get("action", "save")
    if action == "fill":
        changes += _fill(frame, rows, {change.pupil_id for change in changes})
    outcome = save_marks(frame, changes, by=request.user, office=is_office(request.rights), at=now)
    said = _said(outcome, {row.pupil_id: row.name for row in rows}, classroom=request.classroom)
    if outcome.saved:
        said.append((constants.SUCCESS, f"Register saved at {time_words(now)}"))
    if action == "submit" and not outcome.conflicts and not outcome.problems:
        said.append(_submit_form(request, frame, _with_saved(rows, outcome), now=now))
    return {"said": said}


def _submit_form(
    request: SchoolRequest, frame: RegisterFrame, rows: list[RegisterRow], *, now: datetime
) -> tuple[int, str]:
    try:
        blanks = [row.pupil_id for row in rows if not row.code]
        return constants.SUCCESS, submit_register(frame, blanks, by=request.user, at=now).words
    except RegisterIncompleteError as refusal:
        return constants.ERROR, str(refusal)


def _said(outcome: SaveOutcome, names: Mapping[int, str], *, classroom: bool) -> list[tuple[int, str]]:
    """Of each row that was not saved why, and what is doubtful; in classroom mode no names and reasons."""
    if classroom:
        return [
            *((constants.WARNING, _plain_clash(conflict)) for conflict in outcome.conflicts),
            *((constants.ERROR, NOT_SAVED) for _ in outcome.problems),
        ]
    return [
        *((constants.WARNING, conflict.words) for conflict in outcome.conflicts),
        *((constants.WARNING, f"{names[row.pupil_id]}: {row.message}") for row in outcome.warnings),
        *((constants.ERROR, row.message) for row in outcome.problems),
    ]


def _plain_clash(conflict: Conflict) -> str:
    return clash_words(conflict.theirs.letter if conflict.theirs else "", conflict.yours)


def _fill(frame: RegisterFrame, rows: list[RegisterRow], chosen: set[int]) -> list[MarkChange]:
    """Present for every blank row that was not just chosen otherwise. Never over a mark."""
    letter = present_letter(frame.session)
    return [
        MarkChange(row.pupil_id, letter, 0) for row in rows if not row.code and row.pupil_id not in chosen
    ]


def _with_saved(rows: list[RegisterRow], outcome: SaveOutcome) -> list[RegisterRow]:
    letters = {mark.pupil_id: mark.code.letter if mark.code else "" for mark in outcome.saved}
    return [replace(row, code=letters.get(row.pupil_id, row.code)) for row in rows]


@fit_for_classroom
@require_POST
def register_submit(
    request: SchoolRequest, school: str, on: date, group: int, half: Session
) -> HttpResponseBase:
    """State that the register was taken; refuses blanks and names the first."""
    now = clock.now()
    frame = _frame_to_save(request, on, group, half, now=now)
    if problem := _why_not_now(request, frame, now):
        return _refusal(request, frame, problem)
    try:
        if user_from_json(request.body) not in (None, request.user.pk):
            return somebody_else()
        answer = answer_once(
            _sending(request), lambda: _submit(request, frame, now=now), by=request.user, at=now
        )
    except ValidationError as error:
        return _refusal(request, frame, error.messages[0], status=400)
    except RegisterIncompleteError as refusal:
        return JsonResponse({"message": str(refusal), "first_blank": refusal.first_blank}, status=409)
    return JsonResponse(answer)


def _submit(request: SchoolRequest, frame: RegisterFrame, *, now: datetime) -> Answer:
    rows = register_rows(frame, with_flags=False, with_strip=False)
    blanks = [row.pupil_id for row in rows if not row.code]
    submission = submit_register(frame, blanks, by=request.user, at=now)
    return {"submitted_at": f"{submission.at:%H:%M}", "words": submission.words}
