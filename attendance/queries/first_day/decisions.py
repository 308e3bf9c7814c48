"""One pupil before the safeguarding lead: what is known, what was tried, and what was decided."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone

from accounts.roles import Permission
from attendance.models import Escalation, EscalationDecision
from attendance.queries.first_day.escalations import EscalationLine, decision_words, open_escalations
from attendance.queries.first_day.one_absence import OneAbsence, TryLine, absence_of, last_seen_of, tries_of
from schools.access import Rights, in_force, reaches_pupil
from schools.models import Contact, Pupil, SafetyNote
from schools.queries.facts import FactLine, protected_facts
from schools.queries.families import Sight, parent_name, stop_words
from schools.queries.school_days import SchoolDayNow

MOST_PAST = 10


@dataclass(frozen=True)
class ContactLine:
    """Whom the school may ring, in order; without a number where nobody may ring."""

    name: str
    relationship: str
    numbers: list[str]
    stop: str


@dataclass(frozen=True)
class DecisionPage:
    """A pupil before the lead. `may_decide`: something is to be decided. `seen`: the last decision."""

    pupil_id: int
    name: str
    line: EscalationLine | None
    absence: OneAbsence | None
    may_decide: bool
    last_seen: str
    tries: list[TryLine]
    protected: list[FactLine]
    contacts: list[ContactLine]
    decided: list[str]
    seen: int


def decision_page(rights: Rights, pupil: Pupil, day: SchoolDayNow) -> DecisionPage:
    """The page of one pupil, the same number of statements for all; what the rights do not open is empty."""
    on = day.on
    lines = open_escalations(rights, day, pupil_id=pupil.pk)
    absence = absence_of(rights.school, pupil.pk, day)
    line = lines[0] if lines else None
    last = last_decision(pupil, day.moment.now)
    sees_facts = reaches_pupil(rights, Permission.PROTECTED_FACTS_VIEW, pupil)
    return DecisionPage(
        pupil_id=pupil.pk,
        name=pupil.known_name,
        line=line,
        absence=absence,
        may_decide=line is not None or absence is not None,
        last_seen=last_seen_of(pupil.pk, on=on),
        tries=tries_of(pupil.pk, since=_since(pupil, absence, on), on=on),
        protected=protected_facts(pupil, on=on).standing if sees_facts else [],
        contacts=contact_lines(rights, pupil, on=on),
        decided=_decided(pupil, on),
        seen=last.pk if last else 0,
    )


def _since(pupil: Pupil, absence: OneAbsence | None, on: date) -> date:
    """The first day of the absence; of one that is over, the day on which the lead was told."""
    if absence is not None:
        return absence.began_on
    row = Escalation.objects.filter(pupil=pupil, closed_at=None).first()
    return row.date if row else on


def contact_lines(rights: Rights, pupil: Pupil, *, on: date) -> list[ContactLine]:
    """The contacts in the order in which they are rung, as far as the rights go: two statements at most."""
    if not reaches_pupil(rights, Permission.CONTACTS_VIEW, pupil):
        return []
    may_see = reaches_pupil(rights, Permission.CONTACT_SAFETY_VIEW, pupil)
    sight = Sight(secret=frozenset(), hidden_addresses=False, contact_safety=may_see)
    notes = SafetyNote.objects.filter(in_force(on), pupil=pupil).exclude(contact=None)
    warned = set(notes.values_list("contact", flat=True))
    rows = Contact.objects.filter(pupil=pupil).select_related("parent").order_by("call_order", "pk")
    return [_contact(row, stop_words(row, sight, is_warned=row.pk in warned)) for row in rows]


def _contact(row: Contact, stop: str) -> ContactLine:
    numbers = [] if row.must_not_contact else [row.parent.mobile, row.parent.phone]
    return ContactLine(
        name=parent_name(row.parent),
        relationship=row.relationship,
        numbers=[number for number in numbers if number],
        stop=stop,
    )


def _decided(pupil: Pupil, on: date) -> list[str]:
    rows = EscalationDecision.objects.filter(pupil=pupil).select_related("decided_by")
    return [
        decision_words(row.decision, row.decided_by.full_name, row.decided_at, row.until_at, on=on)
        for row in rows.order_by("-decided_at", "-pk")[:MOST_PAST]
    ]


def last_decision(pupil: Pupil, now: datetime) -> EscalationDecision | None:
    """The last decision of today, or of the escalation that is open: what a lead must have seen."""
    rows = EscalationDecision.objects.filter(pupil=pupil).select_related("decided_by", "escalation")
    last = rows.order_by("-decided_at", "-pk").first()
    if last is None:
        return None
    is_of_today = timezone.localtime(last.decided_at).date() == now.date()
    return last if is_of_today or last.escalation.closed_at is None else None
