"""The page of messages to families: what became of them, and what to do about those that did not go."""

from __future__ import annotations

from django.contrib import messages as notes
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from attendance.queries.messages.page import failed_ids, unsent_ids
from attendance.queries.messages.page import messages_page as page_of
from attendance.queries.messages.silence import silence_now
from schools import clock
from schools.calendar import day_in
from schools.middleware import SchoolRequest
from schools.names import number_in
from schools.services.messages import retry_messages, withdraw_messages
from schools.wording import count_words, time_words


@require_safe
def messages_page(request: SchoolRequest, school: str) -> HttpResponse:
    """The messages of today, or of `?day=`; `?show=` looks at one part of them."""
    now = clock.now()
    on = min(day_in(request.GET.get("day", "")) or now.date(), now.date())
    page = page_of(request.rights, on=on, now=now, show=request.GET.get("show", ""))
    stopped = silence_now(request.rights, now=now, at=timezone.now())
    context = {"page": page, "stopped": stopped, "today": now.date(), "as_of": time_words(now)}
    return render(request, "attendance/messages.html", context)


@require_POST
def messages_again(request: SchoolRequest, school: str) -> HttpResponse:
    """Let the chosen messages, or all of today that failed, be tried again where that may help."""
    now = clock.now()
    is_all = "all" in request.POST
    chosen = failed_ids(request.rights, on=now.date()) if is_all else _chosen(request)
    count = retry_messages(rights=request.rights, message_ids=chosen, at=now)
    if count:
        notes.success(request, f"{count_words(count, 'message')} will be tried again.")
    else:
        notes.warning(request, "No message is tried again: another try would not help. Ring the families.")
    return _back(school)


@require_POST
def messages_withdraw(request: SchoolRequest, school: str) -> HttpResponse:
    """Withdraw the chosen messages, or all of today that have not left, once that is confirmed."""
    now = clock.now()
    is_all = "all" in request.POST
    chosen = unsent_ids(request.rights, on=now.date()) if is_all else _chosen(request)
    if is_all and "sure" not in request.POST and chosen:
        return render(request, "attendance/messages_withdraw.html", {"count": len(chosen)})
    count = withdraw_messages(rights=request.rights, message_ids=chosen, at=now)
    if count:
        notes.success(request, f"{count_words(count, 'message')} withdrawn. None was sent.")
    else:
        notes.warning(request, "No message was withdrawn: what may have left cannot be called back.")
    return _back(school)


def _chosen(request: SchoolRequest) -> list[int]:
    """The messages that a press names."""
    return [number_in(text) or 0 for text in request.POST.getlist("message")]


def _back(school: str) -> HttpResponseRedirect:
    return HttpResponseRedirect(reverse("messages", args=[school]))
