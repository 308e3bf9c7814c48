"""Many pupils at once, for tests that ask what a larger school changes."""

from schools.models import Contact, Parent, Pupil, PupilAddress, School, SupportFact
from tests.world import YEAR, add_group, add_pupils

CLASS = 30


def enrol(school: School, classes: range) -> None:
    """Classes of thirty, each child with a home, two contacts and a fact."""
    for number in classes:
        pupils = add_pupils(add_group(school, f"8X{number}", 8), CLASS)
        parents = Parent.objects.bulk_create(_parent(school, pupil) for pupil in pupils for _ in range(2))
        Contact.objects.bulk_create(
            Contact(
                pupil=pupil, parent=parents[2 * place + order], call_order=order + 1, relationship="Parent"
            )
            for place, pupil in enumerate(pupils)
            for order in range(2)
        )
        PupilAddress.objects.bulk_create(
            PupilAddress(pupil=pupil, lines=f"{place} Mill Lane, Marlowe", postcode="ML1 1AA")
            for place, pupil in enumerate(pupils)
        )
        SupportFact.objects.bulk_create(
            SupportFact(pupil=pupil, kind="sen", from_on=YEAR.starts_on) for pupil in pupils
        )


def _parent(school: School, pupil: Pupil) -> Parent:
    return Parent(school=school, forename="Sana", surname=pupil.legal_surname, mobile="07700900123")
