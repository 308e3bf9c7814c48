"""The rows of a chronology in words, as far as one reader may know them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils import timezone

from accounts.roles import Permission
from attendance.codes import code_of
from attendance.first_day_steps import OFFICE, Step
from attendance.models import Agency, Decision, Outcome, Way
from schools.chronology import Entry, EntryKind
from schools.models import Channel, MessageState
from schools.wording import minutes_words, short_day_words, time_words

Facts = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Reader:
    """Who reads, and the rights of theirs that reach this pupil."""

    user_id: int
    held: frozenset[Permission]

    @property
    def works(self) -> bool:
        """Whether they work on absences: others learn that the family was contacted, and no word more."""
        return Permission.FIRST_DAY_WORK in self.held

    @property
    def names(self) -> bool:
        """Whether they may know whom the school rings, and the number."""
        return Permission.CONTACTS_VIEW in self.held


def entry_of(reader: Reader, source: str, at: datetime, by: str, facts: Facts) -> Entry:
    """A row as an entry. KeyError for a source that is not in the table below."""
    return WRITERS[source](reader, at, by, facts)


def _attempt(reader: Reader, at: datetime, by: str, facts: Facts) -> Entry:
    outcome = Outcome(facts["outcome"])
    if not reader.works:
        reached = outcome is Outcome.SPOKE and not facts["struck_at"]
        title = "The family was contacted" if reached else "The family was tried"
        return Entry(at, EntryKind.CONTACT, title, by=by, is_struck=bool(facts["struck_at"]))
    whom = facts["name"] if reader.names else "the family"
    title = f"{Way(facts['way']).label} {'from' if facts['from_family'] else 'to'} {whom}"
    relationship = facts["relationship"] if reader.names else ""
    return Entry(
        at,
        EntryKind.CONTACT,
        f"{title}, {relationship.lower()}" if relationship else title,
        words=_sentences(
            facts["words"],
            facts["number"] if reader.names else "",
            f"Suggested code {code_of(facts['code']).letter}" if facts["code"] is not None else "",
            _about(at, facts["date"]),
        ),
        by=by,
        flag=str(outcome.label),
        is_struck=bool(facts["struck_at"]),
        note=_struck("Struck out", facts),
    )


def _message(reader: Reader, at: datetime, by: str, facts: Facts) -> Entry:
    # The text outlives the contact, whose name is gone then.
    name = facts["name"] if reader.works and reader.names else None
    whom = name or "the family"
    return Entry(
        at,
        EntryKind.CONTACT,
        f"{Channel(facts['channel']).label} to {whom}",
        words=_about(at, facts["date"]),
        by=by or "Automatic",
        flag=str(MessageState(facts["state"]).label),
        is_struck=facts["state"] == MessageState.WITHDRAWN,
    )


def _step(_: Reader, at: datetime, by: str, facts: Facts) -> Entry:
    title = f"Step done: {Step(facts['step']).kind.title}"
    return Entry(at, EntryKind.ABSENCE, title, _sentences(facts["words"], _about(at, facts["date"])), by)


def _hand_over(_: Reader, at: datetime, by: str, facts: Facts) -> Entry:
    title = f"Handed over to {facts['to'] or OFFICE}"
    return Entry(at, EntryKind.ABSENCE, title, facts["words"], by)


def _stay(reader: Reader, at: datetime, by: str, facts: Facts) -> Entry:
    first, last = date.fromisoformat(facts["from"]), date.fromisoformat(facts["until"])
    days = short_day_words(first)
    if last != first:
        days = f"{days} to {short_day_words(last)}"
    title = f"School asked them to stay home, {days}"
    return Entry(at, EntryKind.ABSENCE, title, facts["why"] if reader.works else "", by)


def _told(reader: Reader, at: datetime, by: str, facts: Facts) -> Entry:
    """What was told is for the lead, and for who told it."""
    reads = Permission.ESCALATION_DECIDE in reader.held or facts["raised_by"] == reader.user_id
    title = "DSL told" if by else "DSL told by the clock: nobody had by the time that is set"
    return Entry(at, EntryKind.LEAD, title, facts["words"] if reads else "", by)


def _decided(reader: Reader, at: datetime, by: str, facts: Facts) -> Entry:
    """That children's social care is involved is for those who may read protected facts."""
    if facts["decision"] == Decision.SOCIAL_CARE and Permission.PROTECTED_FACTS_VIEW not in reader.held:
        return Entry(at, EntryKind.LEAD, "DSL decided, and has taken it on", by=by)
    decision = str(Decision(facts["decision"]).label)
    if facts["until"]:
        until = _local(facts["until"])
        day = "" if until.date() == timezone.localtime(at).date() else f"{short_day_words(until.date())} "
        decision = f"{decision} {day}{time_words(until)}"
    return Entry(at, EntryKind.LEAD, f"DSL decided: {decision}", by=by)


def _agency(_: Reader, at: datetime, by: str, facts: Facts) -> Entry:
    agency = str(Agency(facts["agency"]).label)
    way = str(Way(facts["way"]).label) if facts["way"] in Way.values else ""
    return Entry(
        at,
        EntryKind.AGENCY,
        f"{agency} told" if facts["reached"] else f"{agency} tried",
        words=_sentences(facts["name"], way, facts["words"]),
        by=by,
        flag="" if facts["reached"] else "Not reached",
    )


def _visit_planned(_: Reader, at: datetime, by: str, facts: Facts) -> Entry:
    due = _local(facts["due"])
    return Entry(
        at,
        EntryKind.VISIT,
        f"Home visit planned for {short_day_words(due.date())} {time_words(due)}",
        words=_sentences(facts["purpose"], f"Visitor {facts['visitor']}"),
        by=by,
        is_struck=bool(facts["struck_at"]),
        note=_struck("Cancelled", facts),
    )


def _visit_made(_: Reader, at: datetime, by: str, facts: Facts) -> Entry:
    if not facts["written"]:
        return Entry(at, EntryKind.VISIT, "Home visit made", "Not written down yet", by)
    following = facts["next_step"]
    if facts["next_on"]:
        following = f"{following}, by {short_day_words(date.fromisoformat(facts['next_on']))}"
    spoken = " and spoken to" if facts["child_spoken_to"] else ""
    return Entry(
        at,
        EntryKind.VISIT,
        "Home visit made",
        words=_sentences(
            f"At the door: {facts['who_seen']}" if facts["who_seen"] else "",
            f"Child’s words: {facts['child_voice']}" if facts["child_voice"] else "",
            facts["conditions"],
            f"Next: {following}",
        ),
        by=by,
        flag=f"Child seen{spoken}" if facts["child_seen"] else "Child not seen",
    )


def _visit_alarm(_: Reader, at: datetime, by: str, facts: Facts) -> Entry:
    return Entry(at, EntryKind.VISIT, "Missed check-in of a visit looked into", facts["words"], by)


def _visit_note(_: Reader, at: datetime, by: str, facts: Facts) -> Entry:
    return Entry(at, EntryKind.VISIT, "Note on a home visit", facts["words"], by)


def _visit_only(_: Reader, at: datetime, by: str, __: Facts) -> Entry:
    return Entry(at, EntryKind.VISIT, "A home visit was made", by=by)


def _arrival(reader: Reader, at: datetime, by: str, facts: Facts) -> Entry:
    """The time, the minutes and the code; what was said of it is for who signs pupils in."""
    reads = Permission.DESK_SIGN_IN in reader.held
    code = code_of(facts["code"]).letter if facts["code"] is not None else ""
    return Entry(
        at,
        EntryKind.DESK,
        f"Signed in, {minutes_words(facts['minutes'])} late",
        words=facts["reason"] if reads else "",
        by="Kiosk" if facts["kiosk"] else by,
        flag=code,
        is_struck=bool(facts["struck_at"]),
        note=_struck("Taken back", facts) if reads else "",
    )


def _sign_out(reader: Reader, at: datetime, by: str, facts: Facts) -> Entry:
    back = _local(facts["back"]) if facts["back"] else None
    title = f"Signed out, back {time_words(back)}" if back else "Signed out"
    if Permission.DESK_SIGN_IN not in reader.held:
        return Entry(at, EntryKind.DESK, title, by=by)
    company = f"With {facts['with']}" if facts["with"] else ""
    return Entry(at, EntryKind.DESK, title, _sentences(facts["reason"], company), by)


WRITERS: dict[str, Callable[[Reader, datetime, str, Facts], Entry]] = {
    "attempt": _attempt,
    "message": _message,
    "step": _step,
    "hand_over": _hand_over,
    "stay": _stay,
    "told": _told,
    "decided": _decided,
    "agency": _agency,
    "visit_planned": _visit_planned,
    "visit_made": _visit_made,
    "visit_alarm": _visit_alarm,
    "visit_note": _visit_note,
    "visit_only": _visit_only,
    "arrival": _arrival,
    "sign_out": _sign_out,
}


def _local(text: str) -> datetime:
    return timezone.localtime(datetime.fromisoformat(text))


def _about(at: datetime, day: str) -> str:
    """The day of the absence where it is not the day of the act."""
    on = date.fromisoformat(day)
    return "" if on == timezone.localtime(at).date() else f"About {short_day_words(on)}"


def _struck(what: str, facts: Facts) -> str:
    if not facts["struck_at"]:
        return ""
    when = _local(facts["struck_at"])
    moment = f"{short_day_words(when.date())} {time_words(when)}"
    return f"{what} by {facts['struck_by']}, {moment}: {facts['struck_why']}"


def _sentences(*parts: str | None) -> str:
    """What is there, each part as a sentence."""
    return " ".join(part if part.endswith((".", "!", "?")) else f"{part}." for part in parts if part)
