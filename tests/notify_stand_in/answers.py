"""What Notify answers, as data: made here, held against its schemas, and sent by the server."""

from __future__ import annotations

from typing import Any

from tests.notify_stand_in.ledger import Ledger, Taken, stamp

Answer = dict[str, Any]
SUBJECT = "A message from the school"


def accepted(taken: Taken, address: str) -> Answer:
    """The answer to a message that was taken."""
    return {
        "id": taken.id,
        "reference": taken.reference,
        "uri": f"{address}/v2/notifications/{taken.id}",
        "template": _template(taken, address),
    } | _content(taken)


def _content(taken: Taken) -> Answer:
    subject = str(taken.personalisation.get("subject", SUBJECT))
    if taken.type == "email":
        content = {
            "body": taken.words,
            "subject": subject,
            "from_email": "school@notifications.service.gov.uk",
        }
        return {"content": content, "sanitised_content": {}}
    if taken.type == "letter":
        return {"content": {"body": taken.words, "subject": subject}}
    return {"content": {"body": taken.words, "from_number": "GOVUK"}}


def described(taken: Taken, ledger: Ledger, address: str) -> Answer:
    """A message as asking shows it."""
    lines: Answer = dict.fromkeys(("line_1", "line_2", "line_3", "line_4", "line_5", "line_6", "postcode"))
    if taken.type == "letter":
        lines |= {f"line_{place}": line for place, line in enumerate(taken.to.split("\n")[:6], start=1)}
    return lines | {
        "id": taken.id,
        "reference": taken.reference,
        "email_address": taken.to if taken.type == "email" else None,
        "phone_number": taken.to if taken.type == "sms" else None,
        "postage": "second" if taken.type == "letter" else None,
        "type": taken.type,
        "status": ledger.status_of(taken),
        "template": _template(taken, address),
        "body": taken.words,
        "subject": str(taken.personalisation["subject"]) if "subject" in taken.personalisation else None,
        "created_at": stamp(taken.at),
        "created_by_name": None,
        "sent_at": stamp(taken.at + 1),
        "completed_at": stamp(taken.at + 2),
    }


def _template(taken: Taken, address: str) -> Answer:
    uri = f"{address}/v2/template/{taken.template_id}"
    return {"id": taken.template_id, "version": 1, "uri": uri}


def refused(status: int, error: str, message: str) -> Answer:
    """The answer to what was not taken."""
    return {"status_code": status, "errors": [{"error": error, "message": message}]}
