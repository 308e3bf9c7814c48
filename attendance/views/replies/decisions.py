"""Families' answers for the school: what waits, accepted singly or many by one press, or not accepted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from accounts.roles import Permission
from attendance.forms.replies import REFUSE, DecideForm, ticked
from attendance.models import ReplyReason
from attendance.queries.first_day.n_picks import n_choices
from attendance.queries.replies.decided import decided_today
from attendance.queries.replies.waiting import UNCLEAR, WaitingReplies, replies_waiting
from attendance.services.reply_decisions import Decided, accept_replies, refuse_replies
from attendance.services.save_keys import Answer, answer_once
from attendance.views.plain_forms import form_sent
from schools import clock
from schools.forms.refusals import add_refusal
from schools.middleware import SchoolRequest
from schools.wording import count_words, list_words

MOST_NAMED = 5


@dataclass(frozen=True)
class ReplyFilter:
    """A link that shows the answers of one reason, with how many they are."""

    label: str
    count: int
    url: str
    active: bool


@require_safe
def replies(request: SchoolRequest, school: str) -> HttpResponse:
    """The answers that wait; `?reason=` shows those of one reason alone."""
    now = clock.now()
    return _page(request, DecideForm(codes=n_choices(now.date())), request.GET.get("reason", ""), now)


@require_POST
def replies_decide(request: SchoolRequest, school: str) -> HttpResponse:
    """Accept the answers that were ticked, or do not: back to the list, with what became of them."""
    now = clock.now()
    reason = request.POST.get("shown", "")
    form = DecideForm(request.POST, codes=n_choices(now.date()))

    def act() -> Answer:
        if form.cleaned_data["step"] == REFUSE:
            why = form.cleaned_data["why"]
            return _kept(refuse_replies(rights=request.rights, picks=form.picks, why=why, at=now))
        letter = form.cleaned_data["code"]
        return _kept(accept_replies(rights=request.rights, picks=form.picks, letter=letter, at=now))

    if form.is_valid():
        try:
            done = answer_once(form_sent(request), act, by=request.user, at=now)
        except ValidationError as refusal:
            add_refusal(form, refusal)
        else:
            tell = messages.warning if done["left"] else messages.success
            tell(request, " ".join(done["said"]))
            return HttpResponseRedirect(_url(school, reason))
    return _page(request, form, reason, now, status=422)


def _kept(done: Decided) -> Answer:
    """What became of the answers, as sentences that are kept under the form's key."""
    said = []
    if done.coded:
        said.append(f"{count_words(done.coded, 'answer')} accepted, and the code is set.")
    if done.noted:
        said.append(f"{count_words(done.noted, 'answer')} noted, and no code was set.")
    if done.refused:
        said.append(f"{count_words(done.refused, 'answer')} not accepted. The marks stay as they are.")
    for why in dict.fromkeys(left.why for left in done.left):
        said.append(f"{_named([left.name for left in done.left if left.why == why])}: {why}.")
    return {"said": said, "left": len(done.left)}


def _named(names: Sequence[str]) -> str:
    rest = len(names) - MOST_NAMED
    return list_words([*names[:MOST_NAMED], *([f"{rest} more"] if rest > 0 else [])])


def _url(school: str, reason: str) -> str:
    url = reverse("replies", args=[school])
    return f"{url}?reason={reason}" if reason in (UNCLEAR, *ReplyReason.values) else url


def _page(
    request: SchoolRequest, form: DecideForm, reason: str, now: datetime, *, status: int = 200
) -> HttpResponse:
    found = replies_waiting(request.rights, reason=reason, at=now)
    context: dict[str, Any] = {
        "found": found,
        "decided": decided_today(request.rights, at=now),
        "filters": _filters(request, found, reason),
        "form": form,
        "ticked": ticked(form.data),
        "shown": reason,
        "may_decide": request.rights.has_for_school(Permission.N_CODE_RESOLVE),
        "save_key": uuid4(),
        "all_key": uuid4(),
        "one_key": uuid4(),
    }
    return render(request, "attendance/replies.html", context, status=status)


def _filters(request: SchoolRequest, found: WaitingReplies, reason: str) -> list[ReplyFilter]:
    """All, and each reason of which there is an answer."""
    school = request.rights.school.slug
    labels = {"": "All", **dict(ReplyReason.choices), UNCLEAR: "Words alone"}
    counts = {"": found.count} | found.by_reason
    chosen = reason if reason in counts else ""
    return [
        ReplyFilter(label, counts[key], _url(school, key), active=key == chosen)
        for key, label in labels.items()
        if key in counts
    ]
