"""The app's entry in Django."""

from importlib import import_module

from django.apps import AppConfig


class AttendanceConfig(AppConfig):
    """See `docs/` for what stands in this app."""

    name = "attendance"

    def ready(self) -> None:
        """Add the messages of today and the sweeps to the page of running work."""
        for work in ("attendance.queries.messages.work", "attendance.queries.sweeps"):
            import_module(work).connect()
