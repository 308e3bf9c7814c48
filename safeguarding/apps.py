"""The app's entry in Django."""

from typing import Any

from django.apps import AppConfig
from django.db import connections
from django.db.models.signals import post_migrate

from safeguarding.keys import signing_key

KEEP_KEY = """
INSERT INTO safeguarding_key (key) VALUES (%s) ON CONFLICT (only_row) DO UPDATE SET key = excluded.key
"""


class SafeguardingConfig(AppConfig):
    """See `docs/` for what stands in this app."""

    name = "safeguarding"

    def ready(self) -> None:
        """After every `migrate` the database holds the key that the settings give."""
        post_migrate.connect(keep_key, sender=self)


def keep_key(sender: AppConfig, using: str, plan: Any = None, **kwargs: Any) -> None:
    """Write down the key of the tickets, as the owner of the tables."""
    tables = connections[using].introspection.table_names()
    if "safeguarding_key" in tables:
        with connections[using].cursor() as cursor:
            cursor.execute(KEEP_KEY, [signing_key()])
