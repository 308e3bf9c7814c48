"""Two records of one child, and their merge."""

from datetime import date, datetime, timedelta

from accounts.models import User
from attendance.queries.merges import plan_merge
from attendance.services.merges import merge_pupils
from schools.access import Rights, rights_of
from schools.models import (
    Pupil,
    RollEntry,
)
from tests.world import NOW, TODAY, World, add_pupils

SEP, NOV = date(2026, 9, 1), date(2026, 11, 2)
TEMPORARY, PERMANENT = "T20110001804V", "A100000000001"
LATER: datetime = NOW + timedelta(hours=1)


def rights(person: User) -> Rights:
    found = rights_of(person, "marlowe-park", on=TODAY)
    assert found is not None
    return found


def pair(world: World) -> tuple[Pupil, Pupil]:
    """Amir twice: in 8HW since September, and again in 7A since November with a temporary UPN."""
    kept = world.pupils[0]
    (other,) = add_pupils(world.class_7a, 1, [("Khan", "Ameer")], born_on=kept.born_on, upn=TEMPORARY)
    RollEntry.objects.filter(pupil=other).update(admitted_on=NOV)
    return kept, other


def merged(kept: Pupil, other: Pupil, *, by: User) -> Pupil:
    """The merge as the page shows it."""
    kept.refresh_from_db()
    other.refresh_from_db()
    stamp = plan_merge(kept, other).stamp
    return merge_pupils(rights=rights(by), kept_id=kept.pk, other_id=other.pk, stamp=stamp, at=LATER)
