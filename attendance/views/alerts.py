"""Alerts on screen: what each page asks for while it is looked at, and putting one away."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict

from django.http import HttpResponse, HttpResponseNotModified, HttpResponseRedirect, JsonResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from attendance.models import AlertKind
from attendance.queries.alerts import alarms_now, open_alerts
from attendance.queries.messages.silence import silence_alerts
from attendance.services.alerts import see_alert
from schools import clock
from schools.classroom import fit_for_classroom
from schools.middleware import SchoolRequest


@fit_for_classroom
@require_safe
def alerts(request: SchoolRequest, school: str) -> HttpResponse:
    """What this person is to be told now, alarms first; 304 when the page (`since`) tells it already.

    `waiting` are the registers that the office waits for: their own pages say so until they are submitted.
    """
    now = clock.now()
    told = open_alerts(request.rights, on=now.date(), names=not request.classroom, seen_reminders=True)
    alarms = alarms_now(request.rights, at=now)
    alarms += silence_alerts(request.rights, now=now, at=timezone.now())
    found = {
        "alerts": [asdict(line) for line in (*alarms, *told) if not line.is_seen],
        "waiting": sorted({line.url for line in told if line.kind == AlertKind.REMINDER}),
    }
    version = hashlib.sha256(json.dumps(found).encode()).hexdigest()[:16]
    if request.GET.get("since") == version:
        return HttpResponseNotModified()
    return JsonResponse({"version": version} | found)


@fit_for_classroom
@require_POST
def alert_seen(request: SchoolRequest, school: str, alert: int) -> HttpResponse:
    """Put an alert away; the page's script gets no page for it."""
    see_alert(rights=request.rights, alert_id=alert, at=clock.now())
    if request.headers.get("Accept") == "application/json":
        return HttpResponse(status=204)
    return HttpResponseRedirect(reverse("today", args=[request.rights.school.slug]))
