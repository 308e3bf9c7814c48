"""Counts every mark again and compares the weekly tallies."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from attendance.services.tallies import recount
from schools.queries.known import no_school_words, schools_by_urn
from schools.wording import count_words


class Command(BaseCommand):
    help = "Prove that the weekly tallies equal the marks; --mend puts wrong weeks right."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--school", metavar="URN", help="one school; without it, all of them")
        parser.add_argument("--mend", action="store_true", help="put wrong weeks right")

    def handle(self, *args: Any, **options: Any) -> None:
        schools = schools_by_urn(options["school"])
        if not schools:
            raise CommandError(no_school_words(options["school"]))
        found = recount(schools, mend=options["mend"])
        for school in found:
            self.stdout.write(
                f"{school.school}: {count_words(school.weeks_wrong, 'week')} wrong, "
                f"{school.weeks_mended} mended"
            )
        if any(school.weeks_wrong > school.weeks_mended for school in found):
            raise CommandError("Some tallies differ from the marks. Run again with --mend.")
