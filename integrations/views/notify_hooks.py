"""Where GOV.UK Notify calls us: with receipts, and with what families text back."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse

from attendance.services.replies import ArrivedText, take_text
from integrations.notify.receipts import take_status
from integrations.views.from_notify import from_notify
from schools import clock
from schools.models import School
from schools.names import words_in

log = logging.getLogger(__name__)
MOST_LETTERS = 80


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


@from_notify
def notify_texts(request: HttpRequest, school: School, told: Mapping[str, Any]) -> HttpResponse:
    """Keep a text of a family; one that Notify brings again is answered alike, and kept once.

    400 for one without its number at Notify, which could not be told from the next, and for one whose sender
    or words are no text.
    """
    number = _number(told)
    sender, words = told.get("source_number") or "", told.get("message") or ""
    if number is None or not isinstance(sender, str) or not isinstance(words, str):
        return HttpResponse(status=400)
    text = ArrivedText(number, sender, words)
    kept = take_text(school=school, text=text, at=clock.now())
    log.info("A text came back to school %s: %s answers", school.pk, kept)
    return HttpResponse(status=200)


def _number(told: Mapping[str, Any]) -> str | None:
    """Notify's own number of what it tells; None where none came that could be kept."""
    number = told.get("id")
    if not isinstance(number, str) or not 0 < len(number) <= MOST_LETTERS:
        return None
    return number if words_in(number) == number else None
