"""The task queue. Beat sends a tick and nothing else; what runs when stands in `config.schedule`."""

import os

from celery import Celery
from kombu.transport import TRANSPORT_ALIASES

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.dev")

TRANSPORT_ALIASES["filesystem"] = "config.file_queue:Transport"
TICK_SECONDS = 10.0

app = Celery("daymark")
app.config_from_object("django.conf:settings", namespace="CELERY")
# A tick that waited for a worker says nothing that the next one does not say.
app.conf.beat_schedule = {
    "tick": {"task": "config.tasks.tick", "schedule": TICK_SECONDS, "options": {"expires": 3 * TICK_SECONDS}}
}
app.autodiscover_tasks()
