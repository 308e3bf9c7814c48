"""Markers of the safeguarding lead on a pupil: poor facts, which tell nobody a reason."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from schools.access import in_force
from schools.models import MarkerKind, Pupil, PupilMarker
from schools.queries.record_words import value_words

# A row for each live marker on the day %(on)s. Used as a table: EXISTS (SELECT FROM {MARKED} mk WHERE ...).
MARKED = """(
  SELECT m.pupil_id, m.kind FROM schools_pupilmarker m
  WHERE m.from_on <= %(on)s AND (m.until_on IS NULL OR m.until_on >= %(on)s)
)"""
WHAT_IT_ASKS = {
    MarkerKind.CALL_FIRST.value: "When this pupil is absent, ring before all others.",
    MarkerKind.ASK_FIRST.value: "Speak to the DSL before anybody rings or writes to the family.",
}


@dataclass(frozen=True)
class MarkerLine:
    """A marker in force: what it asks, since when and by whom. `ends_today`: tomorrow it holds no more."""

    marker_id: int
    title: str
    asks: str
    days: str
    by: str
    ends_today: bool


@dataclass(frozen=True)
class Markers:
    """The markers in force on a pupil, and the kinds (value and title) that could be set beside them."""

    lines: list[MarkerLine]
    others: list[tuple[str, str]]


def markers_of(pupil: Pupil, *, on: date) -> Markers:
    """The markers in force on a pupil: one statement."""
    rows = list(PupilMarker.objects.filter(in_force(on), pupil=pupil).select_related("set_by"))
    standing = {row.kind for row in rows if row.until_on != on}
    return Markers(
        lines=[_line(row, on) for row in rows],
        others=[(kind.value, str(kind.label)) for kind in MarkerKind if kind.value not in standing],
    )


def _line(row: PupilMarker, on: date) -> MarkerLine:
    ends = f" to {value_words('until_on', row.until_on)}" if row.until_on else ""
    return MarkerLine(
        marker_id=row.pk,
        title=str(row.get_kind_display()),
        asks=WHAT_IT_ASKS[row.kind],
        days=f"From {value_words('from_on', row.from_on)}{ends}",
        by=row.set_by.full_name if row.set_by else "",
        ends_today=row.until_on == on,
    )
