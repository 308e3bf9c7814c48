"""Writes the demo's files into folders: `<folder>/<school>/<year>/pupils.csv` and its neighbours."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from integrations.demo.schools import SCHOOLS, SchoolPlan, World
from integrations.demo.tables import tables


@dataclass(frozen=True, slots=True)
class WrittenFolder:
    """The files of one school and year, ready for the importer; years come in order."""

    school: SchoolPlan
    year: int
    path: Path


def write_folders(world: World, folder: Path, *, day: date) -> list[WrittenFolder]:
    """Write both schools' files as exported on the morning of `day`, from the year before Daymark began."""
    written = []
    for school in SCHOOLS:
        for year in world.years(day):
            path = folder / school.slug / f"{year}-{(year + 1) % 100:02}"
            path.mkdir(parents=True, exist_ok=True)
            for name, (headings, rows) in tables(world, school, year, day=day).items():
                write_file(path / f"{name}.csv", headings, rows)
            written.append(WrittenFolder(school, year, path))
    return written


def write_file(path: Path, headings: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """One CSV file as spreadsheets write it: UTF-8 with its mark, commas, Windows line ends."""
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(headings)
        writer.writerows(rows)
