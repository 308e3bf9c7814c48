"""How far an import has come, told on a connection of its own: its transaction shows nothing yet."""

from __future__ import annotations

import logging
from types import TracebackType

from django.db import DEFAULT_DB_ALIAS, DatabaseError, connections

log = logging.getLogger(__name__)

SAY = """
UPDATE integrations_importrun SET words = %s, beat_at = clock_timestamp() WHERE id = %s
"""
COUNT = """
UPDATE integrations_importrun SET done = least(done + %s, total), beat_at = clock_timestamp() WHERE id = %s
"""


class Progress:
    """Tells a run's progress while the block runs. What cannot be told is no reason to stop an import."""

    def __init__(self, run_id: int) -> None:
        self._run_id = run_id
        self._connection = connections.create_connection(DEFAULT_DB_ALIAS)

    def say(self, words: str) -> None:
        """What is going on now."""
        self._tell(SAY, words)

    def count(self, rows: int) -> None:
        """So many more rows were read."""
        if rows:
            self._tell(COUNT, rows)

    def _tell(self, statement: str, value: str | int) -> None:
        try:
            with self._connection.cursor() as cursor:
                cursor.execute(statement, [value, self._run_id])
        except DatabaseError:
            log.warning("The progress of import %d could not be told", self._run_id)

    def __enter__(self) -> Progress:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._connection.close()
