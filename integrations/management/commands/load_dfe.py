"""Loading the DfE's published attendance from the terminal."""

from __future__ import annotations

from argparse import ArgumentParser
from datetime import date
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from integrations.dfe.sync import DfeFile, load_release
from schools import clock


class Command(BaseCommand):
    """Loads one CSV and says what was read; the same file again changes nothing."""

    help = "Load a CSV of the DfE's “Pupil attendance in schools”, weekly or year to date."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Which file, and what it does not say of itself."""
        parser.add_argument("file", type=Path)
        parser.add_argument("--source", default="", metavar="WORDS", help="where the file is from")
        for name, words in (
            ("published", "day of its publication"),
            ("from", "first day of its year to date"),
            ("until", "last day of its year to date"),
        ):
            parser.add_argument(
                f"--{name}", dest=f"{name}_on", type=date.fromisoformat, metavar="DATE", help=words
            )

    def handle(self, *args: Any, **options: Any) -> None:
        """Load, and print what was found."""
        path: Path = options["file"]
        try:
            content = path.read_bytes()
        except OSError as fault:
            raise CommandError(f"{path} cannot be read. Check the name of the file.") from fault
        file = DfeFile(
            path.name,
            content,
            options["source"],
            published_on=options["published_on"],
            counts_from=options["from_on"],
            counts_until=options["until_on"],
        )
        try:
            loaded = load_release(file, rights=None, at=clock.now())
        except ValidationError as refusal:
            raise CommandError(refusal.messages[0]) from refusal
        for note in loaded.notes:
            self.stdout.write(f"  {note}")
        self.stdout.write(loaded.words)
