"""A calendar file: years, half terms and closures."""

from __future__ import annotations

from attendance.queries.bulk.closed_days import marks_on_closed_days
from integrations.mis.csv.filing.act import Act, Filed
from integrations.mis.csv.mapping.calendar import CalendarRow, closures, read_calendar, year_specs
from integrations.mis.csv.mapping.problems import Problems
from integrations.mis.csv.reading import OpenFile
from schools.calendar import year_problem
from schools.models import ClosureKind
from schools.services.calendar import CalendarFiled, ClosureFacts, set_calendar
from schools.wording import date_words


def file_calendar(file: OpenFile, act: Act) -> Filed:
    """Set the years of the file, and tell which closures went, which stayed, and which marks they cover."""
    lines = read_calendar(file.rows(act.tell), file.columns, file.problems)
    years = year_specs(lines)
    wrong = [sentence for year in years if (sentence := year_problem(year))]
    for sentence in wrong:
        file.problems.error(0, "", sentence)
    if wrong:
        return Filed()
    filed = set_calendar(
        school=act.school,
        years=years,
        closures=[_facts(line) for line in closures(lines)],
        by=act.by,
        at=act.at,
    )
    _tell(filed, act, file.problems)
    return Filed({"years and half terms": filed.years, "closures": filed.closures, "school days": filed.days})


def _facts(line: CalendarRow) -> ClosureFacts:
    return ClosureFacts(line.kind, line.starts_on, line.ends_on, line.name)


def _tell(filed: CalendarFiled, act: Act, problems: Problems) -> None:
    for closure in filed.removed:
        problems.warn(
            0, "", f"{_named(closure)} is not in this file any more. It is taken out of the calendar"
        )
    for closure in filed.kept:
        problems.warn(0, "", f"{_named(closure)} was entered here and is not in this file. It stays")
    if not filed.days.removed:
        return
    for on, count in marks_on_closed_days(act.school.pk):
        problems.warn(
            0, "", f"{count:,} marks stand on {date_words(on)}, when school is closed. They do not count"
        )


def _named(closure: ClosureFacts) -> str:
    kind = str(ClosureKind(closure.kind).label)
    return f"{kind[0].upper()}{kind[1:]} on {date_words(closure.starts_on)}"
