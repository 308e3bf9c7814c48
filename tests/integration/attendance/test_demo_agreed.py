"""The demo's office agrees codes ahead by the same services, and a second start adds nothing."""

from datetime import date

from attendance.models import CodePermit, Trip
from integrations.demo.agreed import agree_ahead
from schools.models import RollEntry
from tests.factories import ContactFactory, MarkFactory
from tests.integration.attendance.permit_steps import marks_of
from tests.world import NOW, TODAY, YESTERDAY, World, add_group, add_pupils

C2, D, V, X = 102, 300, 33, 302


def test_patterns_trips_and_appointments_are_agreed_once(world: World) -> None:
    add_pupils(world.class_8hw, 20)
    amir, zoe = world.pupils[:2]
    ContactFactory.create(pupil=amir, lives_with_pupil=True)
    MarkFactory.create(pupil=amir, date=YESTERDAY, session=2, code=C2)
    RollEntry.objects.filter(pupil=zoe).update(enrolment="M")
    MarkFactory.create(pupil=zoe, date=date(2027, 3, 4), code=D)
    (student,) = add_pupils(
        add_group(world.marlowe, "12HW", 12), 1, [("Moss", "Kit")], born_on=date(2010, 1, 9)
    )
    add_pupils(world.class_7a, 6)

    for _ in range(2):
        agree_ahead(world.marlowe, on=TODAY, at=NOW)

    codes = sorted(CodePermit.objects.exclude(trip__isnull=False).values_list("code", flat=True), key=str)
    assert codes == [100, C2, 106, D, X, None]
    assert CodePermit.objects.get(code=C2).places == [1]
    assert CodePermit.objects.get(code=X).pupil == student
    assert {trip.starts_on for trip in Trip.objects.all()} == {TODAY}
    assert any(marks_of(pupil) for pupil in [permit.pupil for permit in CodePermit.objects.filter(code=V)])
