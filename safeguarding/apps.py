"""The app's entry in Django."""

from django.apps import AppConfig


class SafeguardingConfig(AppConfig):
    """See `docs/` for what stands in this app."""

    name = "safeguarding"
