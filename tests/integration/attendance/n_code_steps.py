"""N codes as the tests set them up: marks, the person whom a school names, and what forms send."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from accounts.models import User
from attendance.codes import find_code
from attendance.models import Mark, MarkSource
from attendance.n_codes import NPick, pick_text
from schools.access import Rights, rights_of
from schools.calendar import LONDON, Session
from schools.models import DatedValue, Pupil, School
from tests.world import NOW, TODAY, World

# Five school days before Tuesday 9 March: the last day of these N is today.
DUE_TODAY = date(2027, 3, 2)
OVERDUE = date(2027, 3, 1)
FOUR = datetime(2027, 3, 9, 16, tzinfo=LONDON)
REASON = "Mother rang: a cold"
QUEUE = "/marlowe-park/codes/n/"


def marked_n(pupils: Iterable[Pupil], on: date = DUE_TODAY, *sessions: Session, letter: str = "N") -> None:
    """Marks as they stand after a register was saved; mornings unless sessions are given."""
    code = find_code(letter, on)
    assert code is not None
    Mark.objects.bulk_create(
        Mark(
            pupil=pupil,
            school=pupil.school,
            date=on,
            session=session.value,
            code=code.number,
            source=MarkSource.REGISTER.value,
            set_at=NOW,
        )
        for pupil in pupils
        for session in sessions or (Session.AM,)
    )


def pick(pupil: Pupil, on: date = DUE_TODAY, session: Session = Session.AM, version: int = 1) -> NPick:
    """A mark that somebody ticked; their page saw its first version."""
    return NPick(pupil.pk, on, session, version)


def ticked(pupils: Iterable[Pupil], on: date = DUE_TODAY) -> list[str]:
    """What the form sends for mornings."""
    return [pick_text(pupil.pk, on, [(Session.AM, 1)]) for pupil in pupils]


def rights_for(person: User, school: School) -> Rights:
    """What somebody may do today."""
    rights = rights_of(person, school.slug, on=TODAY)
    assert rights is not None
    return rights


def name_writer(school: School, person: User | None) -> None:
    """The school says in whose name O is written."""
    _own_value(school, "n_code.written_by", person.pk if person else None)


def set_limit(school: School, days: int) -> None:
    """The school says how many school days an N may stand."""
    _own_value(school, "n_code.school_days", days)


def _own_value(school: School, key: str, value: Any) -> None:
    DatedValue.objects.filter(school=school, key=key).delete()
    if value is not None:
        since = date(2026, 9, 1)
        DatedValue.objects.create(school=school, key=key, value=value, valid_from=since, source="Head")


def letters(world: World, on: date = DUE_TODAY) -> dict[str, str]:
    """What stands on a day's register of 8HW: letters by pupil and session, "Amir AM"."""
    return {
        f"{mark.pupil.known_forename} {Session(mark.session).name}": _letter(mark)
        for mark in Mark.objects.filter(pupil__in=world.pupils, date=on).select_related("pupil")
    }


def _letter(mark: Mark) -> str:
    return next(
        letter for letter in "NOIMD/" if (code := find_code(letter, TODAY)) and code.number == mark.code
    )
