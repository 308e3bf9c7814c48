"""Who opened what of the sealed record, when and why: the log that only the database writes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Count, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from accounts.models import User
from safeguarding.door import Purpose, opened_log
from safeguarding.models import Opening, OpeningKind
from safeguarding.tickets import Seat
from safeguarding.unusual_openings import FIRST_HOUR, LAST_HOUR, MANY_FILES, unusual_words
from schools.access import Rights
from schools.models import Pupil

ROWS_ON_PAGE = 100
MOST_NAMES = 5
SUNDAY, SATURDAY = 1, 7


@dataclass(frozen=True, slots=True)
class LogFilter:
    """What of the log is asked for; nothing given is everything. `page` counts from 1."""

    person_id: int | None = None
    pupil_id: int | None = None
    from_on: date | None = None
    to_on: date | None = None
    unusual_only: bool = False
    page: int = 1


@dataclass(frozen=True, slots=True)
class OpeningLine:
    """One opening: who, when, what and why. `children` are the first few; `more` counts the rest."""

    at: datetime
    person_id: int
    person: str
    kind: OpeningKind
    purpose: str
    children: list[tuple[int, str]]
    more: int
    is_export: bool
    unusual: list[str]


@dataclass(frozen=True, slots=True)
class LogPage:
    """A page of the log, the newest first, and who may be chosen in its filter."""

    lines: list[OpeningLine]
    people: list[tuple[int, str]]
    page: int
    has_next: bool


def log_page(rights: Rights, seat: Seat, asked: LogFilter) -> LogPage:
    """Read a page of the log of a school; no line for who may not read it, nor of a child's whom they may
    not know to have a file. The same statements however many lines there are.
    """
    first = (asked.page - 1) * ROWS_ON_PAGE
    with opened_log(seat):
        here = Opening.objects.filter(school=rights.school.pk)
        rows = list(_asked(here, asked).order_by("-at", "-pk")[first : first + ROWS_ON_PAGE + 1])
        actors = set(here.order_by().values_list("actor", flat=True).distinct())
        names = dict(User.objects.filter(pk__in=actors).values_list("pk", "full_name"))
        shown = rows[:ROWS_ON_PAGE]
        children = Pupil.objects.in_bulk({number for row in shown for number in row.pupils[:MOST_NAMES]})
        known = {number: child.known_name for number, child in children.items()}
    return LogPage(
        lines=[_line(row, names, known) for row in shown],
        people=sorted(names.items(), key=lambda person: (person[1], person[0])),
        page=asked.page,
        has_next=len(rows) > ROWS_ON_PAGE,
    )


def _asked(rows: QuerySet[Opening], asked: LogFilter) -> QuerySet[Opening]:
    files = (
        Opening.objects.filter(
            actor=OuterRef("actor"),
            school=OuterRef("school"),
            kind=OpeningKind.FILE,
            at__gt=OuterRef("at") - timedelta(hours=1),
            at__lte=OuterRef("at"),
        )
        .order_by()
        .values("actor")
        .annotate(found=Count("pupils", distinct=True))
        .values("found")
    )
    rows = rows.annotate(in_the_hour=Coalesce(Subquery(files, output_field=IntegerField()), 0))
    if asked.person_id is not None:
        rows = rows.filter(actor=asked.person_id)
    if asked.pupil_id is not None:
        rows = rows.filter(pupils__contains=[asked.pupil_id])
    if asked.from_on is not None:
        rows = rows.filter(at__gte=_midnight(asked.from_on))
    if asked.to_on is not None:
        rows = rows.filter(at__lt=_midnight(asked.to_on + timedelta(days=1)))
    return rows.filter(_is_unusual()) if asked.unusual_only else rows


def _is_unusual() -> Q:
    """The rule of `unusual_openings`, as the database reads it."""
    hours = Q(at__hour__lt=FIRST_HOUR) | Q(at__hour__gte=LAST_HOUR)
    return hours | Q(at__week_day__in=[SUNDAY, SATURDAY]) | Q(in_the_hour__gt=MANY_FILES)


def _midnight(on: date) -> datetime:
    return timezone.make_aware(datetime.combine(on, time()))


def _line(row: Opening, names: dict[int, str], children: dict[int, str]) -> OpeningLine:
    shown = [(number, children[number]) for number in row.pupils[:MOST_NAMES] if number in children]
    return OpeningLine(
        at=row.at,
        person_id=row.actor,
        person=names.get(row.actor, "Somebody who is gone"),
        kind=OpeningKind(row.kind),
        purpose=row.purpose,
        children=shown,
        more=len(row.pupils) - len(shown),
        is_export=row.purpose == Purpose.EXPORT.value,
        unusual=unusual_words(timezone.localtime(row.at), vars(row)["in_the_hour"]),
    )
