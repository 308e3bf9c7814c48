"""The app's entry in Django."""

from importlib import import_module

from django.apps import AppConfig


class IntegrationsConfig(AppConfig):
    """See `docs/` for what stands in this app."""

    name = "integrations"

    def ready(self) -> None:
        """Answer for files in the checks of a school, whose apps lie below this one."""
        import_module("integrations.queries.feed_checks").connect()
