"""What others must know of a child without learning why."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from schools.models.pupil import Pupil


class MarkerKind(models.TextChoices):
    """A poor fact that the safeguarding lead writes down for the office."""

    CALL_FIRST = "call_first", "Ring first when absent"
    ASK_FIRST = "ask_first", "Speak to the DSL first"


class PupilMarker(models.Model):
    """One marker of the safeguarding lead on a pupil; it has no words, so it can tell no reason."""

    pupil = models.ForeignKey(Pupil, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=10, choices=MarkerKind.choices)
    from_on = models.DateField()
    until_on = models.DateField(null=True, blank=True, help_text="The last day")
    set_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        ordering = ["pupil", "from_on"]
        indexes = [models.Index(fields=["pupil"], name="pupil_marker_pupil")]
        constraints = [
            models.UniqueConstraint(fields=["pupil", "kind", "from_on"], name="pupil_marker_once"),
            models.CheckConstraint(
                condition=Q(until_on=None) | Q(until_on__gte=F("from_on")), name="pupil_marker_in_order"
            ),
        ]

    def __str__(self) -> str:
        return self.get_kind_display()
