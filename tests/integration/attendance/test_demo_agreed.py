"""The demo's office agrees codes ahead by the same services, and a second start adds nothing."""

from datetime import date

from attendance.models import CodePermit, Trip
from integrations.demo.agreed import agree_ahead, office_of
from integrations.demo.agreed_before import FORGOTTEN_OF, agree_what_stands
from schools.models import RollEntry
from tests.factories import ContactFactory, MarkFactory
from tests.integration.attendance.permit_steps import marks_of
from tests.integration.attendance.scrutiny_steps import found
from tests.world import NOW, TODAY, YESTERDAY, World, add_group, add_pupils

C2, D, M, V, X = 102, 300, 106, 33, 302


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


def test_what_the_marks_say_was_agreed_before_and_scrutiny_finds_nothing_of_it(world: World) -> None:
    class_9b = add_pupils(add_group(world.marlowe, "9B", 9), 6)
    for pupil in class_9b:
        MarkFactory.create(pupil=pupil, date=YESTERDAY, session=1, code=V, note="Class trip")
    at_dentist = next(pupil for pupil in class_9b if pupil.pk % FORGOTTEN_OF)
    MarkFactory.create(pupil=at_dentist, date=YESTERDAY, session=2, code=M, note="Dentist")
    assert found(world)["elsewhere-without-permit"] == 6
    office = office_of(world.marlowe, on=TODAY)
    assert office is not None

    for _ in range(2):
        agree_what_stands(office, on=TODAY)

    assert {"elsewhere-without-permit", "leave-without-permit"}.isdisjoint(found(world))
    assert Trip.objects.get().title == "Class trip, 9B"
    assert CodePermit.objects.count() == 7
    assert {permit.granted_at.date() for permit in CodePermit.objects.all()} == {date(2027, 3, 4)}
