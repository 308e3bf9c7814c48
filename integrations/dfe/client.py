"""A CSV of the DfE's attendance statistics: bytes in, headings and rows out. Knows nothing of our schools."""

from __future__ import annotations

from integrations.mis.csv.client import FileRefused, Table, read_table

MAX_BYTES = 60_000_000
TOO_LARGE = "This file is larger than 60 MB. Choose the weekly or the year to date file, not the daily one."


class DfeRefused(ValueError):
    """A file that holds no figure that we can use; its text is the sentence that the person sees."""


def read_release(content: bytes) -> Table:
    """The table of a published file. Raises DfeRefused."""
    if len(content) > MAX_BYTES:
        raise DfeRefused(TOO_LARGE)
    try:
        return read_table(content)
    except FileRefused as refusal:
        raise DfeRefused(str(refusal)) from refusal
