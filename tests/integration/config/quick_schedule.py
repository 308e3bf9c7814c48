"""The real queue and the real table of jobs, with a tick each second instead of each ten."""

from config.celery import app

__all__ = ["app"]

app.conf.beat_schedule["tick"]["schedule"] = 1.0
