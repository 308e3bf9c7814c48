"""A pupils file: the admission register, homes, facts about help, and the groups where pupils are now."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta

from integrations.mis.csv.fields import FIELDS, Kind
from integrations.mis.csv.filing.act import Act, Filed, title, year_start_of
from integrations.mis.csv.mapping.problems import Problems
from integrations.mis.csv.mapping.pupils import PROTECTED as PROTECTED_KINDS
from integrations.mis.csv.mapping.pupils import PROTECTED_FIELDS, PupilRow, read_pupils
from integrations.mis.csv.mapping.pupils import SUPPORT as SUPPORT_KINDS
from integrations.mis.csv.reading import OpenFile
from schools.models import GroupKind
from schools.queries.calendar import academic_years
from schools.queries.known import (
    MissingPupil,
    known_groups,
    known_upns,
    pupils_of_numbers,
    pupils_on_roll_not_among,
)
from schools.services.groups import GroupFacts, MemberFacts, file_groups, place_pupils
from schools.services.leavings import LeavingFacts, propose_leavings
from schools.services.pupils import (
    PROTECTED,
    SUPPORT,
    Fact,
    FactsFiled,
    Home,
    PupilFacts,
    file_facts,
    file_homes,
    file_pupils,
    other_birthdays,
)
from schools.services.roll import RollFacts, RollFiled, file_roll
from schools.services.staging import Changes
from schools.upn import is_temporary
from schools.wording import date_words, list_words
from schools.year_groups import year_label

NO_YEAR = "The calendar has no school year that holds {day}. Bring in its calendar first"
FACT_STAYS = (
    "A {what} fact about this pupil stands here and is not in this file. It stays until somebody ends it"
)
SAME_CHILD = (
    "Admission number {number} is {name}'s, whose UPN here is {upn} and who was born on the same day. "
    "Put one of the two UPNs right"
)
NEW_GROUP = "“{group}” is not a group of this year yet: it is made. Check the spelling"
NAMED = 5
SOURCE_LIMIT = 200
NOT_YOURS = "Only the safeguarding lead sets protected facts, so these columns were left out: {titles}"
SEN_KINDS, SOCIAL_WORKER = {"sen", "ehcp"}, "social_worker"


def file_admission_register(file: OpenFile, act: Act) -> Filed:
    """File pupils by UPN with all that their rows say; a leaving is history or only proposed."""
    if not act.may_set_protected:
        _leave_protected_out(file)
    read = read_pupils(file.rows(act.tell), file.columns, file.problems, today=act.on)
    rows = _without_second_children(read, file.problems, act)
    act.faulty_upns.update(file.upns() - {row.upn for row in rows})
    numbers = {row.upn: row.row for row in rows}
    facts = [_facts(row) for row in rows]
    _tell_birthdays(other_birthdays(school=act.school, pupils=facts), numbers, file.problems)
    pupils = file_pupils(school=act.school, pupils=facts, given=file.given, by=act.by, at=act.at)
    roll = _file_roll(rows, numbers, file, act)
    changes = {
        "pupils": pupils,
        "admission register": roll.changes,
        "proposed leavings": _propose(
            [LeavingFacts(upn, left_on) for upn, left_on in roll.proposed_leavings.items()],
            f"Date of leaving in {file.name}",
            act,
        ),
        "homes": _file_homes(rows, file, act),
        "support facts": _file_facts(rows, numbers, file, act, table=SUPPORT),
        "protected facts": _file_facts(rows, numbers, file, act, table=PROTECTED),
        "places in groups": _place(rows, file, act),
    }
    missing = pupils_on_roll_not_among(act.school, file.upns(), on=act.on)
    _tell_missing(missing, file.problems)
    leavings = _missing_leavings(missing, act) if file.pk in act.missing_leave else []
    changes["proposed leavings"] += _propose(leavings, f"Not in {file.name}", act)
    return Filed(changes, pupils=len(rows), missing=sum(not pupil.is_proposed for pupil in missing))


def _leave_protected_out(file: OpenFile) -> None:
    """Read a file as if it had no column of protected facts: whoever imports it may not set them."""
    named = [field.title for field in FIELDS[Kind.PUPILS] if field.name in file.given & PROTECTED_FIELDS]
    if not named:
        return
    fields = {heading: name for heading, name in file.columns.fields.items() if name not in PROTECTED_FIELDS}
    file.columns = replace(file.columns, fields=fields)
    file.problems.warn(0, "", NOT_YOURS.format(titles=list_words(named)))


def _facts(row: PupilRow) -> PupilFacts:
    return PupilFacts(**{name: getattr(row, name) for name in PupilFacts.__dataclass_fields__})


def _without_second_children(rows: Sequence[PupilRow], problems: Problems, act: Act) -> Sequence[PupilRow]:
    """The rows but for those that would make a second child of one who is here, by a mistyped UPN.

    A temporary number in the file is no mistake, and one that ends in a letter here gives way to the file's.
    """
    known = known_upns(act.school)
    new = [row for row in rows if row.admission_number and row.upn not in known and not is_temporary(row.upn)]
    if not known or not new:
        return rows
    here = {
        (pupil.admission_number, pupil.born_on): pupil
        for pupil in pupils_of_numbers(act.school, {row.admission_number for row in new})
        if not pupil.upn[-1].isalpha()
    }
    second: set[str] = set()
    for row in new:
        if child := here.get((row.admission_number, row.born_on)):
            sentence = SAME_CHILD.format(number=row.admission_number, name=child.name, upn=child.upn)
            problems.error(row.row, title(Kind.PUPILS, "upn"), sentence)
            second.add(row.upn)
    return [row for row in rows if row.upn not in second]


def _tell_birthdays(others: Mapping[str, date], numbers: Mapping[str, int], problems: Problems) -> None:
    for upn, born_on in others.items():
        sentence = f"The date of birth here is {date_words(born_on)}. Check that this is the same child"
        problems.warn(numbers[upn], title(Kind.PUPILS, "born_on"), sentence)


def _file_roll(rows: Sequence[PupilRow], numbers: Mapping[str, int], file: OpenFile, act: Act) -> RollFiled:
    entries = [RollFacts(row.upn, row.admitted_on, row.left_on, row.enrolment) for row in rows]
    filed = file_roll(
        school=act.school, entries=entries, with_enrolment="enrolment" in file.given, by=act.by, at=act.at
    )
    for upn, left_on in filed.proposed_leavings.items():
        sentence = (
            f"Proposed leaving on {date_words(left_on)}. The pupil stays on roll until somebody decides it"
        )
        file.problems.warn(numbers[upn], title(Kind.PUPILS, "left_on"), sentence)
    for upn, starts_on in filed.other_starts.items():
        sentence = f"The starting day here is {date_words(starts_on)}. It was not changed"
        file.problems.warn(numbers[upn], title(Kind.PUPILS, "admitted_on"), sentence)
    return filed


def _propose(leavings: Sequence[LeavingFacts], source: str, act: Act) -> Changes:
    """Propose leavings to the head; no name is deleted by a file (reg 9, SI 2024/208)."""
    if not leavings:
        return Changes()
    return Changes(
        added=propose_leavings(school=act.school, leavings=leavings, source=source, by=act.by, at=act.at)
    )


def _missing_leavings(missing: Sequence[MissingPupil], act: Act) -> list[LeavingFacts]:
    """Leavings of pupils whom a full file does not have any more: yesterday was their last day."""
    last_on = act.on - timedelta(days=1)
    return [
        LeavingFacts(pupil.upn, max(last_on, pupil.admitted_on))
        for pupil in missing
        if pupil.upn and not pupil.is_proposed
    ]


def _file_homes(rows: Sequence[PupilRow], file: OpenFile, act: Act) -> Changes:
    homes = [Home(row.upn, row.address, row.postcode) for row in rows if row.address]
    homes += [Home(row.upn, row.second_address, row.second_postcode) for row in rows if row.second_address]
    if not homes:
        return Changes()
    is_complete = {"address_1", "second_address"} <= file.given
    return file_homes(
        school=act.school, homes=homes, is_complete=is_complete, on=act.on, by=act.by, at=act.at
    )


def _file_facts(
    rows: Sequence[PupilRow], numbers: Mapping[str, int], file: OpenFile, act: Act, *, table: str
) -> Changes:
    is_support = table == SUPPORT
    kinds = {
        kind
        for name, kind in (SUPPORT_KINDS if is_support else PROTECTED_KINDS).items()
        if name in file.given
    }
    if is_support and "sen" in file.given:
        kinds |= SEN_KINDS
    if not is_support and "worker_name" in file.given:
        kinds.add(SOCIAL_WORKER)
    present = [row for row in rows if row.left_on is None]
    if not kinds or not present:
        return Changes()
    facts = [_fact(row, kind) for row in present for kind in (row.support if is_support else row.protected)]
    filed: FactsFiled = file_facts(
        school=act.school,
        table=table,
        facts=facts,
        upns=[row.upn for row in present],
        kinds=sorted(kinds),
        source=file.name[:SOURCE_LIMIT],
        on=act.on,
        by=act.by,
        at=act.at,
    )
    # Which fact it is stays unsaid: whoever imports may not be among those who may see it.
    for fact in filed.unmentioned:
        what = "support" if is_support else "protected"
        file.problems.warn(numbers[fact.upn], "", FACT_STAYS.format(what=what))
    return filed.changes


def _fact(row: PupilRow, kind: str) -> Fact:
    """A fact with what the file says beside it: the type of need, or whom to ring."""
    if kind in SEN_KINDS:
        return Fact(row.upn, kind, need=row.need)
    if kind != SOCIAL_WORKER:
        return Fact(row.upn, kind)
    of = row.worker
    return Fact(
        row.upn,
        kind,
        worker_name=of.name,
        worker_phone=of.phone,
        worker_email=of.email,
        team=of.team,
        authority=of.authority,
    )


def _place(rows: Sequence[PupilRow], file: OpenFile, act: Act) -> Changes:
    """Put those who are or will be on roll in their registration group and their year group."""
    here = [row for row in rows if row.left_on is None or row.left_on >= act.on]
    start = year_start_of(act.on, academic_years(act.school))
    if not here:
        return Changes()
    if start is None:
        file.problems.error(0, title(Kind.PUPILS, "year_group"), NO_YEAR.format(day=date_words(act.on)))
        return Changes()
    registration, year = GroupKind.REGISTRATION.value, GroupKind.YEAR.value
    forms = [row for row in here if row.registration_group]
    years = [
        MemberFacts(start, year, year_label(row.year_group), row.upn, row.admitted_on, None) for row in here
    ]
    places = [
        MemberFacts(start, registration, row.registration_group, row.upn, row.admitted_on, None)
        for row in forms
    ]
    groups = [*_year_groups(start, here), *_forms(start, forms)]
    _tell_new_groups(forms, start, file.problems, act)
    shared = {"school": act.school, "on": act.on, "by": act.by, "at": act.at}
    return (
        file_groups(school=act.school, groups=groups, by=act.by, at=act.at)
        + place_pupils(members=years, may_move=True, **shared)  # type: ignore[arg-type]
        + place_pupils(members=places, may_move=not act.groups_place_pupils, **shared)  # type: ignore[arg-type]
    )


def _tell_new_groups(rows: Sequence[PupilRow], start: date, problems: Problems, act: Act) -> None:
    """Each registration group that this file is the first to name, once; none where there are none yet."""
    known = {
        name
        for year, kind, name in known_groups(act.school)
        if (year, kind) == (start, GroupKind.REGISTRATION)
    }
    first_rows = {row.registration_group: row.row for row in reversed(rows)}
    for name, number in first_rows.items() if known else ():
        if name not in known:
            sentence = NEW_GROUP.format(group=name)
            problems.warn(number, title(Kind.PUPILS, "registration_group"), sentence)


def _year_groups(start: date, rows: Sequence[PupilRow]) -> list[GroupFacts]:
    years = sorted({row.year_group for row in rows})
    return [GroupFacts(start, GroupKind.YEAR.value, year_label(year), year, "") for year in years]


def _forms(start: date, rows: Sequence[PupilRow]) -> list[GroupFacts]:
    """Registration groups; one of several years has no year of its own."""
    years: dict[str, set[int]] = defaultdict(set)
    for row in rows:
        years[row.registration_group].add(row.year_group)
    return [
        GroupFacts(start, GroupKind.REGISTRATION.value, name, min(found) if len(found) == 1 else None, "")
        for name, found in sorted(years.items())
    ]


def _tell_missing(missing: Sequence[MissingPupil], problems: Problems) -> None:
    if not missing:
        return
    names = [pupil.name for pupil in missing]
    shown = list_words([*names[:NAMED], *([f"{len(names) - NAMED} more"] if len(names) > NAMED else [])])
    are = "is" if len(names) == 1 else "are"
    problems.warn(
        0, "", f"{shown} {are} on roll here and not in this file. A leaving is never taken from a gap"
    )
