"""Where GOV.UK Notify calls us."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse

from integrations.notify.hooks import from_notify
from integrations.notify.receipts import take_status
from schools import clock
from schools.models import School


@from_notify
def notify_receipts(request: HttpRequest, school: School, told: Mapping[str, Any]) -> HttpResponse:
    """Take a delivery receipt; one of a message that is not ours is answered alike, and not repeated."""
    take_status(
        school=school,
        reference=str(told.get("reference") or ""),
        provider_id=str(told.get("id") or ""),
        status=str(told.get("status") or ""),
        at=clock.now(),
    )
    return HttpResponse(status=200)
