"""The scheduled exports of the registers: what is kept, and whether the last one was made."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.urls import reverse
from django.utils import timezone

from accounts.roles import Permission
from reporting.models import Document, DocumentKind, DocumentState
from reporting.queries.documents import days_of, size_words
from schools.access import Rights
from schools.models import School
from schools.queries.health import HealthLine, add_lines
from schools.wording import count_words, short_day_words, time_words

KEPT = 8
OVERDUE = timedelta(days=8)


@dataclass(frozen=True)
class ExportLine:
    """One export: when, of which days, how large, and where its file is."""

    made_at: datetime
    age_words: str
    period: str
    words: str
    state_words: str
    is_kept: bool
    size: str
    sha256: str
    file: str


def export_lines(school: School, *, at: datetime) -> list[ExportLine]:
    """The exports that are kept and those that failed lately, newest first: one statement."""
    found = Document.objects.filter(school=school, kind=DocumentKind.REGISTER_EXPORT)
    shown = found.filter(state__in=(DocumentState.DONE, DocumentState.FAILED))
    return [_line(export, at) for export in shown[: 2 * KEPT]]


def _line(export: Document, at: datetime) -> ExportLine:
    made_at = export.made_at or export.asked_at
    is_kept = export.state == DocumentState.DONE
    return ExportLine(
        made_at=timezone.localtime(made_at),
        age_words=_age_words(at - made_at),
        period=days_of(export).words,
        words=export.words,
        state_words="Kept" if is_kept else "Failed",
        is_kept=is_kept,
        size=size_words(export.bytes) if is_kept else "",
        sha256=export.sha256,
        file=export.file,
    )


def _age_words(age: timedelta) -> str:
    return f"{count_words(age.days, 'day')} ago" if age.days > 0 else "today"


def export_health(rights: Rights, now: datetime) -> list[HealthLine]:
    """The last export of the registers, and whether one failed or is missing: one statement."""
    if not rights.has(Permission.HEALTH_VIEW):
        return []
    exports = Document.objects.filter(school=rights.school, kind=DocumentKind.REGISTER_EXPORT)
    latest = list(exports.order_by("-asked_at", "-pk").values_list("state", "asked_at")[: KEPT + 1])
    url = reverse("register_exports", args=[rights.school.slug])
    words, tone = _health_words(latest)
    return [HealthLine("Export of the registers", words, url=url, link="Exports", tone=tone)]


def _health_words(latest: list[tuple[str, datetime]]) -> tuple[str, str]:
    if not latest:
        return "None yet: the first is made on the night to Sunday", "warn"
    state, asked_at = latest[0]
    good = next((at for found, at in latest if found == DocumentState.DONE), None)
    last = f"Last made {_when(good)}" if good else "None was made yet"
    if state == DocumentState.FAILED:
        return f"Failed {_when(asked_at)}. {last}", "due"
    if good is None or timezone.now() - good > OVERDUE:
        return f"Missing: one is due each week. {last}", "due"
    return last, ""


def _when(at: datetime) -> str:
    here = timezone.localtime(at)
    return f"{short_day_words(here.date())}, {time_words(here)}"


def connect() -> None:
    """Add the exports to the administrator's first page."""
    add_lines("register exports", export_health)
