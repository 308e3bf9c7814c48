"""Rows of the DfE's attendance statistics, read as published figures by area, phase and week (pure)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from attendance.comparators import Level, NationalRow, Phase
from integrations.dfe.cells import count_in, is_a_day, is_withheld, rate_in, span_of
from integrations.dfe.client import DfeRefused

# Our fields, with the headings under which releases have had them: the weekly and year to date files of
# "Pupil attendance in schools" first, then those of "Pupil absence in schools in England".
HEADINGS: Mapping[str, tuple[str, ...]] = {
    "period": ("time_period", "year"),
    "identifier": ("time_identifier", "term"),
    "frame": ("time_frame", "breakdown"),
    "day": ("attendance_date",),
    "level": ("geographic_level", "level"),
    "country": ("country_name",),
    "region_code": ("region_code",),
    "region": ("region_name",),
    "authority_code": ("old_la_code",),
    "authority": ("la_name",),
    "phase": ("education_phase", "school_type", "phase"),
    "characteristic": ("characteristic_1", "characteristic"),
    "possible": ("possible_sessions", "sess_possible"),
    "attended": ("overall_attendance", "attendance_sessions"),
    "absent": ("overall_absence", "sess_overall"),
    "authorised": ("authorised_absence", "sess_authorised"),
    "unauthorised": ("unauthorised_absence", "sess_unauthorised"),
    "late": ("late_sessions",),
    "attendance_rate": ("attendance_perc", "attendance_rate"),
    "absence_rate": ("overall_absence_perc", "sess_overall_percent", "absence_rate"),
    "authorised_rate": ("authorised_absence_perc", "sess_authorised_percent"),
    "unauthorised_rate": ("unauthorised_absence_perc", "sess_unauthorised_percent"),
}
NEEDED = ("period", "identifier", "level", "phase")
COUNTS = ("possible", "attended", "absent", "authorised", "unauthorised", "late")
RATES = ("attendance_rate", "absence_rate", "authorised_rate", "unauthorised_rate")
LEVELS = {
    "national": Level.NATIONAL,
    "regional": Level.REGION,
    "local authority": Level.AUTHORITY,
}

ROUNDED = Fraction(51, 100)  # some weeks are published in whole percentages

NOT_DFE = (
    "This is no attendance file of the DfE: it has no columns for {lacking}. "
    "Download the weekly or year to date CSV of “Pupil attendance in schools”."
)
NOTHING = (
    "No row of this file is of a week or of a year to date. "
    "Download the weekly or year to date CSV of “Pupil attendance in schools”, not the daily one."
)
TWICE = (
    "Rows {first} and {second} are of the same schools and weeks with other figures. "
    "Choose the file that is not broken down by groups of pupils."
)


@dataclass
class ReleaseRows:
    """The figures of a file, how many rows were not for us and why, and sentences on what is in doubt."""

    rows: list[NationalRow] = field(default_factory=list)
    left_out: Counter[str] = field(default_factory=Counter)
    unread: list[str] = field(default_factory=list)
    doubts: list[str] = field(default_factory=list)
    withheld: int = 0


def release_of(headings: Sequence[str], rows: Iterable[tuple[int, Sequence[str]]]) -> ReleaseRows:
    """The figures of a published table; `rows` come with their numbers. Raises DfeRefused."""
    places = _places(headings)
    found = ReleaseRows()
    seen: dict[tuple[object, ...], tuple[int, NationalRow]] = {}
    for number, cells in rows:
        row = _Row({name: cells[place] if place < len(cells) else "" for name, place in places.items()})
        if reason := row.left_out():
            found.left_out[reason] += 1
            continue
        try:
            figure = row.figure()
        except ValueError as fault:
            found.unread.append(f"Row {number}: {fault}.")
            continue
        _add(found, seen, number, figure)
        found.doubts += [f"Row {number}, {figure.area_name}: {doubt}." for doubt in row.doubts(figure)]
        found.withheld += row.withheld()
    if not found.rows:
        raise DfeRefused(" ".join([NOTHING, *found.unread[:3]]))
    return found


def _add(
    found: ReleaseRows, seen: dict[tuple[object, ...], tuple[int, NationalRow]], number: int, row: NationalRow
) -> None:
    """Keep a row; the same row again adds nothing, and another of the same key spoils the file."""
    key = (row.year, row.week, row.ends_on, row.level, row.area_code, row.phase)
    first, kept = seen.setdefault(key, (number, row))
    if kept != row:
        raise DfeRefused(TWICE.format(first=first, second=number))
    if first == number:
        found.rows.append(row)


def _places(headings: Sequence[str]) -> dict[str, int]:
    """The column of each field that the file has, or a refusal that names what is lacking."""
    at = {heading.strip().lower(): place for place, heading in enumerate(headings)}
    places = {
        name: next(at[heading] for heading in known if heading in at)
        for name, known in HEADINGS.items()
        if any(heading in at for heading in known)
    }
    lacking = [HEADINGS[name][0] for name in NEEDED if name not in places]
    if not any(name in places for name in ("attended", "absent", "attendance_rate", "absence_rate")):
        lacking.append("overall_attendance or attendance_perc")
    if lacking:
        raise DfeRefused(NOT_DFE.format(lacking=", ".join(lacking)))
    return places


class _Row:
    """The cells of one row by field."""

    def __init__(self, cells: Mapping[str, str]) -> None:
        self._cells = cells

    def _cell(self, name: str) -> str:
        return self._cells.get(name, "").strip()

    def left_out(self) -> str:
        """Why a row that can be read is not for us; empty for one that is."""
        if self._cell("frame").lower() in ("day", "daily") or is_a_day(self._cell("day")):
            return "of single days"
        if self._cell("level").lower() not in LEVELS:
            return "of other areas"
        if self._cell("characteristic").lower() not in ("", "total"):
            return "of groups of pupils"
        return ""

    def figure(self) -> NationalRow:
        """The published figure. Raises ValueError with what could not be read."""
        span = span_of(self._cell("period"), self._cell("identifier"), self._cell("frame"))
        if span is None:
            raise ValueError(f"“{self._cell('identifier')[:30]}” is neither a week nor a year to date")
        counts = {name: count_in(self._cell(name)) for name in COUNTS}
        rates = {name: rate_in(self._cell(name)) for name in RATES}
        possible, absent = counts["possible"], counts["absent"]
        attended, rate = counts["attended"], rates["attendance_rate"]
        if attended is None and "attended" not in self._cells and None not in (possible, absent):
            attended = (possible or 0) - (absent or 0)
        if rate is None and "attendance_rate" not in self._cells and rates["absence_rate"] is not None:
            rate = 100 - rates["absence_rate"]
        level, code, name = self._area()
        return NationalRow(
            span.year, span.week, span.starts_on, span.ends_on, level, code, name, self._cell("region")[:60],
            _phase(self._cell("phase")), possible, attended, counts["authorised"], counts["unauthorised"],
            counts["late"], rate, rates["authorised_rate"], rates["unauthorised_rate"],
        )  # fmt: skip

    def _area(self) -> tuple[Level, str, str]:
        level = LEVELS[self._cell("level").lower()]
        if level is Level.NATIONAL:
            return level, "", self._cell("country")[:60] or "England"
        if level is Level.REGION:
            if is_withheld(self._cell("region")):
                raise ValueError("the region has no name")
            return level, (self._cell("region_code") or self._cell("region"))[:30], self._cell("region")[:60]
        code = self._cell("authority_code")
        if not (code.isdecimal() and code.isascii() and len(code) <= 3):
            raise ValueError("the local authority has no number")
        return level, code.zfill(3), self._cell("authority")[:60]

    def doubts(self, row: NationalRow) -> list[str]:
        """What does not add up."""
        found = []
        absent = count_in(self._cell("absent"))
        if None not in (row.possible, row.attended, absent) and row.possible != (row.attended or 0) + (
            absent or 0
        ):
            found.append("attended and absent sessions are not its possible sessions")
        parts = (row.authorised, row.unauthorised)
        if None not in (absent, *parts) and absent != sum(part or 0 for part in parts):
            found.append("authorised and unauthorised sessions are not its absence")
        # England and regions in all are weighted by enrolment: theirs is no ratio of their sessions.
        if row.phase is not Phase.TOTAL and row.possible and row.attended is not None and row.attendance_rate:
            share = Fraction(row.attended * 100, row.possible)
            if abs(share - Fraction(row.attendance_rate)) > ROUNDED:
                found.append("its rate is not that of its sessions")
        return found

    def withheld(self) -> int:
        """How many of the figures that the file has a column for are withheld."""
        return sum(is_withheld(self._cell(name)) for name in (*COUNTS, *RATES) if name in self._cells)


def _phase(words: str) -> Phase:
    """The phase in a cell: "Primary", "State-funded secondary", "Total"."""
    last = words.lower().split()[-1:] or [""]
    for phase in Phase:
        if last == [phase.value] or (phase is Phase.TOTAL and words.lower() in ("all schools", "all")):
            return phase
    raise ValueError(f"“{words[:30]}” is no kind of school that we know")
