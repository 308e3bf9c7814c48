"""A day of registers as it should be, what is planted in it, and what the scrutiny finds."""

from datetime import date, datetime, time, timedelta
from typing import Any

from attendance.codes import find_code
from attendance.models import CodePermit, Mark, Register
from attendance.queries.scrutiny.report import FoundRow, found_rows, scrutiny_report
from attendance.scrutiny import Period
from schools.access import Rights, rights_of
from schools.calendar import LONDON, Session
from schools.models import GroupMember, Pupil
from tests.factories import MarkFactory, RegisterFactory
from tests.world import NOW, TODAY, YESTERDAY, World

AM, PM = Session.AM, Session.PM
STARTS = {AM: time(8, 45), PM: time(13, 0)}


def taken_at(on: date, half: Session, minutes: int = 5) -> datetime:
    """So many minutes after a session began."""
    return datetime.combine(on, STARTS[half], tzinfo=LONDON) + timedelta(minutes=minutes)


def planted(
    pupil: Pupil, letter: str, *, on: date = YESTERDAY, half: Session = AM, after: int = 5, **facts: Any
) -> Mark:
    """A mark of yesterday morning, past every rule; `after` is when it was set, in minutes of the session."""
    code = facts.pop("code", None) or getattr(find_code(letter, date(2027, 3, 9)), "number", None)
    assert code is not None
    mark: Mark = MarkFactory.create(
        pupil=pupil, date=on, session=half.value, code=code, set_at=taken_at(on, half, after), **facts
    )
    return mark


def taken(world: World, on: date = YESTERDAY, *, submitted: int = 10) -> None:
    """Both registers of each class of a day, submitted in time; who has no mark yet is present."""
    for group in (world.class_8hw, world.class_7a):
        for half in Session:
            register = RegisterFactory.create(
                group=group,
                date=on,
                session=half.value,
                started_at=taken_at(on, half, 1),
                submitted_at=taken_at(on, half, submitted),
                submitted_by=world.lane,
            )
            _fill(register, half)


def _fill(register: Register, half: Session) -> None:
    members = GroupMember.objects.filter(group=register.group).values_list("pupil", flat=True)
    Mark.objects.bulk_create(
        [
            Mark(
                pupil_id=pupil,
                date=register.date,
                session=half.value,
                code=9 + half.value,
                source="register",
                school=register.school,
                register=register,
                set_at=taken_at(register.date, half),
            )
            for pupil in members
        ],
        ignore_conflicts=True,
    )


def permitted(pupil: Pupil, letter: str, world: World, **facts: Any) -> CodePermit:
    """A code agreed ahead for yesterday, a Monday, in the morning."""
    code = find_code(letter, TODAY)
    assert code is not None
    days = {"starts_on": YESTERDAY, "ends_on": YESTERDAY, "places": [0]}
    given = days | {"granted_by": world.okafor, "granted_at": NOW}
    return CodePermit.objects.create(school=pupil.school, pupil=pupil, code=code.number, **(given | facts))


def officer(world: World, on: date = TODAY) -> Rights:
    """Ms Okafor's rights."""
    rights = rights_of(world.okafor, world.marlowe.slug, on=on)
    assert rights is not None
    return rights


def found(
    world: World, starts: date = YESTERDAY, ends: date = YESTERDAY, *, today: date = TODAY
) -> dict[str, int]:
    """What the scrutiny of yesterday finds: how many rows of which finding."""
    report = scrutiny_report(officer(world), Period(starts, ends), today=today)
    return {line.finding.slug: line.count for family in report.found for line in family.lines}


def rows_found(world: World, slug: str, starts: date = YESTERDAY, ends: date = YESTERDAY) -> list[FoundRow]:
    """The rows of one finding of yesterday."""
    return found_rows(officer(world), slug, Period(starts, ends), group=None, today=TODAY)[1]
