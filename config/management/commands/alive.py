"""Ends with 0 when a part that works unseen has left a sign of life lately: a health check."""

from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from schools.queries.jobs import last_beat


class Command(BaseCommand):
    help = __doc__ or ""

    def add_arguments(self, parser: CommandParser) -> None:
        """The part, and how old its last sign may be."""
        parser.add_argument("part", help="scheduler (beat, queue and a worker together) or drain")
        parser.add_argument("--within", type=int, default=60, help="seconds")

    def handle(self, *args: Any, part: str, within: int, **options: Any) -> None:
        """Silence, also from the beginning, is an error."""
        seen = last_beat(part)
        if seen is None or timezone.now() - seen > timedelta(seconds=within):
            raise CommandError(f"No sign of life of the {part} within {within} seconds.")
