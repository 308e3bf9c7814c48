"""What people do at the desk and in lessons, in the words of the tests."""

from datetime import datetime

from accounts.models import User
from attendance.models import SignOut
from attendance.services.sign_outs import SignOutFacts, sign_out
from schools.access import Rights, rights_of
from schools.models import Pupil
from tests.world import NOW, TODAY, World


def rights(person: User, school: str = "marlowe-park") -> Rights:
    """What somebody may do at a school today."""
    found = rights_of(person, school, on=TODAY)
    assert found is not None
    return found


def desk_signs_out(
    world: World, pupil: Pupil, *, by: User | None = None, out_at: datetime = NOW, at: datetime | None = None
) -> SignOut:
    """Mr Bell signs a pupil out for the dentist, unless said otherwise."""
    facts = SignOutFacts(out_at, "Medical or dental appointment: dentist", "Mrs Khan")
    return sign_out(rights=rights(by or world.bell), pupil_id=pupil.pk, facts=facts, at=at or out_at)
