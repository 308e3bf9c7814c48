"""Runs of scheduled jobs: one row per job and slot."""

from django.db import models

# The part that sends messages, in `Heartbeat`.
DRAIN = "drain"


class JobRun(models.Model):
    """A job that took its slot. Two schedulers do no harm: the second finds the slot taken.

    A run whose worker died is taken up again when `lease_until` is past; `attempts` counts the starts.
    """

    name = models.CharField(max_length=80)
    slot = models.CharField(max_length=40, help_text="The due time in UTC, to the second")
    started_at = models.DateTimeField()
    lease_until = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=1)
    finished_at = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["-started_at"]
        constraints = [models.UniqueConstraint(fields=["name", "slot"], name="job_slot_once")]

    def __str__(self) -> str:
        return f"{self.name} {self.slot}"


class Heartbeat(models.Model):
    """The last sign of life of a part that works unseen, such as the scheduler."""

    part = models.CharField(max_length=40, primary_key=True)
    beat_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.part
