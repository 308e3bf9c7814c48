"""The real queue and the real table of jobs, with the heartbeat each second instead of each minute."""

from config.celery import app

__all__ = ["app"]

app.conf.beat_schedule["beat heartbeat"]["schedule"] = 1.0
