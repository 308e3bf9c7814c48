"""The app's entry in Django."""

from importlib import import_module

from django.apps import AppConfig


class AttendanceConfig(AppConfig):
    """See `docs/` for what stands in this app."""

    name = "attendance"

    def ready(self) -> None:
        """Add the messages of today to the page of running work."""
        import_module("attendance.queries.messages.work").connect()
