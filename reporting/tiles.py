"""The figures at the head of a page, and how a tally becomes figures. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from attendance.bands import MovementValues
from attendance.line_rules import is_crossed
from attendance.lines import LineKind
from attendance.metrics import Tally, percent
from attendance.thresholds import PERSISTENT_PERCENT, WHOLE
from schools.wording import count_words


@dataclass(frozen=True, slots=True)
class Tile:
    """A figure with its label; `tone` is empty, "warn" or "due"."""

    value: str
    label: str
    note: str = ""
    of: str = ""
    tone: str = ""
    href: str = ""
    bar: LeftBar | None = None


@dataclass(frozen=True, slots=True)
class LeftBar:
    """The sessions that a pupil may miss before persistent absence, as a bar: what was missed, what is left.

    `limit` is how many missed of the `projected` sessions of the whole year make persistent absence.
    """

    authorised: int
    unauthorised: int
    no_reason: int
    limit: int
    projected: int

    @property
    def missed(self) -> int:
        """Sessions missed so far; those without a reason yet are among them."""
        return self.authorised + self.unauthorised + self.no_reason

    @property
    def left(self) -> int:
        """How many more reach the limit; below 0 past it."""
        return self.limit - self.missed

    @property
    def whole(self) -> int:
        """The bar's length in sessions."""
        return max(self.limit, self.missed, 1)

    @property
    def stripes(self) -> str:
        """The sessions without a reason as the path of a drawing: a stripe of half a session for each."""
        start = self.unauthorised + self.authorised
        return "".join(f"M{start + number}.25 0h.5v1h-.5z" for number in range(self.no_reason))

    @property
    def words(self) -> str:
        """The bar for who cannot see it: "13 unauthorised, 13 authorised, 3 with no reason yet, 8 left"."""
        parts = [f"{self.unauthorised} unauthorised", f"{self.authorised} authorised"]
        parts += [f"{self.no_reason} with no reason yet"] if self.no_reason else []
        return ", ".join([*parts, f"{self.left} left" if self.left >= 0 else f"{-self.left} over"])


@dataclass(frozen=True, slots=True)
class NoticeCount:
    """Unauthorised sessions of the rolling school weeks of a penalty notice, N codes apart; its limit."""

    settled: int
    no_reason: int
    limit: int
    weeks: int

    @property
    def all(self) -> int:
        """All of them, should each N become O."""
        return self.settled + self.no_reason


@dataclass(frozen=True, slots=True)
class TileFacts:
    """What a pupil's tiles say beside the year's tally.

    `year_words` are the figures of the year group ("5120 of 5459, 93.8%"), empty for who does not see them.
    `notice` is None for a pupil who is not of compulsory school age. `late_words` name a pattern.
    """

    left: LeftBar
    notice: NoticeCount | None
    year_name: str = ""
    year_words: str = ""
    late_words: str = ""
    marks_url: str = ""


def tally_of(sessions: Sequence[int | None]) -> Tally:
    """The tally of sums as the database gives them: in the order of its fields, nulls for no week at all."""
    return Tally(*(number or 0 for number in sessions))


def fraction_words(tally: Tally) -> str:
    """Attended of possible sessions: "192 of 221"; "no sessions yet" without any."""
    return f"{tally.attended} of {tally.possible}" if tally.possible else "no sessions yet"


def percent_words(tally: Tally, values: MovementValues) -> str:
    """Attendance as a percentage; empty while the sessions are few, of which a percentage says little."""
    return percent(tally.attendance_rate) if tally.possible >= values.few_sessions else ""


def absence_words(tally: Tally, values: MovementValues) -> str:
    """Whether the pupil is persistently or severely absent by the school's rule; empty of few sessions."""
    if tally.possible < values.few_sessions or not _is_over(tally, LineKind.PERSISTENT, values):
        return ""
    return "Severely absent" if _is_over(tally, LineKind.SEVERE, values) else "Persistently absent"


def absence_tone(words: str) -> str:
    """The tone that goes with `absence_words`."""
    return {"Severely absent": "due", "Persistently absent": "warn"}.get(words, "")


def year_tiles(tally: Tally, values: MovementValues, facts: TileFacts) -> list[Tile]:
    """A pupil's year in four figures, fractions first; none without a possible session."""
    if not tally.possible:
        return []
    base = facts.marks_url
    return [
        replace(_attended_tile(tally, values, facts), href=base),
        replace(_left_tile(tally, values, facts.left), href=_of_kind(base, "missed")),
        replace(_unauthorised_tile(tally, facts.notice), href=_of_kind(base, "unauthorised")),
        Tile(
            str(tally.late),
            f"late (L), {tally.late_after_close} after close (U)",
            facts.late_words or "This school year",
            href=_of_kind(base, "late"),
        ),
    ]


def _attended_tile(tally: Tally, values: MovementValues, facts: TileFacts) -> Tile:
    rate = percent_words(tally, values)
    notes = [
        "" if rate else f"Percentage after {values.few_sessions} sessions",
        f"{absent} so far" if (absent := absence_words(tally, values)) else "",
        f"{facts.year_name}: {facts.year_words}" if facts.year_words else "",
    ]
    return Tile(
        str(tally.attended),
        f"attended, {rate}" if rate else "attended",
        ". ".join(note for note in notes if note),
        of=str(tally.possible),
    )


def _left_tile(tally: Tally, values: MovementValues, bar: LeftBar) -> Tile:
    """How many more sessions may be missed this year; below none it says by how many it is over."""
    part = WHOLE - PERSISTENT_PERCENT
    more = "more than " if values.is_below else ""
    is_over = _is_over(tally, LineKind.PERSISTENT, values)
    tone = "due" if bar.left <= 0 else "warn" if is_over or bar.left <= values.near_sessions else ""
    return Tile(
        str(abs(bar.left)),
        "sessions left this year before PA" if bar.left >= 0 else "sessions over the line of PA",
        f"{bar.missed} missed of {bar.limit} that make {more}{part}% of {bar.projected}",
        tone=tone,
        bar=bar,
    )


def _unauthorised_tile(tally: Tally, notice: NoticeCount | None) -> Tile:
    """What counts towards a penalty notice, N codes apart; the year's alone at no compulsory school age."""
    if notice is None:
        return Tile(str(tally.unauthorised), "unauthorised", f"{tally.authorised} authorised")
    asked = f"Notice line: {notice.limit}"
    waiting = f"{notice.all} if the N codes become O. " if notice.no_reason else ""
    tone = "due" if notice.all >= notice.limit else "warn" if 2 * notice.all >= notice.limit else ""
    return Tile(
        str(notice.settled),
        f"unauthorised in {count_words(notice.weeks, 'school week')}",
        f"{waiting}{asked}",
        of=str(notice.limit),
        tone=tone,
    )


def _of_kind(base: str, kind: str) -> str:
    return f"{base}?kind={kind}" if base else ""


def _is_over(tally: Tally, kind: LineKind, values: MovementValues) -> bool:
    return is_crossed(kind, tally.absent, tally.possible, is_below=values.is_below)
