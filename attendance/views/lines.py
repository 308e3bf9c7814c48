"""Lines that absence crossed: the list, one of them, what was done, and a sickness return to expect."""

from __future__ import annotations

from uuid import uuid4

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from attendance.forms.lines import ActForm, EndForm, ExpectForm
from attendance.queries.lines.standing import LineChoice
from attendance.services.line_acts import (
    act_on_line,
    end_expectation,
    expect_sickness,
    mark_told_read,
    open_expectation,
    open_line,
    show_lines,
)
from attendance.services.save_keys import Answer, answer_once
from attendance.views.plain_forms import form_sent
from schools import clock
from schools.forms.refusals import add_refusal
from schools.middleware import SchoolRequest

# Two forms of the page ask for words.
END_IDS = "id_end_%s"


@require_safe
def lines(request: SchoolRequest, school: str) -> HttpResponse:
    """Lines that stand, by kind, and those that ended lately; `?kind=`, `?year=` and `?done=` choose."""
    asked = request.GET
    choice = LineChoice(*(asked.get(key, "") for key in ("kind", "year", "page", "done")))
    found = show_lines(rights=request.rights, choice=choice, on=clock.today())
    return render(request, "attendance/lines.html", {"found": found})


@require_safe
def line(request: SchoolRequest, school: str, line: int) -> HttpResponse:
    """One line with what it rests on and what was done. Opening it is written down."""
    return _line(request, line)


@require_POST
def line_act(request: SchoolRequest, school: str, line: int) -> HttpResponse:
    """Write down what was done; the same form sent twice writes it once."""
    now = clock.now()
    form = ActForm(request.POST)

    def act() -> Answer:
        sent = form.cleaned_data
        row = act_on_line(rights=request.rights, line_id=line, words=sent["words"], seen=sent["seen"], at=now)
        return {"act": row.pk}

    if form.is_valid():
        try:
            answer_once(form_sent(request), act, by=request.user, at=now)
        except ValidationError as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, "Written down. Whoever opens this line sees it.")
            return redirect("line", school, line)
    return _line(request, line, act=form)


@require_POST
def line_end(request: SchoolRequest, school: str, line: int) -> HttpResponse:
    """Say that a pupil is not expected to reach the sickness return any more."""
    form = EndForm(request.POST, auto_id=END_IDS)
    if form.is_valid():
        words = form.cleaned_data["words"]
        try:
            end_expectation(rights=request.rights, line_id=line, words=words, at=clock.now())
        except ValidationError as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, "Not expected any more.")
            return redirect("line", school, line)
    return _line(request, line, end=form)


def _line(
    request: SchoolRequest, line: int, *, act: ActForm | None = None, end: EndForm | None = None
) -> HttpResponse:
    """The page; a form that was refused keeps what was typed, above the line as it stands now."""
    page = open_line(rights=request.rights, line_id=line, on=clock.today())
    refused = act or end
    context = {
        "page": page,
        "act": act or ActForm(),
        "end": end or EndForm(auto_id=END_IDS),
        "form": refused,
        "save_key": uuid4(),
    }
    return render(request, "attendance/line.html", context, status=422 if refused else 200)


@require_POST
def line_told_read(request: SchoolRequest, school: str, told: int) -> HttpResponse:
    """Put away that a line was withdrawn."""
    mark_told_read(rights=request.rights, told_id=told, at=clock.now())
    messages.success(request, "Read. The line’s page still says what changed.")
    return redirect("today", school)


@require_http_methods(["GET", "POST"])
def expect(request: SchoolRequest, school: str, pupil: int) -> HttpResponse:
    """Say that a pupil is expected to reach the sickness return."""
    now = clock.now()
    form = ExpectForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        words = form.cleaned_data["words"]
        try:
            row = expect_sickness(rights=request.rights, pupil_id=pupil, words=words, at=now)
        except ValidationError as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, "Written down. The return need not wait for the last of the days.")
            return redirect("line", school, row.pk)
    page = open_expectation(rights=request.rights, pupil_id=pupil, on=now.date())
    context = {"form": form, "page": page}
    return render(request, "attendance/expect_sickness.html", context, status=422 if form.errors else 200)
