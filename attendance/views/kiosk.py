"""The kiosk: a browser at the door where late pupils sign themselves in, and nothing else opens."""

from __future__ import annotations

from datetime import datetime

from django.core.exceptions import ValidationError
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import limiter
from accounts.forms import PasswordAgainForm
from attendance.arrivals import KIOSK_REASONS
from attendance.models import Arrival
from attendance.queries.arrivals import FEWEST_LETTERS, arrival_line
from attendance.services.kiosk import find_names, log_kiosk, named, sign_in_at_kiosk
from schools import clock
from schools import kiosk as mode
from schools.kiosk import fit_for_kiosk
from schools.middleware import SchoolRequest
from schools.names import words_in
from schools.wording import count_words, day_words

SLIP_KEY = "kiosk_slip"
SIGNED_BACK = 0
WAIT = "That was very quick. Wait a minute, or ask at the desk"


@require_POST
def kiosk_start(request: SchoolRequest, school: str) -> HttpResponse:
    """Make this browser a kiosk; from now on it opens nothing else until its starter's password."""
    log_kiosk(rights=request.rights, is_start=True, at=clock.now())
    mode.start(request.session, school)
    return _to_kiosk(school)


@fit_for_kiosk
@require_http_methods(["GET", "HEAD", "POST"])
def kiosk(request: SchoolRequest, school: str) -> HttpResponse:
    """Type three letters (`?q=`), tap the own name (`?who=`), tap a reason (POST); else how to start it."""
    if not mode.is_on(request.session):
        return (
            _to_kiosk(school) if request.method == "POST" else render(request, "attendance/kiosk/start.html")
        )
    now = clock.now()
    request.session.pop(SLIP_KEY, None)
    who, words = request.POST.get("who") or request.GET.get("who", ""), words_in(request.GET.get("q", ""))
    if (who or words) and not mode.may_look(request.session, now):
        return _find(request, now, problem=WAIT, status=429)
    if not who:
        return _find(request, now, words=words)
    pupil = named(rights=request.rights, who=who, on=now.date())
    if pupil is None:
        return _to_kiosk(school)
    if request.method == "POST":
        return _sign_in(request, school, pupil.pupil_id, now)
    context = {"pupil": pupil, "who": who, "reasons": KIOSK_REASONS}
    return render(request, "attendance/kiosk/reason.html", context)


def _not_on(request: SchoolRequest, school: str) -> HttpResponse:
    """How a kiosk is started, for the person who keeps the desk."""
    if request.method == "POST":
        return _to_kiosk(school)
    return render(request, "attendance/kiosk/start.html")


def _to_kiosk(school: str, name: str = "kiosk") -> HttpResponseRedirect:
    return HttpResponseRedirect(reverse(name, args=[school]))


def _find(
    request: SchoolRequest, now: datetime, *, words: str = "", problem: str = "", status: int = 200
) -> HttpResponse:
    """The start of the kiosk, with the names that begin so."""
    found, more = find_names(rights=request.rights, words=words, on=now.date())
    is_short = bool(words) and len(words) < FEWEST_LETTERS
    context = {"found": found, "more": more, "typed": words, "is_short": is_short, "problem": problem}
    return render(request, "attendance/kiosk/find.html", context, status=status)


def _sign_in(request: SchoolRequest, school: str, pupil_id: int, now: datetime) -> HttpResponse:
    reason = request.POST.get("reason", "")
    try:
        row = sign_in_at_kiosk(rights=request.rights, pupil_id=pupil_id, reason=reason, at=now)
    except ValidationError as refusal:
        return _find(request, now, problem=refusal.messages[0], status=422)
    request.session[SLIP_KEY] = row.pk if isinstance(row, Arrival) else SIGNED_BACK
    return _to_kiosk(school, "kiosk_slip")


@fit_for_kiosk
@require_safe
def kiosk_slip(request: SchoolRequest, school: str) -> HttpResponse:
    """The slip of whoever signed in last on this browser, until the kiosk is ready for the next."""
    if not mode.is_on(request.session):
        return _not_on(request, school)
    arrival_id = request.session.get(SLIP_KEY)
    if arrival_id is None:
        return _to_kiosk(school)
    line = None if arrival_id == SIGNED_BACK else arrival_line(request.rights, arrival_id)
    context = {"line": line, "date_words": day_words(line.on, year=True) if line else ""}
    return render(request, "attendance/kiosk/slip.html", context)


@fit_for_kiosk
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def kiosk_leave(request: SchoolRequest, school: str) -> HttpResponse:
    """Make this browser an ordinary one again, with the password of whoever started the kiosk.

    Pupils can type here, too: their tries lock this page for minutes, and no sign-in elsewhere.
    """
    if not mode.is_on(request.session):
        return _not_on(request, school)
    request.META[limiter.PLACE] = ".kiosk"
    form = PasswordAgainForm(request.POST if request.method == "POST" else None, user=request.user)
    if form.is_valid():
        log_kiosk(rights=request.rights, is_start=False, at=clock.now())
        mode.end(request.session)
        return _to_kiosk(school, "desk")
    wait = limiter.minutes_left(request, request.user.email, now=clock.now())
    if form.errors and wait:
        form.errors["password"] = form.error_class([f"Too many tries. Wait {count_words(wait, 'minute')}"])
    return render(request, "attendance/kiosk/leave.html", {"form": form}, status=422 if form.errors else 200)
