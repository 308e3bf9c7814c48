"""The school's clock: real time, or the demo's day that starts at a chosen minute and runs on.

Sign-in, audit and job times stay real; only what a school does in its day reads this clock.
"""

from datetime import date, datetime, timedelta

from django.conf import settings
from django.utils import timezone


def now() -> datetime:
    """The school's present instant, in Europe/London."""
    return timezone.localtime(timezone.now() + timedelta(seconds=settings.DAYMARK_CLOCK_OFFSET))


def today() -> date:
    """The school's present day."""
    return now().date()


def is_shifted() -> bool:
    """Whether this clock differs from the real one, as it does in the demo."""
    return bool(settings.DAYMARK_CLOCK_OFFSET)
