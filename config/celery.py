"""The task queue. What runs when stands in `config.schedule`."""

import os

from celery import Celery
from kombu.transport import TRANSPORT_ALIASES

from config.schedule import beat_schedule

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.dev")

TRANSPORT_ALIASES["filesystem"] = "config.file_queue:Transport"

app = Celery("daymark")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.conf.beat_schedule = beat_schedule()
app.autodiscover_tasks()
