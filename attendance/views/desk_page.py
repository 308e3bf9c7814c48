"""The page of the desk, which several acts answer with."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import render

from attendance.arrivals import LATE_REASONS, why_not_late
from attendance.forms.desk import SignOutForm, sign_out_initial
from attendance.queries.arrivals import ArrivalLine, arrival_line, arrivals_on
from attendance.queries.sign_outs import DeskDay, DeskPupil, desk_day, sign_out_now
from attendance.services.sign_outs import choose_to_sign_out, find_to_sign_out
from schools.calendar import Session, SessionTimes
from schools.middleware import SchoolRequest
from schools.names import number_in
from schools.queries.calendar import school_day, times_on, why_closed
from schools.wording import day_words


@dataclass(frozen=True)
class Answer:
    """What became of the last act: who arrived, else a sentence; with `version` it is a question.

    `version` is that of the mark which the question is about, and `pupil_id` whose it is. With `is_sought` it
    is not about the mark: a child who is looked for would be signed in.
    """

    line: ArrivalLine | None = None
    words: str = ""
    pupil_id: int | None = None
    version: int | None = None
    is_problem: bool = False
    is_sought: bool = False


@dataclass(frozen=True)
class Desk:
    """The desk at one moment: its day, its session times, and the session that is on."""

    on: date
    now: datetime
    times: SessionTimes | None

    @property
    def session(self) -> Session | None:
        """The session going on now; None before, between and after."""
        return self.times.session_at(self.now) if self.times else None


def desk_at(request: SchoolRequest, now: datetime) -> Desk:
    """The desk of the request's school: one statement."""
    return Desk(now.date(), now, times_on(request.rights.school, now.date()))


def chosen_pupil(request: SchoolRequest, desk: Desk) -> DeskPupil | None:
    """The pupil that the page names; 404 where it names one out of reach."""
    pupil_id = number_in(request.POST.get("pupil", "") or request.GET.get("pupil", ""))
    if pupil_id is None:
        return None
    chosen = choose_to_sign_out(rights=request.rights, pupil_id=pupil_id, on=desk.on, session=desk.session)
    if chosen is None:
        raise Http404
    return chosen


def sign_out_form(request: SchoolRequest, desk: Desk, chosen: DeskPupil | None) -> SignOutForm:
    """The form of a sign-out, filled in with the one that stands."""
    standing = sign_out_now(chosen.pupil_id, on=desk.on) if chosen and chosen.sign_out_id else None
    return SignOutForm(
        request.POST if request.method == "POST" else None,
        initial=sign_out_initial(standing) if standing else {"out_at": desk.now.time()},
    )


def desk_page(
    request: SchoolRequest,
    desk: Desk,
    *,
    answer: Answer | None = None,
    chosen: DeskPupil | None = None,
    form: forms.Form | None = None,
    status: int = 200,
) -> HttpResponse:
    """The desk: the box, what was found, and who came and left today."""
    rights = request.rights
    words = "" if answer else request.GET.get("q", "")
    found, more = find_to_sign_out(rights=rights, words=words, on=desk.on, session=desk.session)
    day = desk_day(rights, on=desk.on)
    meets = school_day(rights.school, desk.on) is not None
    context = {
        "day": day,
        "arrivals": arrivals_on(rights, on=desk.on),
        "found": found,
        "more": more,
        "typed": words,
        "chosen": chosen,
        "form": form,
        "answer": answer or _last_answer(request, day),
        "reasons": list(enumerate(LATE_REASONS, 1)),
        "date_words": day_words(desk.on),
        "not_late": why_not_late(desk.now, desk.times) if desk.times else "",
        "day_problem": "" if meets else why_closed(rights.school, desk.on),
    }
    return render(request, "attendance/desk.html", context, status=status)


def _last_answer(request: SchoolRequest, day: DeskDay) -> Answer | None:
    """Who arrived last, or came back, as the address of the page names them; 404 for one out of reach."""
    arrival_id = number_in(request.GET.get("arrival", ""))
    if arrival_id is not None:
        line = arrival_line(request.rights, arrival_id)
        return None if line.is_undone else Answer(line=line)
    back_id = number_in(request.GET.get("back", ""))
    back = next((line for line in day.back if line.sign_out_id == back_id), None)
    return Answer(words=f"{back.name} is back, {back.back_at}.") if back else None
