"""Parents, and the order in which a school rings them."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

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
    known_as = models.CharField(max_length=100, blank=True, default="", db_default="")
    former_names = models.CharField(max_length=200, blank=True, default="", db_default="")
    email = models.EmailField(blank=True)
    mobile = models.CharField(max_length=20, blank=True)
    phone = models.CharField(max_length=20, blank=True)
    address_lines = models.CharField(max_length=300, blank=True)
    postcode = models.CharField(max_length=8, blank=True)
    address_hidden = models.BooleanField(default=False)
    language = models.CharField(
        max_length=60, blank=True, help_text="The language to write and speak in", default="", db_default=""
    )
    needs_interpreter = models.BooleanField(default=False, db_default=False)
    reading_needs = models.CharField(
        max_length=200, blank=True, help_text="Large print, read aloud, ...", default="", db_default=""
    )

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


class SafetyKind(models.TextChoices):
    """What a safety note rests on."""

    ADVICE = "advice", "Advice of the safeguarding lead"
    COURT_ORDER = "court_order", "Court order"


class SafetyNote(models.Model):
    """One line of the safeguarding lead on how to reach a pupil's family without harm.

    It stands on the pupil, or on one contact. Those with the right to contact safety read it before they
    ring; nobody learns from it why. It is ended, never changed.
    """

    pupil = models.ForeignKey(Pupil, on_delete=models.CASCADE, related_name="+")
    contact = models.ForeignKey(Contact, null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=11, choices=SafetyKind.choices, default=SafetyKind.ADVICE)
    text = models.CharField(max_length=300)
    from_on = models.DateField()
    until_on = models.DateField(null=True, blank=True, help_text="The last day")
    set_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        ordering = ["pupil", "from_on", "pk"]
        indexes = [models.Index(fields=["pupil"], name="safety_note_pupil")]
        constraints = [
            models.CheckConstraint(
                condition=Q(until_on=None) | Q(until_on__gte=F("from_on")), name="safety_note_in_order"
            ),
        ]
