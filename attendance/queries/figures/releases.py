"""Which published files were loaded."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Max, Min, Q

from attendance.models import NationalRelease
from schools.access import Rights
from schools.wording import count_words, date_words

MOST_RELEASES = 50


@dataclass(frozen=True, slots=True)
class ReleaseLine:
    """A loaded file. `who` is a person of this school only."""

    name: str
    source: str
    published_on: date | None
    weeks_words: str
    rows: int
    withheld: int
    who: str
    loaded_at: datetime
    notes: Sequence[str]


def release_lines(rights: Rights) -> list[ReleaseLine]:
    """The newest fifty releases, newest first: one statement."""
    of_weeks = Q(figures__week__isnull=False)
    found = NationalRelease.objects.select_related("loaded_by").annotate(
        weeks=Count("figures__starts_on", distinct=True),
        first=Min("figures__starts_on"),
        last=Max("figures__ends_on", filter=of_weeks),
    )
    return [_line(release, rights) for release in found[:MOST_RELEASES]]


def _line(release: NationalRelease, rights: Rights) -> ReleaseLine:
    return ReleaseLine(
        name=release.name,
        source=release.source,
        published_on=release.published_on,
        weeks_words=_weeks_words(release),
        rows=release.rows,
        withheld=release.withheld,
        who=_who(release, rights),
        loaded_at=release.loaded_at,
        notes=release.notes,
    )


def _weeks_words(release: NationalRelease) -> str:
    """Which weeks a release is of: those of its rows, or the year to date as it was described."""
    weeks: int = release.weeks  # type: ignore[attr-defined]
    if weeks:
        first: date = release.first  # type: ignore[attr-defined]
        last: date = release.last  # type: ignore[attr-defined]
        return f"{count_words(weeks, 'week')}, {date_words(first)} to {date_words(last)}"
    if release.counts_until:
        since = f"{date_words(release.counts_from)} to " if release.counts_from else "up to "
        return f"Year to date, {since}{date_words(release.counts_until)}"
    return "Year to date, last day not said"


def _who(release: NationalRelease, rights: Rights) -> str:
    """Who loaded it: published figures are for every school here, the names of staff are not."""
    if release.loaded_by is None:
        return "From the terminal"
    if release.school_id != rights.school.pk:
        return "At another school"
    return str(release.loaded_by)
