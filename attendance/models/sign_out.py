"""Pupils who leave the site during the day, and when they come back. The session's code stays."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from schools.models import Pupil, School


class SignOut(models.Model):
    """A pupil left with leave during a school day. Leaving early changes no code (WTISA: marks stand)."""

    school = models.ForeignKey(School, on_delete=models.CASCADE, related_name="+")
    pupil = models.ForeignKey(Pupil, on_delete=models.PROTECT, related_name="+")
    date = models.DateField()
    out_at = models.DateTimeField()
    back_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(max_length=120)
    collected_by = models.CharField(max_length=120, blank=True)
    signed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    back_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering = ["date", "out_at"]
        indexes = [models.Index(fields=["school", "date"], name="sign_out_school_day")]
        constraints = [
            models.UniqueConstraint(
                fields=["pupil", "date"], condition=Q(back_at=None), name="signed_out_once_at_a_time"
            ),
            models.CheckConstraint(
                condition=Q(back_at=None) | Q(back_at__gte=F("out_at")), name="sign_out_times_in_order"
            ),
        ]

    def __str__(self) -> str:
        return str(self.date)
