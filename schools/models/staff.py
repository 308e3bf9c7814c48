"""The people who work in a school, and the dated grants that give them rights."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from accounts.roles import Role
from schools.models.school import School


class Staff(models.Model):
    """A member of staff as the school lists them, with or without a sign-in."""

    school = models.ForeignKey(School, on_delete=models.CASCADE, related_name="staff")
    code = models.CharField(max_length=20)
    title_name = models.CharField(max_length=120, help_text="As pupils say it: Ms H. Lane")
    full_name = models.CharField(max_length=200)
    email = models.EmailField(blank=True)
    job_title = models.CharField(max_length=120, blank=True)
    role = models.CharField(
        max_length=10,
        choices=[(role.value, role.value) for role in Role],
        blank=True,
        help_text="The role that the school's file proposes; rights come from memberships alone",
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        ordering = ["full_name"]
        verbose_name_plural = "staff"
        constraints = [models.UniqueConstraint(fields=["school", "code"], name="staff_code_once")]

    def __str__(self) -> str:
        return self.title_name


class Membership(models.Model):
    """A dated grant: this person holds this role at this school.

    Rights are read from live memberships alone. A person may hold several at
    one school and at several schools.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    school = models.ForeignKey(School, on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=10, choices=[(role.value, role.value) for role in Role])
    year_groups = ArrayField(
        models.SmallIntegerField(), default=list, blank=True, help_text="The years of a pastoral caseload"
    )
    valid_from = models.DateField()
    valid_until = models.DateField(null=True, blank=True, help_text="The last day of the grant")
    granted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        ordering = ["user", "role"]
        indexes = [models.Index(fields=["user", "school"], name="membership_user_school")]
        constraints = [
            models.UniqueConstraint(fields=["user", "school", "role", "valid_from"], name="membership_once"),
            models.CheckConstraint(
                condition=Q(valid_until=None) | Q(valid_until__gte=F("valid_from")),
                name="membership_dates_in_order",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.role} from {self.valid_from}"
