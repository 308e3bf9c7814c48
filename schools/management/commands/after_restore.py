"""Run once after the database came back from a backup, before workers start."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from schools.services.restores import stop_after_restore


class Command(BaseCommand):
    help = "Stops all messages after a restore, so that nothing is sent twice."

    def handle(self, *args: Any, **options: Any) -> None:
        waiting = stop_after_restore(at=timezone.now())
        self.stdout.write(
            f"Messages are stopped. {waiting} wait; the provider is asked about each before it is sent. "
            "Start them again under Set-up, Messages."
        )
