"""Reference pages that the code prints about itself."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts.role_table import role_table_markdown
from attendance.code_table import code_table_markdown
from attendance.line_table import line_table_markdown

PRINTED = "Printed by `manage.py print_reference`; do not edit."
CODES_HEAD = f"# Attendance codes\n\n{PRINTED}\n\n"
LINES_HEAD = f"""# Lines, figures and lists

{PRINTED} A school sets its own values, each from a day on and with its source,
in **Set-up, Thresholds and texts**.

"""


def reference_pages() -> dict[str, str]:
    """Print each page of docs/reference that follows from the code, by file name."""
    return {
        "roles.md": role_table_markdown(),
        "codes.md": CODES_HEAD + code_table_markdown(),
        "lines.md": LINES_HEAD + line_table_markdown(),
    }


class Command(BaseCommand):
    """Writes the pages, or with --check says which are out of date."""

    help = "Write docs/reference/roles.md, codes.md and lines.md from the code. With --check only compare."

    def add_arguments(self, parser: CommandParser) -> None:
        """Write, or compare."""
        parser.add_argument("--check", action="store_true", help="fail if a page is out of date")

    def handle(self, *args: Any, **options: Any) -> None:
        """Write the pages that differ."""
        folder = Path(settings.BASE_DIR) / "docs" / "reference"
        stale = {name: text for name, text in reference_pages().items() if _kept(folder / name) != text}
        if options["check"] and stale:
            raise CommandError(f"Out of date: {', '.join(stale)}. Run manage.py print_reference.")
        folder.mkdir(parents=True, exist_ok=True)
        for name, text in stale.items():
            (folder / name).write_text(text, encoding="utf-8")
            self.stdout.write(f"Wrote docs/reference/{name}")


def _kept(file: Path) -> str | None:
    return file.read_text(encoding="utf-8") if file.exists() else None
