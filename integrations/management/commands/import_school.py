"""Bringing a folder of export files into a school from the terminal."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from integrations.models import RunState
from integrations.queries.runs import FileReport, RunReport, run_report
from integrations.services.runs import NothingThere, import_folder
from schools import clock
from schools.queries.known import no_school_words, school_by_urn

SHOWN = 50


class Command(BaseCommand):
    """Checks a folder of CSV files and brings them in when no row is at fault."""

    help = "Bring a folder of CSV files into a school. Exits with 1, unchanged, when a row is at fault."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Which files, and into which school."""
        parser.add_argument("folder", type=Path)
        parser.add_argument("--school", required=True, metavar="URN", help="the school's six-digit URN")
        parser.add_argument("--dry-run", action="store_true", help="check only, and print the report")
        parser.add_argument(
            "--anyway", action="store_true", help="bring files in that look like half or yesterday's"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Import, and print what was found."""
        school = school_by_urn(options["school"])
        if school is None:
            raise CommandError(no_school_words(options["school"]))
        if not options["folder"].is_dir():
            raise CommandError(f"{options['folder']} is not a folder.")
        chosen = {name: options[name] for name in ("dry_run", "anyway")}
        try:
            run = import_folder(options["folder"], school=school, by=None, at=clock.now(), **chosen)
        except NothingThere as problem:
            raise CommandError(str(problem)) from problem
        report = run_report(run, may_see_marks=True)
        self._print(report)
        if run.state not in (RunState.DONE, RunState.READY):
            raise CommandError(report.headline)
        if run.state == RunState.READY and not run.dry_run:
            raise CommandError("Nothing has been changed. Say --anyway if these files are meant.")
        self.stdout.write(report.headline)

    def _print(self, report: RunReport) -> None:
        for file in report.files:
            self.stdout.write(f"{file.name}: {file.headline}")
            for sentence in file.doubts:
                self.stdout.write(f"  Doubt: {sentence}")
            self._print_rows(file)

    def _print_rows(self, file: FileReport) -> None:
        for problem in file.problems[:SHOWN]:
            place = f"row {problem.row}" if problem.row else "the file"
            where = f"{place}, {problem.field}" if problem.field else place
            self.stdout.write(f"  {problem.kind_words} {where}: {problem.sentence}")
        if len(file.problems) > SHOWN:
            self.stdout.write(f"  and {len(file.problems) - SHOWN:,} more, on the import's page")
        for found in file.differences[:SHOWN]:
            self.stdout.write(f"  Different row {found.row}: {found.sentence}")
