"""The app's entry in Django."""

from importlib import import_module

from django.apps import AppConfig


class ReportingConfig(AppConfig):
    """See `docs/` for what stands in this app."""

    name = "reporting"

    def ready(self) -> None:
        """Say on the administrator's first page whether the registers were exported."""
        import_module("reporting.queries.register_exports").connect()
