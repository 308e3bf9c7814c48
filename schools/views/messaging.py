"""How a school sends its messages: carriers and keys, the stop switch, and numbers that get nothing."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from schools import clock
from schools.forms.messaging import MessagingForm, NeverForm, StopForm
from schools.forms.refusals import add_refusal
from schools.middleware import SchoolRequest
from schools.queries.messaging import messaging_page, never_list
from schools.services.messaging import (
    forget_notify_key,
    make_hook_secret,
    set_messaging,
    start_messages,
    stop_messages,
)
from schools.services.never_messages import add_never, end_never

# What GOV.UK Notify is given: where it says what became of a message, and where it hands on an answer.
HOOKS = (("Delivery receipts", "notify_receipts"), ("Received text messages", "notify_texts"))


@require_http_methods(["GET", "POST"])
def messaging(request: SchoolRequest, school: str) -> HttpResponse:
    """What carries a school's messages, and what GOV.UK Notify needs."""
    page = messaging_page(request.rights)
    form = MessagingForm(request.POST or None, initial=page.chosen, has_key=page.has_key)
    if request.method == "POST" and form.is_valid():
        try:
            set_messaging(rights=request.rights, facts=form.facts(), at=clock.now())
        except ValidationError as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, "Saved. Messages queued from now on go this way.")
            return redirect("messaging", school)
    context = {"page": page, "form": form}
    return render(request, "schools/messaging.html", context, status=422 if form.errors else 200)


@require_POST
def messaging_forget(request: SchoolRequest, school: str) -> HttpResponse:
    """Forget the key of GOV.UK Notify."""
    try:
        forget_notify_key(rights=request.rights, at=clock.now())
    except ValidationError as refusal:
        messages.error(request, refusal.messages[0])
    else:
        messages.success(request, "The key is forgotten here. Revoke it in GOV.UK Notify as well.")
    return redirect("messaging", school)


@never_cache
@require_POST
def messaging_secret(request: SchoolRequest, school: str) -> HttpResponse:
    """A new secret for GOV.UK Notify, on a page that shows it this once."""
    secret = make_hook_secret(rights=request.rights, at=clock.now())
    hooks = [(title, settings.DAYMARK_URL + reverse(route, args=[school])) for title, route in HOOKS]
    return render(request, "schools/messaging_secret.html", {"secret": secret, "hooks": hooks})


@require_http_methods(["GET", "POST"])
def messaging_stop(request: SchoolRequest, school: str) -> HttpResponse:
    """The stop switch: who stopped the messages and why, or the form that stops them."""
    form = StopForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            stop_messages(rights=request.rights, why=form.cleaned_data["why"], at=clock.now())
        except ValidationError as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, "Messages are stopped. Nothing goes out until somebody starts them.")
            return redirect("messaging_stop", school)
    context = {"page": messaging_page(request.rights), "form": form}
    return render(request, "schools/messaging_stop.html", context, status=422 if form.errors else 200)


@require_POST
def messaging_start(request: SchoolRequest, school: str) -> HttpResponse:
    """Let the messages go again."""
    start_messages(rights=request.rights, at=clock.now())
    messages.success(request, "Messages go again. What waited and is still right is sent now.")
    return redirect("messaging_stop", school)


@require_http_methods(["GET", "POST"])
def never_messages(request: SchoolRequest, school: str) -> HttpResponse:
    """Numbers and addresses to which nothing is sent, and the form that adds one."""
    form = NeverForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            add_never(rights=request.rights, at=clock.now(), **form.cleaned_data)
        except ValidationError as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, "Nothing is sent there from now on, also not what was waiting.")
            return redirect("never_messages", school)
    context = {"page": never_list(request.rights), "form": form}
    return render(request, "schools/never_messages.html", context, status=422 if form.errors else 200)


@require_POST
def never_message_end(request: SchoolRequest, school: str, line: int) -> HttpResponse:
    """Take a number or address off the list."""
    end_never(rights=request.rights, line_id=line, at=clock.now())
    messages.success(request, "It may be sent messages again. The line stays under past lines.")
    return redirect("never_messages", school)
