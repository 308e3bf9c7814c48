"""A staff file: who works here, and whose tutor group is whose."""

from __future__ import annotations

from collections.abc import Sequence

from integrations.mis.csv.fields import Kind
from integrations.mis.csv.filing.act import Act, Filed, title, year_start_of
from integrations.mis.csv.mapping.staff import StaffRow, read_staff
from integrations.mis.csv.reading import OpenFile
from schools.models import GroupKind
from schools.queries.calendar import academic_years
from schools.services.groups import GroupFacts, TutorFacts, file_groups
from schools.services.staff import StaffFacts, file_staff
from schools.services.staging import Changes
from schools.services.tutors import file_tutors
from schools.wording import date_words

NO_YEAR = (
    "The calendar has no school year that holds {day}, so {what} were left out. Bring in the calendar first"
)


def file_members_of_staff(file: OpenFile, act: Act) -> Filed:
    """File staff by code, and the tutor groups that they are said to have."""
    rows = read_staff(file.rows(act.tell), file.columns, file.problems)
    facts = [
        StaffFacts(row.code, row.title_name, row.full_name, row.email, row.job_title, row.role)
        for row in rows
    ]
    staff = file_staff(school=act.school, staff=facts, given=file.given, by=act.by, at=act.at)
    tutors = _file_tutors([row for row in rows if row.registration_group], file, act)
    return Filed({"staff": staff, "tutors": tutors})


def _file_tutors(rows: Sequence[StaffRow], file: OpenFile, act: Act) -> Changes:
    if not rows:
        return Changes()
    start = year_start_of(act.on, academic_years(act.school))
    if start is None:
        sentence = NO_YEAR.format(day=date_words(act.on), what="tutor groups")
        file.problems.warn(0, title(Kind.STAFF, "registration_group"), sentence)
        return Changes()
    kind = GroupKind.REGISTRATION.value
    names = dict.fromkeys(row.registration_group for row in rows)
    groups = [GroupFacts(start, kind, name, None, "") for name in names]
    tutors = [TutorFacts(start, kind, row.registration_group, row.code) for row in rows]
    added = file_groups(school=act.school, groups=groups, by=act.by, at=act.at)
    return added + file_tutors(
        school=act.school,
        tutors=tutors,
        may_replace=not act.groups_name_tutors,
        on=act.on,
        by=act.by,
        at=act.at,
    )
