"""Many pupils at once, for tests that ask what a larger school changes."""

from datetime import date, timedelta

from schools.models import Contact, Parent, Pupil, PupilAddress, School, SupportFact
from tests.world import YEAR, add_group, add_pupils

CLASS = 30


def enrol(school: School, classes: range) -> None:
    """Classes of thirty, each child with a name, birthday, home, two contacts and a fact of their own."""
    for number in classes:
        first = CLASS * number
        names = [
            (f"Surname{place * 7919 % 99991}", f"Forename{place}") for place in range(first, first + CLASS)
        ]
        pupils = add_pupils(add_group(school, f"8X{number}", 8), CLASS, names)
        for place, pupil in enumerate(pupils, start=first):
            pupil.born_on = date(2013, 9, 1) + timedelta(days=place % 365)
        Pupil.objects.bulk_update(pupils, ["born_on"])
        parents = Parent.objects.bulk_create(
            Parent(
                school=school,
                forename=f"Parent{place}{order}",
                surname=pupil.legal_surname,
                mobile=f"0770{place:05d}{order:02d}",
            )
            for place, pupil in enumerate(pupils, start=first)
            for order in range(2)
        )
        Contact.objects.bulk_create(
            Contact(
                pupil=pupil, parent=parents[2 * place + order], call_order=order + 1, relationship="Parent"
            )
            for place, pupil in enumerate(pupils)
            for order in range(2)
        )
        PupilAddress.objects.bulk_create(
            PupilAddress(pupil=pupil, lines=f"{place} Mill Lane, Marlowe", postcode="ML1 1AA")
            for place, pupil in enumerate(pupils, start=first)
        )
        SupportFact.objects.bulk_create(
            SupportFact(pupil=pupil, kind="sen", from_on=YEAR.starts_on) for pupil in pupils
        )
