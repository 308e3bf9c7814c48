"""The app's entry in Django."""

from django.apps import AppConfig


class ReportingConfig(AppConfig):
    """See `docs/` for what stands in this app."""

    name = "reporting"
