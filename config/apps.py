"""Start-up of the whole product."""

from importlib import import_module

from django.apps import AppConfig
from django.db.backends.signals import connection_created

from config.database import refuse_wrong_server


class ConfigConfig(AppConfig):
    """Checks every database connection before anything uses it."""

    name = "config"
    verbose_name = "Daymark"

    def ready(self) -> None:
        """Watches for new connections, and registers the check of routes."""
        import_module("config.checks")
        connection_created.connect(refuse_wrong_server, dispatch_uid="refuse_wrong_server")
