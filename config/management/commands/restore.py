"""Brings a backup back into a new, empty database, and proves that it is whole."""

from pathlib import Path
from typing import Any

import psycopg
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from config.backups import BackupFault
from config.restores import restore


class Command(BaseCommand):
    help = "Restores a backup into the empty database and the empty files folder that the settings name."
    # The tables that checks ask about are not there yet.
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        """The folder of one backup."""
        parser.add_argument("place", type=Path, help="the folder of one backup")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            held, waiting = restore(options["place"], at=timezone.now())
        except (BackupFault, OSError, psycopg.Error) as fault:
            raise CommandError(str(fault)) from fault
        self.stdout.write(
            f"{held.total} rows of {len(held.rows)} tables and every lock are back as of {held.made_at}. "
            f"Everybody signs in again. Messages are stopped and {waiting} wait: start them again under "
            "Set-up, Messages."
        )
