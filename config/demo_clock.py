"""How far the clock of a demonstration is from the real one."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")


def offset_seconds(start: str) -> float:
    """Whole seconds from now to `start` (ISO, London time where it names no zone); 0 for an empty text."""
    if not start:
        return 0.0
    moment = datetime.fromisoformat(start)
    moment = moment if moment.tzinfo else moment.replace(tzinfo=LONDON)
    return float(round((moment - datetime.now(UTC)).total_seconds()))
