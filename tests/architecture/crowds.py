"""Many pupils at once, for tests that ask what a larger school changes."""

from datetime import date

from django.db import transaction
from django.db.models import DateField, ExpressionWrapper, F, IntegerField, Value
from django.db.models.functions import Cast

from schools.models import Contact, Parent, Pupil, PupilAddress, School, SupportFact
from tests.world import YEAR, add_group, add_pupils

CLASS = 30
DAYS = Value(date(2013, 9, 1), DateField()) + Cast(F("pk") % 365, IntegerField())


@transaction.atomic
def enrol(school: School, classes: range) -> None:
    """Classes of thirty, each child with a name, birthday, home, two contacts and a fact of their own."""
    pupils = [pupil for number in classes for pupil in _class(school, number)]
    Pupil.objects.filter(pk__in=[pupil.pk for pupil in pupils]).update(
        born_on=ExpressionWrapper(DAYS, DateField())
    )
    placed = list(enumerate(pupils, start=CLASS * classes.start))
    parents = Parent.objects.bulk_create(
        Parent(
            school=school,
            forename=f"Parent{place}{order}",
            surname=pupil.legal_surname,
            mobile=f"0770{place:05d}{order:02d}",
        )
        for place, pupil in placed
        for order in range(2)
    )
    Contact.objects.bulk_create(
        Contact(pupil=pupils[number // 2], parent=parent, call_order=number % 2 + 1, relationship="Parent")
        for number, parent in enumerate(parents)
    )
    PupilAddress.objects.bulk_create(
        PupilAddress(pupil=pupil, lines=f"{place} Mill Lane, Marlowe", postcode="ML1 1AA")
        for place, pupil in placed
    )
    SupportFact.objects.bulk_create(
        SupportFact(pupil=pupil, kind="sen", from_on=YEAR.starts_on) for pupil in pupils
    )


def _class(school: School, number: int) -> list[Pupil]:
    """A class whose surnames and forenames no other has."""
    places = range(CLASS * number, CLASS * (number + 1))
    names = [(f"Surname{place * 7919 % 99991}", f"Forename{place}") for place in places]
    return add_pupils(add_group(school, f"8X{number}", 8), CLASS, names)
