"""A groups file: who is in which group from when to when, and who takes its register."""

from __future__ import annotations

from datetime import date

from integrations.mis.csv.fields import Kind
from integrations.mis.csv.filing.act import Act, Filed, title, year_start_of
from integrations.mis.csv.mapping.groups import GroupRow, read_groups
from integrations.mis.csv.reading import OpenFile
from schools.queries.calendar import academic_years
from schools.queries.known import known_staff_codes, known_upns
from schools.services.groups import GroupFacts, MemberFacts, TutorFacts, file_groups, file_members
from schools.services.tutors import file_tutors
from schools.wording import date_words

NO_YEAR = "The calendar has no school year that holds {day}. Bring in its calendar first"


def file_all_groups(file: OpenFile, act: Act) -> Filed:
    """File groups, the times of their members and their tutors, year by year."""
    rows = read_groups(
        file.rows(act.tell),
        file.columns,
        file.problems,
        upns=known_upns(act.school) | act.faulty_upns,
        staff_codes=known_staff_codes(act.school),
    )
    dated = _with_years([row for row in rows if row.upn not in act.faulty_upns], file, act)
    groups: dict[tuple[date, str, str], GroupFacts] = {}
    for start, row in dated:
        key = (start, row.kind, row.group)
        known = groups.get(key)
        groups[key] = GroupFacts(
            *key,
            known.year_group if known and known.year_group is not None else row.year_group,
            (known.room if known else "") or row.room,
        )
    members = [MemberFacts(s, row.kind, row.group, row.upn, row.from_on, row.until_on) for s, row in dated]
    tutors = [
        TutorFacts(start, row.kind, row.group, row.tutor_code) for start, row in dated if row.tutor_code
    ]
    return Filed(
        {
            "groups": file_groups(school=act.school, groups=list(groups.values()), by=act.by, at=act.at),
            "places in groups": file_members(
                school=act.school, members=members, on=act.on, by=act.by, at=act.at
            ),
            "tutors": file_tutors(
                school=act.school, tutors=tutors, may_replace=True, on=act.on, by=act.by, at=act.at
            ),
        },
        pupils=len({row.upn for row in rows}),
    )


def _with_years(rows: list[GroupRow], file: OpenFile, act: Act) -> list[tuple[date, GroupRow]]:
    """Each row with the first day of its academic year; a row outside all of them is told and left out."""
    years = academic_years(act.school)
    found: list[tuple[date, GroupRow]] = []
    for row in rows:
        on = row.from_on or row.until_on or act.on
        start = year_start_of(on, years)
        if start is None:
            sentence = NO_YEAR.format(day=date_words(on))
            file.problems.error(row.row, title(Kind.GROUPS, "from_on"), sentence)
        else:
            found.append((start, row))
    return found
