"""Forms of home visits, checked and turned into plain values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.utils import timezone

from accounts.models import User
from attendance.home_visits import USUAL_LENGTH, PlanFacts, Press
from attendance.lessons import instant
from attendance.models import Visit
from attendance.services.visits.presses import VisitTimes
from attendance.services.visits.records import UNSEEN_STEPS, Found
from schools.form_fields import OPEN_AGAIN, DayField, LinesField, PlainForm, TextField
from schools.wording import time_words

YES_NO = (("yes", "Yes"), ("no", "No"))
NO_RISK, RAISED = "usual", "raised"
NO_TIME = "Give a time, such as 14:20"


def _time_field(label: str, *, required: bool = False, help_text: str = "") -> forms.TimeField:
    return forms.TimeField(
        label=label,
        required=required,
        help_text=help_text,
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        error_messages={"invalid": NO_TIME},
    )


def _choice(label: str, choices: Sequence[tuple[str, str]], words: str, **options: Any) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label,
        choices=choices,
        widget=forms.RadioSelect,
        error_messages={"required": words},
        **options,
    )


class PlanForm(PlainForm):
    """Who goes to a home, when, why, and what was thought about before."""

    key = forms.UUIDField(widget=forms.HiddenInput, error_messages={"invalid": OPEN_AGAIN})
    visitor = forms.TypedChoiceField(
        coerce=int, label="Who goes", error_messages={"required": "Say who goes"}
    )
    second = forms.TypedChoiceField(coerce=int, empty_value=None, required=False, label="Who goes along")
    second_name = TextField(
        max_length=120, required=False, label="Or somebody else", help_text="Their name, and what they are"
    )
    due_on = DayField(label="Day", error_messages={"required": "Give the day"})
    due_time = _time_field("Time", required=True)
    check_in_time = _time_field(
        "Safe by",
        help_text="Who goes says by then that they are safe. If not, the attendance officer, the DSL and the "
        "head are told at once on every open page",
    )
    purpose = TextField(
        max_length=300,
        label="What the visit is for",
        error_messages={"required": "Say what the visit is for"},
    )
    risk = _choice(
        "Risk to who goes",
        ((NO_RISK, "Nothing known beyond any visit"), (RAISED, "Raised: two people go")),
        "Say whether the risk is raised",
    )
    risk_words = TextField(
        max_length=500,
        required=False,
        label="The risk, and what is done about it",
        help_text="When it is raised",
    )

    def __init__(self, data: Any, *, people: Sequence[User], **options: Any) -> None:
        super().__init__(data, **options)
        named = [(person.pk, person.full_name) for person in people]
        self.fields["visitor"].choices = named  # type: ignore[attr-defined]
        self.fields["second"].choices = [("", "Nobody"), *named]  # type: ignore[attr-defined]

    @property
    def form_key(self) -> UUID:
        """The key of this form, so that one sent twice plans one visit."""
        return UUID(str(self.cleaned_data["key"]))

    def facts(self) -> PlanFacts:
        """The plan as the service takes it."""
        cleaned = self.cleaned_data
        due_on, check_in = cleaned["due_on"], cleaned["check_in_time"]
        return PlanFacts(
            due_at=instant(due_on, cleaned["due_time"]),
            purpose=cleaned["purpose"],
            visitor_id=cleaned["visitor"],
            second_id=cleaned["second"],
            second_name=cleaned["second_name"],
            check_in_by=instant(due_on, check_in) if check_in else None,
            risk_raised=cleaned["risk"] == RAISED,
            risk_words=cleaned["risk_words"],
        )


PLAN_FIELDS = {"due_at": "due_time", "check_in_by": "check_in_time"}


def new_plan(*, key: UUID, visitor: User, now: datetime) -> dict[str, Any]:
    """What a new plan proposes: soon, today, by who plans it, with a check-in an hour after it begins."""
    due = (now + timedelta(minutes=15)).replace(second=0, microsecond=0)
    check_in = due + USUAL_LENGTH
    return {
        "key": key,
        "visitor": visitor.pk,
        "due_on": due.date(),
        "due_time": due.time(),
        "check_in_time": check_in.time() if check_in.date() == due.date() else None,
    }


def plan_of(visit: Visit) -> dict[str, Any]:
    """What the form shows of a plan that is to be changed."""
    due = timezone.localtime(visit.due_at)
    check_in = timezone.localtime(visit.check_in_by) if visit.check_in_by else None
    return {
        "key": visit.key,
        "visitor": visit.visitor_id,
        "second": visit.second_id,
        "second_name": visit.second_name,
        "due_on": due.date(),
        "due_time": due.time(),
        "check_in_time": check_in.time() if check_in else None,
        "purpose": visit.purpose,
        "risk": RAISED if visit.risk_raised else NO_RISK,
        "risk_words": visit.risk_words,
    }


class TimesForm(PlainForm):
    """The four times of a visit, on the day on which somebody set out."""

    set_out_at = _time_field("Set out")
    arrived_at = _time_field("Arrived")
    left_at = _time_field("Left")
    safe_at = _time_field("Safe", help_text="Empty: nobody has said yet that they are safe")

    def times(self, visit: Visit, *, now: datetime) -> VisitTimes:
        """The times as the service takes them."""
        return VisitTimes(*(_instant(visit, press.field, self.cleaned_data, now=now) for press in Press))


class RecordForm(PlainForm):
    """What was found at a home, as fact."""

    set_out_at = _time_field("Set out")
    arrived_at = _time_field("Arrived", required=True)
    left_at = _time_field("Left", required=True)
    who_seen = TextField(
        max_length=200,
        label="Who was seen",
        help_text="Everybody you met, or “nobody”",
        error_messages={"required": "Say who was seen, or “nobody”"},
    )
    child_seen = _choice("Was the child seen?", YES_NO, "Say whether the child was seen")
    child_spoken_to = _choice("Was the child spoken to?", YES_NO, "Say whether the child was spoken to")
    child_voice = LinesField(
        max_length=2000, required=False, label="What the child said", help_text="In the child’s own words"
    )
    conditions = LinesField(
        max_length=2000,
        required=False,
        label="Conditions",
        help_text="What you saw, heard and smelt. Facts, no judgement",
    )
    unseen_step = _choice(
        "The child was not seen: what happens next",
        tuple(UNSEEN_STEPS.items()),
        "Say what happens next",
        required=False,
    )
    next_step = TextField(
        max_length=240, required=False, label="Next step", help_text="What, and who does it"
    )
    next_on = DayField(required=False, label="By")

    def found(self, visit: Visit, *, now: datetime) -> Found:
        """What was found as the service takes it."""
        cleaned = self.cleaned_data
        return Found(
            set_out_at=_instant(visit, "set_out_at", cleaned, now=now),
            arrived_at=_instant(visit, "arrived_at", cleaned, now=now),
            left_at=_instant(visit, "left_at", cleaned, now=now),
            who_seen=cleaned["who_seen"],
            child_seen=cleaned["child_seen"] == "yes",
            child_spoken_to=cleaned["child_spoken_to"] == "yes",
            child_voice=cleaned["child_voice"],
            conditions=cleaned["conditions"],
            unseen_step=cleaned["unseen_step"],
            next_step=cleaned["next_step"],
            next_on=cleaned["next_on"],
        )


def day_of(visit: Visit, *, now: datetime) -> date:
    """The day of which the typed times of a visit speak: of setting out, of the plan, or today."""
    if visit.set_out_at is not None:
        return timezone.localtime(visit.set_out_at).date()
    return min(timezone.localtime(visit.due_at).date(), now.date())


def times_of(visit: Visit) -> dict[str, time | None]:
    """What a form shows of the times that were pressed."""
    made = {press.field: getattr(visit, press.field) for press in Press}
    return {name: timezone.localtime(at).time() if at else None for name, at in made.items()}


def _instant(visit: Visit, name: str, cleaned: Mapping[str, Any], *, now: datetime) -> datetime | None:
    """The instant of a typed time; one that was pressed keeps its seconds, and this very minute is now."""
    typed: time | None = cleaned[name]
    if typed is None:
        return None
    on, words = day_of(visit, now=now), time_words(typed)
    pressed = getattr(visit, name)
    if pressed is not None and time_words(timezone.localtime(pressed)) == words:
        return timezone.localtime(pressed)
    return now if on == now.date() and time_words(now) == words else instant(on, typed)


class WordsForm(PlainForm):
    """Words in answer to an alarm."""

    words = TextField(
        max_length=300,
        label="What you learned",
        help_text="For example: I rang her, she is safe",
        error_messages={"required": "Say what you learned: whom you reached, and that they are safe"},
    )


class NoteForm(PlainForm):
    """Words added to a visit that was written down."""

    note = LinesField(
        max_length=2000, label="Words to add", error_messages={"required": "Write the words to add"}
    )


class CancelForm(PlainForm):
    """Why a visit is called off."""

    why = TextField(
        max_length=200, label="Why", error_messages={"required": "Say why the visit is called off"}
    )
