"""Whether the school's messages go out at all: the dead man's switch, and the stop that a person pressed.

A school that relies on texts must be told when none go, so that it rings as it did before there were any.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.urls import reverse
from django.utils import timezone

from accounts.roles import Permission
from attendance.queries.alerts import ALARM, AlertLine
from attendance.queries.first_day.call_list import call_list
from schools.access import Rights
from schools.calendar import Session
from schools.models import DRAIN, Carrier
from schools.queries.messaging import Stop
from schools.queries.rows import rows_of
from schools.queries.school_days import SchoolDayNow, school_day_now
from schools.wording import count_words, short_day_words, time_words

STOPPED = "stopped"
SILENT_AFTER = timedelta(minutes=2)
# The school's stop switch and the last sign of life of what sends; no row where nothing is to be sent.
STATE = f"""
SELECT g.stopped_at, coalesce(u.full_name, ''), g.stopped_why, h.beat_at
FROM schools_messaging g
LEFT JOIN accounts_user u ON u.id = g.stopped_by_id
LEFT JOIN schools_heartbeat h ON h.part = '{DRAIN}'
WHERE g.school_id = %(school)s AND NOT (g.texts = '{Carrier.OFF.value}' AND g.emails = '{Carrier.OFF.value}'
                                        AND g.letters = '{Carrier.OFF.value}')
"""


@dataclass(frozen=True)
class Silence:
    """That no message goes out, since when, what to do, and the paper list. `is_alarm`: nobody chose it."""

    key: str
    words: str
    more: str
    url: str
    link: str
    is_alarm: bool


def silence_now(rights: Rights, *, now: datetime, at: datetime) -> Silence | None:
    """Why no message of the school goes out now; None while they do, or where none are set up.

    `now` is the school's time, `at` the real one, in which the sender leaves its signs of life. One statement
    while all is well, none for who sends no messages for the whole school. Silence counts in school hours.
    """
    if not rights.has_for_school(Permission.ABSENCE_MESSAGE):
        return None
    rows = rows_of(STATE, {"school": rights.school.pk})
    if not rows:
        return None
    stopped_at, by, why, beat_at = rows[0]
    if stopped_at is not None:
        return _stopped(rights, Stop(stopped_at, by, why))
    if beat_at is not None and at - beat_at < SILENT_AFTER:
        return None
    day = school_day_now(rights.school, now)
    return _silent(rights, day, None if beat_at is None else now - (at - beat_at)) if _is_on(day) else None


def silence_alerts(rights: Rights, *, now: datetime, at: datetime) -> list[AlertLine]:
    """The same as a line on every open page; it goes when messages go again."""
    found = silence_now(rights, now=now, at=at)
    if found is None:
        return []
    return [
        AlertLine(
            alert_id=found.key,
            kind=ALARM if found.is_alarm else STOPPED,
            words=found.words,
            more=found.more,
            url=found.url,
            link=found.link,
            seen_url="",
            is_seen=False,
        )
    ]


def _is_on(day: SchoolDayNow) -> bool:
    """Whether school is on: from its first register to the end of its afternoon."""
    times, moment = day.moment.times, day.moment
    if day.problem or times is None:
        return False
    return moment.has_begun and moment.now < times.ends_at(day.on, Session.PM)


def _silent(rights: Rights, day: SchoolDayNow, since: datetime | None) -> Silence:
    calls = call_list(rights, day).calls
    families = count_words(calls, "family", "families")
    when = "have not started" if since is None else f"stopped {_at(since, day.moment.now)}"
    return Silence(
        key=f"{DRAIN}-{since:%d-%H%M}" if since else DRAIN,
        words=f"Automatic messages {when}.",
        more=f"Ring {'this' if calls == 1 else 'these'} {families}."
        if calls
        else "There is nobody to ring now.",
        url=f"{reverse('call_list', args=[rights.school.slug])}?print=1",
        link="Print the call list",
        is_alarm=True,
    )


def _stopped(rights: Rights, stop: Stop) -> Silence:
    return Silence(
        key=f"{STOPPED}-{timezone.localtime(stop.at):%d-%H%M}",
        words=stop.words,
        more="They wait until somebody starts them again. Ring the families.",
        url=f"{reverse('call_list', args=[rights.school.slug])}?print=1",
        link="Print the call list",
        is_alarm=False,
    )


def _at(since: datetime, now: datetime) -> str:
    """When, in words: "at 08:52", "on Mon 8 Mar at 15:10"."""
    if since.date() == now.date():
        return f"at {time_words(since)}"
    return f"on {short_day_words(since.date())} at {time_words(since)}"
