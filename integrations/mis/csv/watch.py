"""Watching a school while an import changes it, file by file."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from integrations.mis.csv.fields import Kind
from integrations.mis.csv.foreseen import Foreseen, compare
from integrations.mis.csv.reading import OpenFile
from schools.models import School
from schools.queries.standing import Standing, standing_of

WATCHED = (Kind.STAFF, Kind.PUPILS, Kind.CONTACTS, Kind.GROUPS)


class Watch:
    """How the school stood before the file at hand, in the transaction of the import."""

    def __init__(self, school: School, files: Sequence[OpenFile], *, on: date) -> None:
        self._school, self._on = school, on
        is_needed = any(file.kind in WATCHED for file in files)
        self._before = standing_of(school, on=on) if is_needed else Standing()

    def changes_by(self, file: OpenFile) -> Foreseen:
        """What the file that was just filed changed."""
        if file.kind not in WATCHED:
            return Foreseen()
        before, self._before = self._before, standing_of(self._school, on=self._on)
        return compare(before, self._before)
