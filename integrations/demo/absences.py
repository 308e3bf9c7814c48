"""How much school each pupil misses, in which spells, and why (pure).

Each pupil has a share of sessions to miss in a year. It is spread over the six half terms as it
falls due, so that the figures are near their yearly value from the first weeks on.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from random import Random

from integrations.demo.year_book import ABSENT, NOT_POSSIBLE, PupilYear, YearBook

SEASONS = {1: 0.94, 2: 1.05, 3: 1.05, 4: 1.03, 5: 0.97, 6: 0.96}
WEEKDAYS = (1.35, 0.9, 0.8, 0.88, 1.32)
SPELL_DAYS = (1, 2, 3, 4, 5)
SPELL_WEIGHTS = (58, 22, 11, 4, 5)
LONG_SPELL_DAYS = (2, 3, 5, 8, 12, 20)
TRIES = 12

BEARINGS = {
    "good": 0.012, "ordinary": 0.035, "late": 0.05, "unwell": 0.075, "unexplained": 0.07,
    "persistent": 0.27, "dentist": 0.04, "dance": 0.02, "travelling": 0.03,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Level:
    """The shares of pupils with severe and with any persistent absence, and how much the others miss."""

    severe: float
    persistent: float
    most_of_others: float


PRIMARY = Level(severe=0.008, persistent=0.147, most_of_others=0.072)
SECONDARY = Level(severe=0.025, persistent=0.196, most_of_others=0.082)


def miss_school(book: YearBook) -> None:
    """Write every pupil's ordinary absences into a year."""
    shares = _shares_to_miss(book)
    for pupil, share in zip(book.pupils, shares, strict=True):
        rng = Random(f"{book.world.seed}:absence:{pupil.place.child.upn}:{book.school.slug}:{book.year}")
        _spend(book, pupil, share, rng)


def _shares_to_miss(book: YearBook) -> list[float]:
    """Each pupil's share of sessions to miss: by rank, so that the school's figures come out as meant."""
    level = PRIMARY if book.school.is_primary else SECONDARY
    risks = [_risk_of(book, pupil) for pupil in book.pupils]
    ranked = sorted(range(len(risks)), key=risks.__getitem__)
    shares = [0.0] * len(ranked)
    for rank, place in enumerate(ranked):
        bearing = book.pupils[place].bearing
        shares[place] = BEARINGS[bearing] if bearing else _share_at((rank + 0.5) / len(ranked), level)
    return shares


def _risk_of(book: YearBook, pupil: PupilYear) -> float:
    """Where a pupil stands among the others: much the same from year to year, and worse with hardship."""
    child = pupil.place.child
    steady = Random(f"{book.world.seed}:risk:{child.upn}")
    risk = steady.random() + 0.35 * Random(f"{book.world.seed}:risk:{child.upn}:{book.year}").random()
    risk += 0.22 * ("disadvantaged" in child.support) + 0.3 * ("ehcp" in child.support)
    return risk + 0.35 * bool(child.protected) + 0.1 * ("medical" in child.support)


def _share_at(rank: float, level: Level) -> float:
    """The share of sessions missed at a rank from 0 (least) to 1 (most)."""
    if rank > 1 - level.severe:
        return 0.54 + 0.32 * (rank - 1 + level.severe) / level.severe
    if rank > 1 - level.persistent:
        within = (rank - 1 + level.persistent) / (level.persistent - level.severe)
        return float(0.112 + 0.24 * within**2.4)
    return float(0.003 + level.most_of_others * (rank / (1 - level.persistent)) ** 1.5)


def _spend(book: YearBook, pupil: PupilYear, share: float, rng: Random) -> None:
    """Place absences half term by half term until what is due by its end has been missed."""
    unwilling = rng.random() < (0.45 if share > 0.1 else 0.12)
    possible = missed = 0
    due = rng.uniform(-0.9, 0.9)
    for half_term, days in groupby(range(len(book.dates)), key=lambda day: book.plan.days[day].half_term):
        slots = [slot for day in days for slot in (2 * day, 2 * day + 1)]
        codes = [pupil.codes[slot] for slot in slots]
        sessions = sum(1 for code in codes if code and code not in NOT_POSSIBLE)
        possible += sessions
        missed += sum(1 for code in codes if code in ABSENT)
        due += share * sessions * (SEASONS[half_term] if share < 0.5 else 1.0)
        missed += _place_spells(book, pupil, slots, round(due - missed), rng, share, unwilling)


def _place_spells(
    book: YearBook, pupil: PupilYear, slots: list[int], due: int, rng: Random, share: float, unwilling: bool
) -> int:
    """Put up to `due` sessions of absence into free slots of one half term; the number put there."""
    placed = 0
    days = slots[::2]
    weights = [WEEKDAYS[book.dates[slot // 2].weekday()] for slot in days]
    for _ in range(TRIES + 2 * max(due, 0)):
        if due - placed < 1:
            break
        start = rng.choices(days, weights)[0]
        length = _spell_length(rng, due - placed, share)
        if length == 1:
            start += rng.random() < 0.5
        elif length % 2 and due - placed > 2:
            length += 1
        free = [slot for slot in range(start, min(start + length, slots[-1] + 1)) if pupil.is_free(slot)]
        if free:
            _write_spell(pupil, free, rng, share, unwilling)
            placed += len(free)
    return placed


def _spell_length(rng: Random, due: int, share: float) -> int:
    """Sessions of the next spell: mostly whole days, half a day now and then, long ones for the few."""
    if share < 0.5 and rng.random() < 0.12:
        return 1
    if share >= 0.3:
        return min(due, 2 * rng.choice(LONG_SPELL_DAYS))
    return min(due, 2 * rng.choices(SPELL_DAYS, SPELL_WEIGHTS)[0])


def _write_spell(pupil: PupilYear, slots: list[int], rng: Random, share: float, unwilling: bool) -> None:
    """Give a spell its code, a word from home, and the time it took to learn the reason."""
    code = _reason(rng, len(slots), share, unwilling)
    for slot in slots:
        pupil.codes[slot] = code
    if code == "U":
        pupil.minutes[slots[0]] = rng.randint(32, 110)
        return
    if code == "I" and rng.random() < 0.35:
        pupil.notes[slots[0]] = rng.choice(WORDS_FROM_HOME)
    delay = _days_until_known(rng, code, pupil.bearing)
    for slot in slots:
        pupil.known_after[slot] = delay


WORDS_FROM_HOME = (
    "Mum rang, temperature", "Dad rang, being sick", "Email from home, headache", "Mum rang, cough and cold",
    "Carer rang, stomach ache", "Voicemail, migraine", "Mum rang, chickenpox", "Note from home, asthma",
)  # fmt: skip


def _reason(rng: Random, sessions: int, share: float, unwilling: bool) -> str:
    """The code of a spell once its reason is known."""
    if sessions == 1 and rng.random() < (0.55 if unwilling else 0.2):
        return "U"
    illness = (0.34 if share > 0.1 else 0.6) if unwilling else 0.9
    return "I" if rng.random() < illness else "O"


def _days_until_known(rng: Random, code: str, bearing: str) -> int:
    """School days until the register held a reason; O often comes of five days without one (reg 10(7))."""
    if bearing == "unexplained":
        return 4
    if code == "O":
        return rng.choices((0, 1, 2, 3, 5, 7), (72, 14, 5, 3, 5, 1))[0]
    return rng.choices((0, 1, 2, 3, 5, 7), (90, 7, 2, 1, 0, 0))[0]
