"""Opens a sealed export of the registers where the field keys are."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from reporting.services.register_exports import NotOpenedError, open_export


class Command(BaseCommand):
    help = (
        "Decrypt and check an export of the registers. Its zip names pupils: keep it as a register is kept."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """The sealed file, and where its zip goes."""
        parser.add_argument("file", type=Path)
        parser.add_argument("--into", type=Path, help="the zip to write; beside the sealed file if not given")

    def handle(self, *args: Any, **options: Any) -> None:
        """Write the zip, or say why not."""
        file: Path = options["file"]
        into: Path = options["into"] or file.with_suffix(".zip")
        if into.exists():
            raise CommandError(f"{into} is there already. Name another file with --into.")
        try:
            for line in open_export(file, into):
                self.stdout.write(line)
        except NotOpenedError as refusal:
            raise CommandError(f"Not opened: {refusal}.") from refusal
