"""Today for the administrator: the health of the set-up, with counts and no child's record."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.urls import reverse
from django.utils import timezone

from accounts.queries import openings_refused
from attendance.queries.registers.missing import PAST_DAYS, MissingRegisters, registers_missing
from reporting.tiles import Tile
from schools.access import Rights
from schools.queries.health import HealthLine, health_lines
from schools.queries.jobs import beats, last_runs
from schools.queries.leavings import leavings_waiting
from schools.queries.set_up_checks.facts import Severity
from schools.queries.set_up_checks.links import link_to
from schools.queries.set_up_checks.report import CheckReport, check_report
from schools.queries.year_end import year_end_plan
from schools.wording import count_words, day_words, minutes_words, short_day_words, time_words
from schools.year_end import is_year_end_time

SCHEDULER, BACKUP = "scheduler", "backup"
SILENT, OLD_BACKUP, A_DAY = timedelta(minutes=10), timedelta(hours=26), timedelta(days=1)
GROUPS_SHOWN = 12


@dataclass(frozen=True)
class AdministratorToday:
    """The first page of the administrator, and of whoever keeps the set-up and takes no register."""

    date_words: str
    line: str
    as_of: str
    tiles: list[Tile]
    imports: list[HealthLine]
    checks: list[HealthLine]
    checks_url: str
    steps: list[HealthLine]
    missing: list[MissingRegisters]
    missing_words: str
    unseen: list[HealthLine]


def administrator_today(rights: Rights, *, now: datetime, at: datetime) -> AdministratorToday:
    """The state of the school's set-up: a fixed number of statements, whatever its size.

    `now` is the school's time; `at` is the real one, in which jobs and refusals are written down.
    """
    on = now.date()
    report = check_report(rights, on=on)
    missing = registers_missing(rights.school, before=on)
    imports = health_lines(rights, now=now)
    leavers = leavings_waiting(rights.school)
    seen = beats()
    return AdministratorToday(
        date_words=day_words(on),
        line=f"You are here as: {rights.role_words}.",
        as_of=time_words(now),
        tiles=_tiles(rights, report, missing, imports),
        imports=imports,
        checks=_check_lines(report),
        checks_url=reverse("checks", args=[rights.school.slug]),
        steps=[*_leaver_lines(rights, leavers), *_year_end_lines(rights, now)],
        missing=missing[:GROUPS_SHOWN],
        missing_words=_missing_words(missing),
        unseen=[*_job_lines(seen, at), _backup_line(seen, at), _refusal_line(rights, at)],
    )


def _tiles(
    rights: Rights, report: CheckReport, missing: list[MissingRegisters], imports: list[HealthLine]
) -> list[Tile]:
    counts = {group.severity: len(group.lines) for group in report.found}
    stops, mend = counts.get(Severity.STOPS, 0), counts.get(Severity.MEND, 0)
    registers = sum(row.count for row in missing)
    refused = sum(line.count for line in imports if line.tone == "due")
    checks = reverse("checks", args=[rights.school.slug])
    return [
        Tile(str(stops), "Stopping work", "set-up checks", tone="due" if stops else "", href=checks),
        Tile(str(mend), "To put right", "set-up checks", tone="warn" if mend else "", href=checks),
        Tile(
            str(refused), "Rows refused", "in the last import", tone="due" if refused else "", href="#files"
        ),
        Tile(
            str(registers),
            "Registers missing",
            f"of the last {PAST_DAYS} school days",
            tone="warn" if registers else "",
            href="#missing",
        ),
    ]


def _check_lines(report: CheckReport) -> list[HealthLine]:
    """What is to be put right, in counts: the names stand on the page of the check."""
    return [
        HealthLine(
            line.check.question,
            line.count_words,
            line.count,
            url=line.url,
            link="See",
            tone=line.check.severity.tone,
        )
        for line in report.lines()
        if line.check.severity is not Severity.NOTE
    ]


def _missing_words(missing: list[MissingRegisters]) -> str:
    if not missing:
        return ""
    more = len(missing) - GROUPS_SHOWN
    words = count_words(len(missing), "group")
    return f"{words}, the first {GROUPS_SHOWN} here" if more > 0 else words


def _leaver_lines(rights: Rights, waiting: int) -> list[HealthLine]:
    if not waiting:
        return []
    words = f"{count_words(waiting, 'pupil')} to decide on. The attendance officer prepares, the head decides"
    url = link_to(rights, "leavers")
    return [HealthLine("Proposed leavers", words, waiting, url=url, link="Leavers", tone="warn")]


def _year_end_lines(rights: Rights, now: datetime) -> list[HealthLine]:
    """The steps of the year end, in summer alone."""
    if not is_year_end_time(now.date()):
        return []
    plan = year_end_plan(rights.school, on=now.date())
    url = link_to(rights, "year_end")
    due = f"by {day_words(plan.turn.new_starts)}"
    lines = [
        HealthLine("Year end: calendar", problem, 1, due, link_to(rights, "calendar"), "Calendar", "due")
        for problem in plan.problems
    ]
    if plan.has_work:
        words = f"{count_words(plan.placed, 'place')} in groups of the new year to give"
        lines.append(HealthLine("Year end: groups", words, plan.placed, due, url, "Year end", "warn"))
    if plan.without_tutor:
        words = f"{count_words(len(plan.without_tutor), 'group')} of the new year without a tutor"
        groups = link_to(rights, "groups")
        lines.append(
            HealthLine("Year end: tutors", words, len(plan.without_tutor), due, groups, "Groups", "warn")
        )
    return lines or [HealthLine("Year end", "Done: every pupil has a place in the new year", url=url)]


def _job_lines(signs: Mapping[str, datetime], at: datetime) -> list[HealthLine]:
    """Whether the scheduler lives, and the jobs whose last run failed: one statement."""
    seen = signs.get(SCHEDULER)
    silent = seen is None or at - seen > SILENT
    words = "No sign of life yet" if seen is None else f"Last sign of life {_ago(at - seen)}"
    failed = [
        HealthLine("Job failed", f"{run.name}, {_day_words(run.started_at)}: {run.outcome}", tone="due")
        for run in last_runs()
        if run.has_failed
    ]
    return [HealthLine("Scheduled jobs", words, tone="due" if silent else ""), *failed]


def _day_words(at: datetime) -> str:
    return short_day_words(timezone.localtime(at).date())


def _backup_line(signs: Mapping[str, datetime], at: datetime) -> HealthLine:
    """The age of the last backup, as far as one has left a sign."""
    seen = signs.get(BACKUP)
    if seen is None:
        return HealthLine("Backup", "Not set up: no backup has left a sign here", tone="due")
    old = at - seen > OLD_BACKUP
    return HealthLine("Backup", f"Last one {_ago(at - seen)}", tone="due" if old else "")


def _refusal_line(rights: Rights, at: datetime) -> HealthLine:
    count = openings_refused(rights.school.pk, since=at - A_DAY)
    words = f"{count_words(count, 'page')} in the last day, to people of this school"
    return HealthLine("Refused openings", words, count, tone="warn" if count else "")


def _ago(gone: timedelta) -> str:
    """How long ago: minutes and hours within two days, days beyond."""
    minutes = int(gone.total_seconds() // 60)
    if minutes < 1:
        return "just now"
    length = count_words(gone.days, "day") if gone >= 2 * A_DAY else minutes_words(minutes)
    return f"{length} ago"
