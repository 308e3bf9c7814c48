"""When the demo's school day starts."""

from datetime import date, datetime, time

from integrations.demo.calendars import last_school_day

STARTS_AT = time(8, 52)


def demo_start(text: str, now: datetime) -> datetime:
    """The moment that `text` names (ISO, local), else 08:52 on the last school day up to `now`'s."""
    if text:
        moment = datetime.fromisoformat(text)
        return moment if moment.tzinfo else moment.replace(tzinfo=now.tzinfo)
    return datetime.combine(last_day_of_both(now.date()), STARTS_AT, tzinfo=now.tzinfo)


def last_day_of_both(day: date) -> date:
    """The nearest day up to this one on which the primary and the secondary school meet."""
    while (primary := last_school_day(last_school_day(day), is_primary=True)) != day:
        day = primary
    return day
