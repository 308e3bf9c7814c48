"""Sweeps schools by hand: each pupil's lines and patterns and the week's movement, as the jobs do."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from attendance.queries.sweeps import outcome_words
from attendance.services.pattern_sweeps import sweep_patterns
from attendance.services.sweeps import sweep_school, sweep_week
from schools import clock
from schools.queries.known import no_school_words, schools_by_urn


class Command(BaseCommand):
    help = "Look at every pupil's lines and patterns as of today, and at the week's movement. Repeatable."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--school", metavar="URN", help="one school; without it, all of them")

    def handle(self, *args: Any, **options: Any) -> None:
        on, at = clock.today(), timezone.now()
        schools = schools_by_urn(options["school"])
        if not schools:
            raise CommandError(no_school_words(options["school"]))
        for school in schools:
            sweep = sweep_school(school=school, on=on, at=at, again=True)
            if sweep is not None:
                self.stdout.write(f"{school.name}, {sweep.on:%d/%m/%Y}: {outcome_words(sweep.outcome)}")
            week = sweep_week(school=school, on=on, at=at)
            if week is not None:
                self.stdout.write(f"{school.name}, week to {week.on:%d/%m/%Y}: {outcome_words(week.outcome)}")
            looked = sweep_patterns(school=school, on=on, at=at, again=True)
            if looked is not None:
                self.stdout.write(f"{school.name}, patterns: {outcome_words(looked.outcome)}")
