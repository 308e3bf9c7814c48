"""One calendar file: bytes in, events with their first and last day out. Knows nothing of terms."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import icalendar

from schools.calendar import LONDON

MAX_BYTES = 500_000
MAX_EVENTS = 2_000
LONGEST_WORDS = 200
ONE_DAY = timedelta(days=1)
ICS_BEGINS = b"BEGIN:VCALENDAR"
LISTS = (("terms", "term"), ("holidays", "holiday"), ("inset_days", "inset"))

TOO_LARGE = "This file is larger than 500 kB. Export the school's term dates only and try again."
NOT_A_CALENDAR = "This file is neither an ICS calendar nor a JSON list of terms. Export it again."
BROKEN = "This calendar breaks off or holds a date that is none. Export it again and try again."


class CalendarRefused(ValueError):
    """A file that cannot be used; its text is the sentence that the person sees."""


@dataclass(frozen=True, slots=True)
class Event:
    """Days with a name, both included. `kind` is what the file itself calls it, or empty."""

    kind: str
    words: str
    starts_on: date
    ends_on: date


def read_events(content: bytes) -> list[Event]:
    """The events of an ICS or JSON calendar in order of date. Raises CalendarRefused."""
    if len(content) > MAX_BYTES:
        raise CalendarRefused(TOO_LARGE)
    text = content.removeprefix(b"\xef\xbb\xbf").lstrip()
    try:
        if text[: len(ICS_BEGINS)].upper() == ICS_BEGINS:
            events = list(_ics_events(text))
        elif text.startswith(b"{"):
            events = list(_json_events(json.loads(text)))
        else:
            raise CalendarRefused(NOT_A_CALENDAR)
    except CalendarRefused:
        raise
    except (ValueError, KeyError, TypeError, AttributeError, OverflowError, RecursionError) as fault:
        raise CalendarRefused(BROKEN) from fault
    return sorted(events[:MAX_EVENTS], key=lambda event: (event.starts_on, event.ends_on))


def _json_events(found: dict[str, Any]) -> Iterator[Event]:
    """The three lists of a JSON calendar. Its last days are included."""
    if not any(isinstance(found.get(name), list) for name, _ in LISTS):
        raise CalendarRefused(NOT_A_CALENDAR)
    for name, kind in LISTS:
        for entry in found.get(name) or []:
            first = date.fromisoformat(entry.get("start") or entry["date"])
            last = date.fromisoformat(entry.get("end") or first.isoformat())
            yield Event(kind, str(entry.get("label") or "")[:LONGEST_WORDS], first, last)


def _ics_events(text: bytes) -> Iterator[Event]:
    """The events of an ICS calendar, as Europe/London sees them. What was cancelled is not among them."""
    for event in icalendar.Calendar.from_ical(text).walk("VEVENT"):
        if str(event.get("status", "")).upper() == "CANCELLED" or "dtstart" not in event:
            continue
        starts = event.decoded("dtstart")
        words = " ".join(str(event.get("summary", "")).split())[:LONGEST_WORDS]
        yield Event(_kind_of_uid(str(event.get("uid", ""))), words, _day(starts), _last_day(event, starts))


def _kind_of_uid(uid: str) -> str:
    """What a published calendar says of an event in its UID: "term-start-2026-09-03@...", for one."""
    kinds = ("term-start", "term-end", "inset", "holiday")
    return next((kind for kind in kinds if uid.lower().startswith(f"{kind}-")), "")


def _last_day(event: icalendar.cal.Component, starts: date) -> date:
    """The last day of an event: DTEND is the first day, or the first instant, no longer in it (RFC 5545)."""
    if "dtend" in event:
        ends = event.decoded("dtend")
    elif "duration" in event:
        ends = starts + event.decoded("duration")
    else:
        return _day(starts)
    if isinstance(ends, datetime):
        ends -= timedelta(microseconds=1)
        return max(_day(ends), _day(starts))
    return max(_day(ends) - ONE_DAY, _day(starts))


def _day(moment: date) -> date:
    """The day of a date or an instant; an instant without a zone is London's."""
    if not isinstance(moment, datetime):
        return moment
    return moment.astimezone(LONDON).date() if moment.tzinfo else moment.date()
