"""Writes the figures of a school: each pupil by number, and the school's totals."""

from __future__ import annotations

import csv
import json
from argparse import ArgumentParser
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from attendance.figure_bases import Basis
from attendance.figure_files import PUPIL_COLUMNS, pupil_line, rate, rates_of, sessions_of
from attendance.figure_kinds import persistent_words, severe_words
from attendance.queries.figures.report import FigureReport, figure_report, school_by_urn
from attendance.queries.figures.sums import Days
from schools.calendar import academic_year_start, day_in
from schools.spreadsheets import safe_cell
from schools.value_kinds import METHOD


class Command(BaseCommand):
    help = "Write a school's figures up to a day: each pupil by number, and the school's totals."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--school", required=True, metavar="URN", help="the school's URN")
        parser.add_argument("--on", required=True, metavar="DATE", help="the last day, as 2027-03-09")
        parser.add_argument("--since", metavar="DATE", help="the first day; else 1 September before it")
        parser.add_argument("--basis", choices=[each.value for each in Basis], default=Basis.ALL.value)
        parser.add_argument("--format", choices=["json", "csv"], default="json")

    def handle(self, *args: Any, **options: Any) -> None:
        """Write them, or say in a sentence why not."""
        days = _days(options["on"], options["since"])
        school = school_by_urn(options["school"])
        if school is None:
            raise CommandError(f"No school has the URN {options['school']}. Look it up under Set-up, School.")
        report = figure_report(school, days, basis=Basis(options["basis"]))
        if options["format"] == "csv":
            self._write_csv(report)
        else:
            told = {**_head(report), "totals": _totals(report), "pupils": _pupils(report)}
            self.stdout.write(json.dumps(told, indent=2, ensure_ascii=False))

    def _write_csv(self, report: FigureReport) -> None:
        """Lines that begin with # say what the figures are, and the totals; then a line a pupil."""
        for name, told in {**_head(report), **_totals(report)}.items():
            self.stdout.write(f"# {name}: {'' if told is None else told}")
        lines = csv.DictWriter(self.stdout, PUPIL_COLUMNS, lineterminator="\n")
        lines.writeheader()
        lines.writerows(
            {name: safe_cell(int(cell) if isinstance(cell, bool) else cell) for name, cell in line.items()}
            for line in _pupils(report)
        )


def _days(until: str, since: str | None) -> Days:
    until_on = _day("--on", until)
    from_on = academic_year_start(until_on) if since is None else _day("--since", since)
    if from_on > until_on:
        raise CommandError("The first day (--since) is after the last (--on). Change one of them.")
    if from_on < academic_year_start(until_on):
        raise CommandError(
            "These days lie in two school years. A year begins on 1 September: ask for each on its own."
        )
    return Days(from_on, until_on)


def _day(option: str, typed: str) -> date:
    day = day_in(typed)
    if day is None:
        raise CommandError(f"{option} {typed} is no day. Give year-month-day, such as 2027-03-09.")
    return day


def _head(report: FigureReport) -> dict[str, str | int]:
    return {
        "school": report.school.name,
        "urn": report.school.urn,
        "from": report.days.from_on.isoformat(),
        "until": report.days.until_on.isoformat(),
        "basis": report.basis.value,
        "basis_words": report.basis.words,
        "rule": report.rule.value,
        "persistent_rule": persistent_words(report.rule),
        "severe_rule": severe_words(report.rule),
        "few_sessions_below": report.few_sessions,
        "source": METHOD,
    }


def _totals(report: FigureReport) -> dict[str, int | str | None]:
    """The totals: persistent and severe are enrolments on the DfE's basis, else pupils."""
    totals = report.totals
    return {
        "pupils": totals.pupils,
        "pupils_without_sessions": sum(not line.tally.possible for line in report.pupils),
        "counted_by": "enrolment" if report.basis is Basis.DFE else "pupil",
        "counted": totals.counted,
        **sessions_of(totals.tally),
        "absent": totals.tally.absent,
        **rates_of(totals.tally),
        "persistent": totals.persistent,
        "persistent_rate": rate(totals.persistent, totals.counted),
        "severe": totals.severe,
        "severe_rate": rate(totals.severe, totals.counted),
        "few_sessions": totals.few,
    }


def _pupils(report: FigureReport) -> list[dict[str, str | int]]:
    return [
        pupil_line(line.upn, line.admission_number, line.tally, line.is_persistent, line.is_severe)
        for line in report.pupils
    ]
