"""The app's entry in Django."""

from django.apps import AppConfig


class IntegrationsConfig(AppConfig):
    """See `docs/` for what stands in this app."""

    name = "integrations"
