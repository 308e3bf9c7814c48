"""Jobs of the accounts app."""

from __future__ import annotations

from axes.models import AccessAttempt
from celery import shared_task
from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore
from django.utils import timezone

from accounts.services import mail_reset_link


@shared_task(name="accounts.tasks.clear_sessions")
def clear_sessions() -> str:
    """Delete sessions and counted tries that are over; running twice changes nothing."""
    SessionStore.clear_expired()
    tries = AccessAttempt.objects.filter(attempt_time__lt=timezone.now() - settings.AXES_COOLOFF_TIME)
    return f"ended sessions and {tries.delete()[0]} counted tries deleted"


@shared_task(name="accounts.tasks.send_reset_link")
def send_reset_link(email: str, site: str) -> None:
    """Mail a link to set a new password, if the address is known."""
    mail_reset_link(email=email, site=site)
