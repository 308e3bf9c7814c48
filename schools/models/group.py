"""Groups of pupils by date: year groups, registration groups and others."""

from django.db import models
from django.db.models import F, Q

from schools.models.calendar import AcademicYear
from schools.models.pupil import Pupil
from schools.models.school import School
from schools.models.staff import Staff


class GroupKind(models.TextChoices):
    """What a group is for. Statutory registers are taken of registration groups."""

    YEAR = "year", "Year group"
    REGISTRATION = "registration", "Registration group"
    TEACHING = "teaching", "Teaching group"
    OTHER = "other", "Other group"


# A pupil is in one group of these kinds at a time.
ONE_AT_A_TIME = (GroupKind.YEAR, GroupKind.REGISTRATION)


class Group(models.Model):
    """A named group of one academic year."""

    school = models.ForeignKey(School, on_delete=models.CASCADE, related_name="groups")
    academic_year = models.ForeignKey(AcademicYear, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=12, choices=GroupKind.choices)
    name = models.CharField(max_length=40)
    year_group = models.SmallIntegerField(null=True, blank=True)
    room = models.CharField(max_length=40, blank=True)

    class Meta:
        ordering = ["year_group", "name"]
        constraints = [
            models.UniqueConstraint(fields=["academic_year", "kind", "name"], name="group_name_once"),
        ]

    def __str__(self) -> str:
        return self.name


class GroupMember(models.Model):
    """A pupil's time in a group."""

    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="members")
    pupil = models.ForeignKey(Pupil, on_delete=models.CASCADE, related_name="group_memberships")
    from_on = models.DateField()
    until_on = models.DateField(null=True, blank=True, help_text="The last day")

    class Meta:
        ordering = ["group", "pupil"]
        constraints = [
            models.UniqueConstraint(fields=["group", "pupil", "from_on"], name="group_member_once"),
            models.CheckConstraint(
                condition=Q(until_on=None) | Q(until_on__gte=F("from_on")), name="group_member_in_order"
            ),
        ]
        indexes = [
            models.Index(
                fields=["pupil"], name="group_member_pupil", include=["group", "from_on", "until_on"]
            )
        ]

    def __str__(self) -> str:
        return f"from {self.from_on}"


class StaffPart(models.TextChoices):
    """What a member of staff does for a group."""

    TUTOR = "tutor", "Tutor"
    COVER = "cover", "Cover"


class GroupStaff(models.Model):
    """Who takes a group's register, and on which days."""

    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="staff_parts")
    staff = models.ForeignKey(Staff, on_delete=models.CASCADE, related_name="group_parts")
    part = models.CharField(max_length=5, choices=StaffPart.choices, default=StaffPart.TUTOR)
    from_on = models.DateField()
    until_on = models.DateField(null=True, blank=True, help_text="The last day")

    class Meta:
        ordering = ["group", "part"]
        constraints = [
            models.UniqueConstraint(fields=["group", "staff", "part", "from_on"], name="group_staff_once"),
            models.CheckConstraint(
                condition=Q(until_on=None) | Q(until_on__gte=F("from_on")), name="group_staff_in_order"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.part} from {self.from_on}"
