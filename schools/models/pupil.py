"""Pupils, and the facts about them that decide who is helped first."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from schools.models.school import School


class Sex(models.TextChoices):
    """Sex as the admission register records it (reg 8, SI 2024/208)."""

    FEMALE = "F", "Female"
    MALE = "M", "Male"


class Pupil(models.Model):
    """A child known to one school; the admission register holds the legal names."""

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="pupils")
    upn = models.CharField(max_length=13, blank=True, help_text="Unique pupil number; may be temporary")
    admission_number = models.CharField(max_length=20, blank=True)
    legal_surname = models.CharField(max_length=100)
    legal_forename = models.CharField(max_length=100)
    middle_names = models.CharField(max_length=100, blank=True)
    known_surname = models.CharField(max_length=100)
    known_forename = models.CharField(max_length=100)
    former_names = models.CharField(max_length=200, blank=True)
    former_upn = models.CharField(
        max_length=13, blank=True, help_text="A number that this child had before", default="", db_default=""
    )
    sex = models.CharField(max_length=1, choices=Sex.choices)
    born_on = models.DateField()
    is_boarder = models.BooleanField(
        default=False, help_text="Where the school takes boarders", db_default=False
    )
    last_school_name = models.CharField(max_length=200, blank=True, default="", db_default="")
    last_school_address = models.CharField(max_length=300, blank=True, default="", db_default="")
    home_language = models.CharField(max_length=60, blank=True, default="", db_default="")
    ethnicity = models.CharField(
        max_length=4, blank=True, help_text="The code of the school census", default="", db_default=""
    )
    transport = models.CharField(
        max_length=60, blank=True, help_text="How the pupil comes to school", default="", db_default=""
    )

    # A duplicate that was merged stands on with its own marks, which no register loses (regs 6 and 7, SI
    # 2024/208); it has no number, no roll entry and no group any more, and nobody finds it by any right.
    merged_into = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["known_surname", "known_forename", "pk"]
        indexes = [
            models.Index(fields=["school", "known_surname", "known_forename"], name="pupil_school_name"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["school", "upn"], condition=~Q(upn=""), name="pupil_upn_once"),
            models.CheckConstraint(
                condition=Q(merged_into=None) | (Q(upn="") & ~Q(merged_into=F("id"))),
                name="merged_pupil_has_no_upn",
            ),
        ]

    def __str__(self) -> str:
        return self.known_name

    @property
    def known_name(self) -> str:
        """The name that the pupil uses: forename first."""
        return f"{self.known_forename} {self.known_surname}"


class PupilAddress(models.Model):
    """A home of a pupil; a child of two homes has two rows."""

    pupil = models.ForeignKey(Pupil, on_delete=models.CASCADE, related_name="addresses")
    lines = models.CharField(max_length=300)
    postcode = models.CharField(max_length=8, blank=True)
    from_on = models.DateField(null=True, blank=True)
    until_on = models.DateField(null=True, blank=True)
    is_hidden = models.BooleanField(default=False)

    class Meta:
        ordering = ["pk"]
        verbose_name_plural = "pupil addresses"
        constraints = [models.UniqueConstraint(fields=["pupil", "lines"], name="pupil_address_once")]

    def __str__(self) -> str:
        return f"{self.lines} {self.postcode}".strip()


class SupportKind(models.TextChoices):
    """Support that any teacher of the child may know of."""

    SEN = "sen", "SEN support"
    EHCP = "ehcp", "Education, health and care plan"
    MEDICAL = "medical", "Medical condition"
    MENTAL_HEALTH = "mental_health", "Mental health"
    YOUNG_CARER = "young_carer", "Young carer"
    EAL = "eal", "English as an additional language"
    FREE_MEALS = "fsm", "Free school meals"
    EVER_SIX = "ever6", "Free school meals in the last six years"
    DISADVANTAGED = "disadvantaged", "Pupil premium"
    SERVICE_CHILD = "service", "Service child"


class Need(models.TextChoices):
    """The primary type of special educational need, by the codes of the school census."""

    SPECIFIC_LEARNING = "SPLD", "Specific learning difficulty"
    MODERATE_LEARNING = "MLD", "Moderate learning difficulty"
    SEVERE_LEARNING = "SLD", "Severe learning difficulty"
    PROFOUND_LEARNING = "PMLD", "Profound and multiple learning difficulty"
    SOCIAL_EMOTIONAL = "SEMH", "Social, emotional and mental health"
    SPEECH_LANGUAGE = "SLCN", "Speech, language and communication"
    HEARING = "HI", "Hearing impairment"
    VISION = "VI", "Vision impairment"
    MULTI_SENSORY = "MSI", "Multi-sensory impairment"
    PHYSICAL = "PD", "Physical disability"
    AUTISM = "ASD", "Autistic spectrum disorder"
    DOWN_SYNDROME = "DS", "Down syndrome"
    OTHER = "OTH", "Other difficulty or disability"
    NOT_ASSESSED = "NSA", "SEN support, no specialist assessment of the type of need"


class ProtectedKind(models.TextChoices):
    """Status that only those with the right to protected facts may see."""

    SOCIAL_WORKER = "social_worker", "Has a social worker"
    CHILD_IN_NEED = "cin", "Child in need plan"
    CHILD_PROTECTION = "cp", "Child protection plan"
    LOOKED_AFTER = "lac", "Looked after"
    PREVIOUSLY_LOOKED_AFTER = "plac", "Previously looked after"
    YOUTH_JUSTICE = "youth_justice", "Youth justice"
    VIRTUAL_SCHOOL = "virtual_school", "Virtual school"


class SiblingPair(models.Model):
    """Two pupils of a school of whom a person has said whether they are siblings.

    Pairs are proposed from address and surname, and from shared parents; a person decides. The pupil with
    the lower key is `one`, so that a pair stands once.
    """

    one = models.ForeignKey(Pupil, on_delete=models.CASCADE, related_name="+")
    other = models.ForeignKey(Pupil, on_delete=models.CASCADE, related_name="+")
    are_siblings = models.BooleanField()
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    decided_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["one", "other"], name="sibling_pair_once"),
            models.CheckConstraint(condition=Q(one__lt=F("other")), name="sibling_pair_in_order"),
        ]


class Fact(models.Model):
    """A dated fact about a pupil."""

    pupil = models.ForeignKey(Pupil, on_delete=models.CASCADE, related_name="+")
    from_on = models.DateField()
    until_on = models.DateField(null=True, blank=True, help_text="The last day")
    note = models.CharField(max_length=300, blank=True)
    source = models.CharField(
        max_length=200,
        blank=True,
        help_text="Who said so, and where it is written",
        default="",
        db_default="",
    )

    class Meta:
        abstract = True


class SupportFact(Fact):
    """Support a pupil receives, in a table of its own so that one right covers it."""

    kind = models.CharField(max_length=14, choices=SupportKind.choices)
    need = models.CharField(max_length=4, choices=Need.choices, blank=True, default="", db_default="")

    class Meta:
        ordering = ["kind"]
        constraints = [
            models.UniqueConstraint(fields=["pupil", "kind", "from_on"], name="support_fact_once"),
            models.CheckConstraint(
                condition=Q(until_on=None) | Q(until_on__gte=F("from_on")), name="support_fact_in_order"
            ),
        ]

    def __str__(self) -> str:
        return self.get_kind_display()


class ProtectedFact(Fact):
    """Social-care status, apart from all else so that no page shows it by accident."""

    kind = models.CharField(max_length=14, choices=ProtectedKind.choices)
    worker_name = models.CharField(
        max_length=120, blank=True, help_text="Whom to ring", default="", db_default=""
    )
    worker_phone = models.CharField(max_length=20, blank=True, default="", db_default="")
    worker_email = models.EmailField(blank=True, default="", db_default="")
    team = models.CharField(max_length=120, blank=True, default="", db_default="")
    authority = models.CharField(
        max_length=120, blank=True, help_text="The local authority", default="", db_default=""
    )

    class Meta:
        ordering = ["kind"]
        constraints = [
            models.UniqueConstraint(fields=["pupil", "kind", "from_on"], name="protected_fact_once"),
            models.CheckConstraint(
                condition=Q(until_on=None) | Q(until_on__gte=F("from_on")), name="protected_fact_in_order"
            ),
        ]

    def __str__(self) -> str:
        return self.get_kind_display()
