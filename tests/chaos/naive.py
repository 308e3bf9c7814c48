"""The design that everybody writes first: one `.delay()` for each message, and no outbox.

It stands here as the control: a harness in which it loses nothing is blind. Nothing else uses it.
"""

import os

from celery import Celery
from notifications_python_client import NotificationsAPIClient

app = Celery("naive", broker=os.environ.get("CELERY_BROKER_URL", "memory://"), set_as_current=False)
app.conf.task_ignore_result = True
app.conf.broker_connection_retry_on_startup = True


@app.task(name="tests.chaos.naive.send_text")
def send_text(reference: str, number: str) -> None:
    """Send one text at once."""
    client = NotificationsAPIClient(os.environ["NAIVE_KEY"], os.environ["NAIVE_ADDRESS"], timeout=2)
    client.send_sms_notification(
        phone_number=number,
        template_id=os.environ["NAIVE_TEMPLATE"],
        personalisation={"words": "Please ring the school."},
        reference=reference,
    )
