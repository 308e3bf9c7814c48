"""What people send to a register, checked and turned into plain values."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, overload
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from attendance.services.amendments import REASONS
from attendance.services.marks import MarkChange
from schools.form_fields import PlainForm, TextField
from schools.wording import list_words

MOST_MARKS = 200
LONGEST_WAIT = timedelta(days=2)
UNREADABLE = "We could not read that. Reload the page and try again"


@dataclass(frozen=True)
class SentMarks:
    """A save of a page's script: its marks, when each was pressed, and whose page it was where it says so."""

    marks: list[MarkChange]
    pressed: dict[int, str]
    user: int | None


def marks_from_json(body: bytes, *, at: datetime) -> SentMarks:
    """The changed marks of a page's save; ValidationError with a sentence for anything else."""
    try:
        sent = json.loads(body)
        if not isinstance(sent["marks"], list):
            raise TypeError(sent)
        times = {_pupil(item): _pressed(item.get("client_time"), at) for item in sent["marks"]}
        pressed = {pupil: time for pupil, time in times.items() if time}
        found = SentMarks([_mark(item) for item in sent["marks"]], pressed, _user(sent))
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise ValidationError(UNREADABLE) from error
    if len(found.marks) > MOST_MARKS:
        raise ValidationError("That is too large to send")
    return found


def user_from_json(body: bytes) -> int | None:
    """The id of the person whose page sent this; None where it does not say."""
    try:
        return _user(json.loads(body or b"{}"))
    except (ValueError, TypeError, AttributeError, RecursionError) as error:
        raise ValidationError(UNREADABLE) from error


def _user(sent: Mapping[str, Any]) -> int | None:
    user = sent.get("user")
    return None if user is None else _whole(user, most=2**62)


def save_key(text: str) -> UUID | None:
    """The key under which a page sends a save; None for a page without keys."""
    try:
        return UUID(text) if text else None
    except ValueError as error:
        raise ValidationError(UNREADABLE) from error


def _mark(item: Mapping[str, Any]) -> MarkChange:
    code, minutes = item["code"], item.get("minutes")
    # Only an empty text clears a mark: what is missing or no text was never pressed by anybody.
    if not isinstance(code, str):
        raise TypeError(code)
    return MarkChange(
        pupil_id=_pupil(item),
        letter=code[:4],
        base_version=_whole(item.get("base_version", 0), most=30_000),
        minutes=None if minutes in (None, "") else _whole(minutes, most=30_000),
        here=item.get("here") is True,
    )


def _pupil(item: Mapping[str, Any]) -> int:
    return _whole(item["pupil"], most=2**62)


def _pressed(sent: object, at: datetime) -> str:
    """When a device says that a mark was pressed, held within the last two days; empty for no time at all.

    A wrong clock is no reason to refuse a mark.
    """
    try:
        told = datetime.fromisoformat(str(sent))
    except ValueError:
        return ""
    if told.tzinfo is None:
        return ""
    return timezone.localtime(max(at - LONGEST_WAIT, min(told, at))).isoformat(timespec="seconds")


def _whole(value: object, *, most: int) -> int:
    number = int(str(value))
    if not -1 <= number <= most:
        raise ValueError(value)
    return number


def marks_from_form(
    posted: Mapping[str, str], standing: Mapping[int, tuple[str, int, int | None]]
) -> list[MarkChange]:
    """The marks of the form that works without script: only those that differ from what the page showed.

    The button "Here?" of a row is present over what the office set.
    `standing` gives each pupil of the register their letter, version and minutes now.
    """
    changes = []
    for pupil_id, (letter, version, minutes) in standing.items():
        base_version = _number(posted.get(f"base-{pupil_id}"), version)
        if posted.get(f"here-{pupil_id}"):
            changes.append(MarkChange(pupil_id, "", base_version, here=True))
            continue
        sent = posted.get(f"other-{pupil_id}") or posted.get(f"mark-{pupil_id}")
        typed = _number(posted.get(f"minutes-{pupil_id}"), minutes)
        if sent is None or (sent == letter and (not letter or typed == minutes)):
            continue
        changes.append(
            MarkChange(
                pupil_id=pupil_id,
                letter=sent[:4],
                base_version=base_version,
                minutes=typed if sent == letter else _number(posted.get(f"minutes-{pupil_id}"), None),
            )
        )
    return changes


@overload
def _number(text: str | None, otherwise: int) -> int: ...
@overload
def _number(text: str | None, otherwise: int | None) -> int | None: ...
def _number(text: str | None, otherwise: int | None) -> int | None:
    return int(text) if text and text.isdecimal() and len(text) < 5 else otherwise


class AmendForm(PlainForm):
    """The code that a mark becomes, and why."""

    code = TextField(max_length=2, label="New code", error_messages={"required": "Choose a code"})
    minutes = forms.IntegerField(
        min_value=0,
        max_value=240,
        required=False,
        label="Minutes late",
        error_messages=dict.fromkeys(
            ("invalid", "min_value", "max_value"), "Give the minutes late as a number from 0 to 240"
        ),
    )
    reason = forms.ChoiceField(
        choices=[("", "Choose a reason"), *((reason, reason) for reason in REASONS)],
        error_messages={"required": "Give a reason for changing this mark"},
    )
    words = TextField(
        max_length=200,
        required=False,
        label="In your words",
        help_text="What you know and how. Parents can ask to see this",
    )
    base_version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, codes: Collection[str] = ("L", "U"), **kwargs: Any) -> None:
        """`codes`: the letters that this person may choose."""
        super().__init__(*args, **kwargs)
        late = [letter for letter in ("L", "U") if letter in codes]
        self.fields["minutes"].help_text = f"For {list_words(late)} only" if late else ""

    def clean(self) -> dict[str, Any]:
        """Ask for words where the reason is "other"."""
        cleaned = super().clean() or {}
        if str(cleaned.get("reason", "")).startswith("Other") and not cleaned.get("words"):
            self.add_error("words", "Say what the reason is")
        return cleaned

    def reason_words(self) -> str:
        """The reason as it is kept: the choice, and the words where there are any."""
        words = self.cleaned_data["words"]
        return f"{self.cleaned_data['reason']}: {words}" if words else str(self.cleaned_data["reason"])
