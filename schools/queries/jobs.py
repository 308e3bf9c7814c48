"""Signs of life of what works unseen."""

from datetime import datetime

from schools.models import Heartbeat


def last_beat(part: str) -> datetime | None:
    """When this part last gave a sign of life, or None if it never did."""
    return Heartbeat.objects.filter(part=part).values_list("beat_at", flat=True).first()
