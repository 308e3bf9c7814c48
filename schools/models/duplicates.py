"""What people have said of likely duplicates: these two are two, and not one."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from schools.models.family import Parent
from schools.models.pupil import Pupil


class Verdict(models.Model):
    """Who said so, and when."""

    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    decided_at = models.DateTimeField()

    class Meta:
        abstract = True


class DifferentPupils(Verdict):
    """Two alike pupils who are two children, twins perhaps. The lower key is `one`."""

    one = models.ForeignKey(Pupil, on_delete=models.CASCADE, related_name="+")
    other = models.ForeignKey(Pupil, on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["one", "other"], name="different_pupils_once"),
            models.CheckConstraint(condition=Q(one__lt=F("other")), name="different_pupils_in_order"),
        ]


class DifferentParents(Verdict):
    """Two alike parents who are two people, a father and a son perhaps. The lower key is `one`."""

    one = models.ForeignKey(Parent, on_delete=models.CASCADE, related_name="+")
    other = models.ForeignKey(Parent, on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["one", "other"], name="different_parents_once"),
            models.CheckConstraint(condition=Q(one__lt=F("other")), name="different_parents_in_order"),
        ]
