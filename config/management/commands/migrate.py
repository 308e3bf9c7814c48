"""Migrates as the owner of the tables, and lets the web's role read and write what is made."""

from typing import Any

from django.core.management import call_command
from django.core.management.base import CommandError, CommandParser
from django.core.management.commands.migrate import Command as DjangoMigrate
from django.db import connections

from config.database import APP_ROLE, OWNER_ALIAS

GRANTS = f"""
    GRANT USAGE ON SCHEMA public TO {APP_ROLE};
    ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO {APP_ROLE};
    ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO {APP_ROLE};
"""


class Command(DjangoMigrate):
    """`manage.py migrate`, always on the alias of the owner."""

    def add_arguments(self, parser: CommandParser) -> None:
        """Makes the owner's alias the default."""
        super().add_arguments(parser)
        parser.set_defaults(database=OWNER_ALIAS)

    def handle(self, *args: Any, **options: Any) -> None:
        """Grants first, so that a table is never without them; then migrates and makes the cache table."""
        if options["database"] != OWNER_ALIAS or OWNER_ALIAS not in connections.settings:
            raise CommandError("Migrations run as the owner of the tables: set DATABASE_OWNER_URL.")
        with connections[OWNER_ALIAS].cursor() as cursor:
            cursor.execute(GRANTS)
        super().handle(*args, **options)
        call_command("createcachetable", database=OWNER_ALIAS, verbosity=options["verbosity"])
