"""A line that ended: which marks changed under it, and whether the pupil crosses it again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils import timezone

from attendance.codes import code_of
from attendance.lines import LineKind
from attendance.models import CrossedLine, LineAct, LineState, MarkAmendment
from attendance.queries.lines.reached import evidence_of
from schools.access import Rights
from schools.calendar import Session
from schools.wording import short_day_words, time_words

MOST_CHANGES = 20


@dataclass(frozen=True)
class StandsAgain:
    """The standing line of the same pupil and kind as one that ended."""

    since: str
    url: str


@dataclass(frozen=True)
class ChangedMark:
    """A mark under a line that changed since the line was found: from what to what, by whom and when."""

    when: str
    words: str
    by: str


def standing_beside(line: str) -> QuerySet[CrossedLine]:
    """The standing line of the pupil and kind of an outer row; `line` is the row's way to its line."""
    return CrossedLine.objects.filter(
        pupil=OuterRef(f"{line}pupil"), kind=OuterRef(f"{line}kind"), state=LineState.STANDING
    )


def stands_again(rights: Rights, row: CrossedLine) -> StandsAgain | None:
    """The line that stands now where one ended: one statement, none for a line that stands."""
    if row.state == LineState.STANDING:
        return None
    found = CrossedLine.objects.filter(pupil=row.pupil_id, kind=row.kind, state=LineState.STANDING).first()
    if found is None:
        return None
    url = reverse("line", args=[rights.school.slug, found.pk])
    return StandsAgain(short_day_words(found.reached_on), url)


def acts_about(row: CrossedLine) -> QuerySet[LineAct]:
    """What was done about a line, and about those withdrawn since its first day where it stands again."""
    lines = Q(line=row)
    if row.state == LineState.STANDING:
        lines |= Q(
            line__pupil=row.pupil_id,
            line__kind=row.kind,
            line__state=LineState.WITHDRAWN,
            line__ended_on__gte=row.from_on,
        )
    return LineAct.objects.filter(lines).select_related("by", "line")


def changes_under(row: CrossedLine) -> list[ChangedMark]:
    """The marks under a withdrawn line that changed since it was found, the last first: one statement."""
    if row.state != LineState.WITHDRAWN or LineKind(row.kind) is LineKind.SICKNESS_EXPECTED:
        return []
    counted = {(date, session) for date, session, _ in evidence_of(row).sessions}
    found = MarkAmendment.objects.filter(
        pupil=row.pupil_id,
        school=row.school_id,
        date__range=(row.from_on, row.until_on),
        at__gte=row.found_at,
    ).order_by("-at", "-pk")
    changes = [each for each in found if not counted or (each.date, each.session) in counted]
    return [_changed(each) for each in changes[:MOST_CHANGES]]


def by_words(name: str, at: datetime) -> str:
    """Who did something and when, to the minute: "Ms Okafor, Tue 9 Mar, 08:49"."""
    local = timezone.localtime(at)
    return ", ".join(part for part in (name, short_day_words(local.date()), time_words(local)) if part)


def _changed(each: MarkAmendment) -> ChangedMark:
    now = "no mark" if each.amended is None else code_of(each.amended).letter
    return ChangedMark(
        when=f"{short_day_words(each.date)} {Session(each.session).name}",
        words=f"{code_of(each.original).letter} became {now}",
        by=by_words(each.by_name, each.at),
    )
