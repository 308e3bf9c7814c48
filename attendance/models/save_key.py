"""Keys of saves that were answered: the same key is one save, however often it is sent."""

from django.conf import settings
from django.db import models


class SaveKey(models.Model):
    """A save that was carried out, by the key that its page gave it, and the answer it got."""

    key = models.UUIDField(primary_key=True)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    path = models.CharField(max_length=200)
    answer = models.JSONField()
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["at"], name="save_key_at")]

    def __str__(self) -> str:
        return str(self.key)
