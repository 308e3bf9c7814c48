"""What people do with late pupils, in the words of the tests."""

from datetime import datetime

from accounts.models import User
from attendance.codes import code_of
from attendance.models import Arrival
from attendance.services.arrivals import ArrivalFacts, sign_in_late
from schools.calendar import Session
from schools.models import Pupil
from tests.integration.attendance.desk_steps import rights
from tests.integration.attendance.steps import standing
from tests.world import NOW, World

AT_0902 = NOW.replace(hour=9, minute=2)
AT_0920 = NOW.replace(hour=9, minute=20)


def comes_late(
    world: World,
    pupil: Pupil,
    *,
    at: datetime = AT_0902,
    by: User | None = None,
    base: int | None = None,
    is_sure: bool = False,
    is_here: bool = False,
    reason: str = "",
) -> Arrival:
    """Mr Bell signs a pupil in at the desk, unless said otherwise; the page showed the version `base`."""
    facts = ArrivalFacts(at, reason, base_version=base, is_sure=is_sure, is_here=is_here)
    return sign_in_late(rights=rights(by or world.bell), pupil_id=pupil.pk, facts=facts, at=at)


def told_of(pupil: Pupil, session: Session = Session.AM) -> tuple[str, int | None, int]:
    """The letter, the minutes and the version of the mark that stands; no letter for a blank."""
    mark = standing(pupil, session=session)
    return (code_of(mark.code).letter, mark.minutes_late, mark.version) if mark else ("", None, 0)
