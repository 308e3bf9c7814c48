"""Alerts on screen: what a person is told at once, as far as their rights reach."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.urls import reverse
from django.utils import timezone

from accounts.roles import Permission
from attendance.access import is_office, own_registers
from attendance.arrivals import slip_words
from attendance.codes import HERE_NUMBERS, LATE_AFTER_CLOSE, code_of
from attendance.models import AlertKind, Arrival, Mark, Register, ScreenAlert
from attendance.queries.register_links import register_url
from attendance.queries.visits.alarms import missed_check_ins
from schools.access import NOTHING, Rights
from schools.calendar import Session
from schools.wording import time_words

MOST_ALERTS = 40
ALARM = "alarm"
# The late arrival that raised an alert, which is no teacher's mark.
ARRIVED = Arrival.objects.filter(
    pupil=OuterRef("pupil"),
    date=OuterRef("date"),
    session=OuterRef("session"),
    signed_by=OuterRef("raised_by"),
    arrived_at=OuterRef("raised_at"),
    undone_at=None,
)


@dataclass(frozen=True)
class AlertLine:
    """One alert: its words, where it leads, and where it is put away; `seen_url` is empty for who may not.

    An alarm is put away by nobody: it ends when it is answered.
    """

    alert_id: int | str
    kind: str
    words: str
    more: str
    url: str
    link: str
    seen_url: str
    is_seen: bool


def hears_who_is_here(rights: Rights) -> bool:
    """Whether this person is told of pupils who are here unexpectedly: the office and its desk."""
    return is_office(rights) or rights.has_for_school(Permission.DESK_SIGN_IN)


def hears_arrivals(rights: Rights) -> bool:
    """Whether this person is told of children who were looked for and came: the office, desk and lead."""
    return hears_who_is_here(rights) or rights.has_for_school(Permission.ESCALATION_DECIDE)


def alerts_of(rights: Rights, *, on: date) -> QuerySet[ScreenAlert]:
    """The alerts of a day that concern this person: the office's, and reminders of their own registers.

    The lead hears of those who came late and were looked for.
    """
    wanted = NOTHING
    if hears_who_is_here(rights):
        wanted |= Q(kind=AlertKind.HERE)
    elif hears_arrivals(rights):
        wanted |= Q(Exists(ARRIVED), kind=AlertKind.HERE)
    if rights.has(Permission.REGISTER_SAVE):
        wanted |= Q(kind=AlertKind.REMINDER, group__in=own_registers(rights))
    return ScreenAlert.objects.filter(wanted, school=rights.school, date=on)


def alarms_now(rights: Rights, *, at: datetime) -> list[AlertLine]:
    """The missed check-ins of visitors, before any other alert: one statement, none for who hears of none."""
    return [
        AlertLine(
            alert_id=alarm.key,
            kind=ALARM,
            words=alarm.words,
            more=alarm.more,
            url=alarm.url,
            link="Answer",
            seen_url="",
            is_seen=False,
        )
        for alarm in missed_check_ins(rights, at)
    ]


def open_alerts(
    rights: Rights, *, on: date, names: bool = True, seen_reminders: bool = False
) -> list[AlertLine]:
    """What this person is to be told now, newest first: one statement, and none for who has no alerts.

    A reminder ends with the submission of its register: with `seen_reminders` those that somebody put away
    before are told too. The line of a pupil who is here ends with a mark that says otherwise. Without `names`
    no alert that names a pupil is told.
    """
    if not (rights.has(Permission.REGISTER_SAVE) or hears_arrivals(rights)):
        return []
    submitted = Register.objects.filter(
        group=OuterRef("group"),
        date=OuterRef("date"),
        session=OuterRef("session"),
        submitted_at__isnull=False,
    )
    is_here = Mark.objects.filter(
        pupil=OuterRef("pupil"),
        date=OuterRef("date"),
        session=OuterRef("session"),
        code__in=[*HERE_NUMBERS, LATE_AFTER_CLOSE],
    )
    untold = Q(seen_at=None) | Q(kind=AlertKind.REMINDER) if seen_reminders else Q(seen_at=None)
    waiting = alerts_of(rights, on=on).filter(untold)
    waiting = waiting.exclude(Q(kind=AlertKind.REMINDER) & Exists(submitted))
    waiting = waiting.exclude(Q(kind=AlertKind.HERE) & ~Exists(is_here))
    if not names:
        waiting = waiting.exclude(kind=AlertKind.HERE)
    told = waiting.annotate(arrived_code=Subquery(ARRIVED.values("code")[:1]), is_arrival=Exists(ARRIVED))
    found = told.select_related("group", "pupil", "raised_by").order_by("-raised_at", "-pk")
    return [_line(rights, alert) for alert in found[:MOST_ALERTS]]


def _line(rights: Rights, alert: Any) -> AlertLine:
    school = rights.school.slug
    session = Session(alert.session)
    is_reminder = alert.kind == AlertKind.REMINDER
    return AlertLine(
        alert_id=alert.pk,
        kind=alert.kind,
        words=f"The office is waiting for the {alert.group.name} {session.words} register."
        if is_reminder
        else _here_words(alert),
        more="" if is_reminder or not _sees_codes(rights) else _code_words(alert),
        url=register_url(school, alert.date, alert.group_id, session),
        link="Open it" if is_reminder else "Open the register",
        seen_url=reverse("alert_seen", args=[school, alert.pk]) if is_reminder or is_office(rights) else "",
        is_seen=alert.seen_at is not None,
    )


def _sees_codes(rights: Rights) -> bool:
    return is_office(rights) or rights.has_for_school(Permission.ATTENDANCE_HISTORY)


def _here_words(alert: Any) -> str:
    name = f"{alert.pupil.known_forename} {alert.pupil.known_surname}" if alert.pupil else "A pupil"
    at = time_words(timezone.localtime(alert.raised_at))
    if alert.is_arrival:
        return f"{name} arrived {at}, signed in by {alert.raised_by.full_name}."
    return f"{name} is in {alert.group.name}, {at} ({alert.raised_by.full_name})."


def _code_words(alert: Any) -> str:
    if alert.is_arrival:
        return f"{slip_words(alert.arrived_code)}. The school was looking for this pupil."
    if alert.code_before is None:
        return ""
    return f"The office had {code_of(alert.code_before).letter}: was this pupil expected elsewhere?"
