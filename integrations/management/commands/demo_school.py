"""Makes the demo's two schools, or brings them forward to a later day."""

import time
from typing import Any

from django.core.management.base import BaseCommand

from integrations.demo.opening import open_demo
from schools import clock


class Command(BaseCommand):
    help = "Make the demo's data up to the school clock's day. Needs DATABASE_OWNER_URL."

    def handle(self, *args: Any, **options: Any) -> None:
        began = time.monotonic()
        open_demo(at=clock.now(), tell=lambda words: self.stdout.write(f"  {words}"))
        self.stdout.write(f"  done in {time.monotonic() - began:.0f} s")
