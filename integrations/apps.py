"""The app's entry in Django."""

from importlib import import_module

from django.apps import AppConfig


class IntegrationsConfig(AppConfig):
    """See `docs/` for what stands in this app."""

    name = "integrations"

    def ready(self) -> None:
        """Answer for files in the checks and the running work of a school, whose app lies below this one."""
        import_module("integrations.queries.feed_checks").connect()
        import_module("integrations.queries.work").connect()
