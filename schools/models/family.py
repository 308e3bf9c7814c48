"""Parents, and the order in which a school rings them."""

from django.db import models
from django.db.models import Q

from schools.models.pupil import Pupil
from schools.models.school import School


class Parent(models.Model):
    """An adult whom the school may need to reach about a pupil.

    "Parent" in the wide sense of section 576 of the Education Act 1996, and any
    other adult whom the family named. Parents who live apart are apart here:
    each has an address of their own.
    """

    school = models.ForeignKey(School, on_delete=models.CASCADE, related_name="+")
    title = models.CharField(max_length=20, blank=True)
    forename = models.CharField(max_length=100)
    surname = models.CharField(max_length=100)
    email = models.EmailField(blank=True)
    mobile = models.CharField(max_length=20, blank=True)
    phone = models.CharField(max_length=20, blank=True)
    address_lines = models.CharField(max_length=300, blank=True)
    postcode = models.CharField(max_length=8, blank=True)
    address_hidden = models.BooleanField(default=False)

    class Meta:
        ordering = ["surname", "forename"]
        indexes = [models.Index(fields=["school", "surname", "forename"], name="parent_school_name")]

    def __str__(self) -> str:
        return f"{self.title or self.forename} {self.surname}"


class Contact(models.Model):
    """A parent in a pupil's order of contact."""

    pupil = models.ForeignKey(Pupil, on_delete=models.CASCADE, related_name="contacts")
    parent = models.ForeignKey(Parent, on_delete=models.CASCADE, related_name="contacts")
    call_order = models.PositiveSmallIntegerField()
    relationship = models.CharField(max_length=40)
    has_responsibility = models.BooleanField(default=False, help_text="Parental responsibility in law")
    lives_with_pupil = models.BooleanField(default=False)
    must_not_contact = models.BooleanField(default=False, help_text="A court order or the DSL forbids it")

    class Meta:
        ordering = ["pupil", "call_order"]
        constraints = [
            models.UniqueConstraint(fields=["pupil", "parent"], name="contact_once"),
            models.UniqueConstraint(
                fields=["pupil", "call_order"],
                name="contact_order_once",
                deferrable=models.Deferrable.DEFERRED,
            ),
            models.CheckConstraint(condition=Q(call_order__gte=1), name="contact_order_from_one"),
        ]

    def __str__(self) -> str:
        return f"{self.call_order}. {self.relationship}"
