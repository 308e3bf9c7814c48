"""When a job is due, as instants: right on both days a year on which the clocks change. Pure.

A local time that the clocks leave out is due at the next one that they show; one that they show twice is
due the first time alone. Nothing here knows what time it is.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from schools.calendar import LONDON
from schools.wording import count_words

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
A_MINUTE, A_DAY = timedelta(minutes=1), timedelta(days=1)
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


@dataclass(frozen=True)
class Every:
    """At each whole step of UTC, which no change of the clocks moves."""

    minutes: int = 0
    seconds: int = 0

    def __post_init__(self) -> None:
        if self.reach <= timedelta(0):
            raise ValueError("A job that runs every so often needs a step longer than nothing.")

    @property
    def reach(self) -> timedelta:
        """The longest time from one slot to the next."""
        return timedelta(minutes=self.minutes, seconds=self.seconds)

    @property
    def words(self) -> str:
        """The rule in plain words."""
        parts = [(self.minutes, "minute"), (self.seconds, "second")]
        step = " and ".join(count_words(count, noun) for count, noun in parts if count)
        return f"every {step.removeprefix('1 ')}"

    def slots(self, after: datetime, until: datetime) -> Iterator[datetime]:
        """Each slot later than `after` and not later than `until`."""
        slot = EPOCH + ((after - EPOCH) // self.reach + 1) * self.reach
        while slot <= until:
            yield slot
            slot += self.reach


@dataclass(frozen=True)
class Daily:
    """Once a day at a wall time such as "09:45", in London unless another zone is named."""

    at: str
    zone: tzinfo = LONDON
    reach = 2 * A_DAY

    def __post_init__(self) -> None:
        time.fromisoformat(self.at)

    @property
    def words(self) -> str:
        """The rule in plain words."""
        return f"every day at {self.at}{_zone_words(self.zone)}"

    def slots(self, after: datetime, until: datetime) -> Iterator[datetime]:
        """Each slot later than `after` and not later than `until`."""
        day, last = (moment.astimezone(self.zone).date() for moment in (after, until))
        while day <= last:
            slot = moment_of(day, time.fromisoformat(self.at), self.zone)
            if self.falls_on(day) and after < slot <= until:
                yield slot
            day += A_DAY

    def falls_on(self, day: date) -> bool:
        """Whether the job runs on this day at all."""
        return True


@dataclass(frozen=True)
class Weekly(Daily):
    """Once a week, on a day named in full, at a wall time."""

    day: str = "Sunday"
    reach = 8 * A_DAY

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.day not in WEEKDAYS:
            raise ValueError(f"{self.day} is no day of the week.")

    @property
    def words(self) -> str:
        """The rule in plain words."""
        return f"every {self.day} at {self.at}{_zone_words(self.zone)}"

    def falls_on(self, day: date) -> bool:
        """Whether the job runs on this day at all."""
        return WEEKDAYS[day.weekday()] == self.day


When = Every | Daily


def slots_between(when: When, after: datetime, until: datetime) -> list[datetime]:
    """Each slot later than `after` and not later than `until`, oldest first, in UTC."""
    return [slot.astimezone(UTC) for slot in when.slots(after, until)]


def latest_slot(when: When, at: datetime) -> datetime:
    """The newest slot that is due at this instant."""
    return slots_between(when, at - when.reach, at)[-1]


def next_slot(when: When, at: datetime) -> datetime:
    """The first slot that is still to come after this instant."""
    return slots_between(when, at, at + when.reach)[0]


def moment_of(day: date, wall: time, zone: tzinfo) -> datetime:
    """The instant, in UTC, at which clocks first show this time of this day, or the next time shown."""
    shown = datetime.combine(day, wall)
    while not _is_shown(shown, zone):
        shown += A_MINUTE
    return shown.replace(tzinfo=zone, fold=0).astimezone(UTC)


def _is_shown(wall: datetime, zone: tzinfo) -> bool:
    there_and_back = wall.replace(tzinfo=zone).astimezone(UTC).astimezone(zone)
    return there_and_back.replace(tzinfo=None) == wall


def _zone_words(zone: tzinfo) -> str:
    return "" if zone is LONDON else f" {zone}"
