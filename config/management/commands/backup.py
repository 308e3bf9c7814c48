"""Copies the whole installation into a sealed folder, while the site goes on."""

from pathlib import Path
from typing import Any

import psycopg
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from config.backups import BackupFault, make_backup


class Command(BaseCommand):
    help = "Writes a backup of the database and the files into a folder, sealed under DAYMARK_FIELD_KEYS."

    def add_arguments(self, parser: CommandParser) -> None:
        """The folder."""
        parser.add_argument("folder", type=Path, help="where backups lie; each gets a folder of its own")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            place, made = make_backup(options["folder"], at=timezone.now())
        except (BackupFault, OSError, psycopg.Error) as fault:
            raise CommandError(f"No backup was made. {fault}") from fault
        self.stdout.write(f"{place}: {made.total} rows of {len(made.rows)} tables, and the files.")
