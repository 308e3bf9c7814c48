"""Where a school's files come from, and how the columns of each source were settled last."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from integrations.mis.csv.fields import Kind
from integrations.mis.csv.headings import NO_HABITS, Habits
from integrations.mis.csv.presets import System
from integrations.models import FileKind, ImportSource
from schools.models import School


@dataclass(frozen=True)
class KeptKind:
    """One kind of file of a source: how many of its columns are read, and when a person said so last."""

    title: str
    read: int
    left_out: int
    settled_at: datetime

    @property
    def words(self) -> str:
        """The columns in a few words."""
        return f"{self.read} read, {self.left_out} left out" if self.left_out else f"All {self.read} read"


@dataclass(frozen=True)
class SourceLine:
    """A source as its page lists it."""

    pk: int
    name: str
    system: str
    kinds: tuple[KeptKind, ...]


def sources_of(school: School) -> list[SourceLine]:
    """A school's sources with what is kept of each: two statements."""
    sources = ImportSource.objects.filter(school=school).prefetch_related("columns")
    return [
        SourceLine(source.pk, source.name, system_title(source.system), tuple(_kinds_of(source)))
        for source in sources
    ]


def _kinds_of(source: ImportSource) -> list[KeptKind]:
    order = FileKind.values
    kept = sorted(source.columns.all(), key=lambda row: order.index(row.kind))
    return [
        KeptKind(
            str(FileKind(row.kind).label),
            sum(1 for name in row.columns.values() if name),
            sum(1 for name in row.columns.values() if not name),
            row.settled_at,
        )
        for row in kept
    ]


def system_title(system: str) -> str:
    """The name of a source's school system; empty for one of no preset."""
    return System(system).words if system else ""


def habits_of(source: ImportSource | None) -> Habits:
    """How files of a source are read before a person says otherwise: one statement."""
    if source is None:
        return NO_HABITS
    kept = {Kind(row.kind): row.columns for row in source.columns.all()}
    return Habits(System(source.system) if source.system else None, kept)
