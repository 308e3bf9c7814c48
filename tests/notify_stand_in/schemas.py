"""Notify's schemas: what is wrong with a request, or with an answer of the stand-in."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from jsonschema import Draft4Validator, FormatChecker

FILE = Path(__file__).parents[1] / "data" / "notify" / "notify_v2_json_schemas.json"
REQUESTS = {"sms": "post_sms_request", "email": "post_email_request", "letter": "post_letter_request"}
ANSWERS = {"sms": "post_sms_response", "email": "post_email_response", "letter": "post_letter_response"}
ONE, MANY = "get_notification_response", "get_notifications_response"
# The schema demands a field that it does not describe and that Notify's own client cannot send.
NOT_DEMANDED = {"post_letter_request": {"letter_address"}}

formats = FormatChecker(formats=())


@formats.checks("phone_number")
def is_phone_number(value: object) -> bool:
    """Whether Notify would take it: a United Kingdom mobile, or an international number with its plus."""
    digits = re.sub(r"[ ()-]", "", str(value))
    return re.fullmatch(r"(\+?44|0)7\d{9}|\+\d{8,15}", digits) is not None


@formats.checks("email_address")
def is_email_address(value: object) -> bool:
    """Whether it looks like an address."""
    return re.fullmatch(r"[^@\s]+@[^@\s]+", str(value)) is not None


@cache
def validator(name: str) -> Draft4Validator:
    """The validator of one of Notify's schemas."""
    schema = json.loads(FILE.read_text(encoding="utf-8"))[f"notification_schemas.{name}"]
    left_out = NOT_DEMANDED.get(name, set())
    required = [field for field in schema["required"] if field not in left_out]
    return Draft4Validator(schema | {"required": required}, format_checker=formats)


def faults_in(name: str, body: object) -> list[str]:
    """What is wrong with this body, without the values that it holds."""
    return [
        f"{'.'.join(map(str, fault.absolute_path)) or 'the body'} breaks {fault.validator} of {name}"
        for fault in validator(name).iter_errors(body)
    ]


def faults_in_list(answer: Mapping[str, Any]) -> list[str]:
    """What is wrong with a list of messages, and with each of them."""
    each = [fault for row in answer["notifications"] for fault in faults_in(ONE, row)]
    return [*faults_in(MANY, answer), *each]
