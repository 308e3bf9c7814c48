"""Where a school stands in its day: the session a page speaks of, and which registers are closed. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from schools.calendar import Session, SessionTimes
from schools.wording import minutes_words, time_words


@dataclass(frozen=True, slots=True)
class Moment:
    """One instant of a school's day; `times` are the session times in force, or None where none are set."""

    now: datetime
    times: SessionTimes | None

    @property
    def on(self) -> date:
        """The day of this moment."""
        return self.now.date()

    @property
    def session(self) -> Session:
        """The session that is on, else the last one that was: the morning until the afternoon begins."""
        if self.times is not None and self.now >= self.times.starts_at(self.on, Session.PM):
            return Session.PM
        return Session.AM

    @property
    def has_begun(self) -> bool:
        """Whether the first register of the day has opened."""
        return self.times is not None and self.now >= self.times.starts_at(self.on, Session.AM)

    def is_closed(self, school_session: Session) -> bool:
        """Whether the register of a session of this day has closed; never without session times."""
        return self.times is not None and self.now >= self.times.closes_at(self.on, school_session)

    def opening_words(self) -> str:
        """When the first register opens: "Registers open 08:45"; empty once it has."""
        if self.times is None or self.has_begun:
            return ""
        return f"Registers open {time_words(self.times.am_starts)}"

    def closing_words(self, school_session: Session) -> str:
        """When a session's registers close: "close in 6 min (09:15)" or "closed 09:15"."""
        if self.times is None:
            return ""
        closes_at = self.times.closes_at(self.on, school_session)
        if self.is_closed(school_session):
            return f"closed {time_words(closes_at)}"
        left = -(-(closes_at - self.now) // timedelta(minutes=1))
        return f"close in {minutes_words(left)} ({time_words(closes_at)})"
