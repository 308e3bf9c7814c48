"""The list of visits: alarms first, then who is under way, what is planned, and what was written."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from accounts.roles import Permission
from attendance.models import Visit
from attendance.queries.visits.pages import (
    class_of,
    missed_words,
    misses_check_in,
    moment_words,
    state_words,
    who_words,
)
from attendance.queries.visits.reached import visits_visible_to
from schools.access import Rights

MOST_OVER = 200
IS_OPEN = Q(written_at=None, cancelled_at=None)
UNDER_WAY = Q(set_out_at__isnull=False, safe_at=None, cancelled_at=None)
NOT_BEGUN = ("overdue", "today", "planned")
SHOWN_FOR, SHOWN_FOR_LONG = timedelta(days=14), timedelta(days=365)


@dataclass(frozen=True)
class VisitLine:
    """A visit in a list. `tone`: how loud it is; `more`: what was found, in one word or two."""

    visit_id: int
    pupil_id: int
    name: str
    group: str
    url: str
    due: str
    who: str
    state: str
    more: str
    tone: str


@dataclass(frozen=True)
class VisitPart:
    """One part of the list; an empty one that always stands says `empty`."""

    key: str
    title: str
    lines: list[VisitLine]
    empty: str


@dataclass(frozen=True)
class VisitList:
    """What a person may see of visits; `capped`: of those that are over, older ones are left out."""

    parts: list[VisitPart]
    alarms: int
    under_way: int
    capped: bool
    pupil_id: int | None
    pupil_name: str
    may_look_back: bool
    looks_back: bool


def visit_list(
    rights: Rights, *, at: datetime, pupil_id: int | None = None, looks_back: bool = False
) -> VisitList:
    """The visits within reach, of one pupil where asked: one statement.

    All that are planned or under way. Written and called-off ones of the last 14 days, the newest 200; of a
    year with `looks_back`, for who may visit anybody.
    """
    may_look_back = rights.has_for_school(Permission.VISIT_WORK)
    since = at - (SHOWN_FOR_LONG if looks_back and may_look_back else SHOWN_FOR)
    rows = visits_visible_to(rights)
    if pupil_id is not None:
        rows = rows.filter(pupil=pupil_id)
    over = rows.exclude(IS_OPEN | UNDER_WAY).filter(Q(written_at__gte=since) | Q(cancelled_at__gte=since))
    newest = over.order_by("-due_at", "-pk")[:MOST_OVER].values("pk")
    found = list(
        rows.filter(IS_OPEN | UNDER_WAY | Q(pk__in=newest))
        .annotate(group=class_of("pupil", at))
        .select_related("pupil", "visitor", "second", "safe_by")
        .order_by("-due_at", "-pk")
    )
    parts = _parts(rights, found, at)
    counts = {part.key: len(part.lines) for part in parts}
    return VisitList(
        parts=[part for part in parts if part.lines or part.empty],
        alarms=counts["alarms"],
        under_way=counts["under-way"],
        capped=counts["written"] >= MOST_OVER,
        pupil_id=pupil_id,
        pupil_name=found[0].pupil.known_name if found and pupil_id is not None else "",
        may_look_back=may_look_back,
        looks_back=looks_back and may_look_back,
    )


def _place(visit: Visit, at: datetime) -> str:
    """The part of the list in which a visit stands."""
    is_open = visit.written_at is None and visit.cancelled_at is None
    under_way = visit.set_out_at is not None and visit.safe_at is None and visit.cancelled_at is None
    if under_way:
        return "alarms" if misses_check_in(visit, at) else "under-way"
    if not is_open:
        return "written"
    if visit.set_out_at is not None:
        return "to-write"
    if visit.due_at < at:
        return "overdue"
    return "today" if timezone.localtime(visit.due_at).date() == at.date() else "planned"


def _parts(rights: Rights, rows: Sequence[Visit], at: datetime) -> list[VisitPart]:
    placed: dict[str, list[VisitLine]] = {}
    for visit in rows:
        place = _place(visit, at)
        placed.setdefault(place, []).append(_line(rights, visit, place, at))
    for place in ("alarms", "under-way", "overdue", "today", "planned"):
        placed.get(place, []).reverse()
    titles = (
        ("alarms", "Check-in missed", ""),
        ("under-way", "Under way now", "Nobody is on a visit."),
        ("to-write", "Made, to be written down", ""),
        ("overdue", "Planned for before now", ""),
        ("today", "Today", "No other visit is planned for today."),
        ("planned", "Planned", ""),
        ("written", "Written down or called off", "No visit was written down in these days."),
    )
    return [VisitPart(key, title, placed.get(key, []), empty) for key, title, empty in titles]


def _line(rights: Rights, visit: Visit, place: str, at: datetime) -> VisitLine:
    return VisitLine(
        visit_id=visit.pk,
        pupil_id=visit.pupil_id,
        name=visit.pupil.known_name,
        group=getattr(visit, "group", None) or "",
        url=reverse("visit", args=[rights.school.slug, visit.pk]),
        due=moment_words(visit.due_at, on=at),
        who=who_words(visit),
        state="" if place in NOT_BEGUN else state_words(visit, at),
        more=_more(visit, place, at),
        tone={"alarms": "due", "overdue": "warn"}.get(place, "unseen" if _is_unseen(visit) else ""),
    )


def _is_unseen(visit: Visit) -> bool:
    return visit.written_at is not None and not visit.child_seen


def _more(visit: Visit, place: str, at: datetime) -> str:
    if place == "alarms":
        return missed_words(visit)
    if place == "under-way":
        by = moment_words(visit.check_in_by, on=at)
        return f"Says by {by} that they are safe" if by else "Two go together, without a check-in time"
    if place == "overdue":
        return "Nobody has set out"
    if visit.written_at is not None:
        return "Child seen" if visit.child_seen else "Child not seen"
    return ""
