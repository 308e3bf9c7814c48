"""Contact with families about an absence: each try a row, struck out and never removed."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import Http404

from accounts.audit import acting
from accounts.roles import Permission
from attendance.codes import find_code
from attendance.models import ContactAttempt, Outcome, Way
from attendance.queries.first_day.attempts import attempt_for, dead_numbers
from attendance.queries.first_day.first_adults import must_ask_lead
from attendance.services.permit_marks import hold_marks
from attendance.thresholds import SHORTEST_REASON
from schools.access import Rights, reaches_pupil, whom_to_ask
from schools.models import Contact, Parent, Pupil
from schools.professionals import is_professional
from schools.queries.families import parent_name
from schools.services.locked_pupils import lock_pupils
from schools.wording import list_words

NOBODY_SPOKE = "Nobody spoke, so no reason is known yet. Choose Spoke, or leave the code empty"
ASK_LEAD = "Speak to the DSL first. Nothing was saved"
NOT_THEIRS = "{} is no contact of {}. Untick {}, or choose Somebody else. Nothing was saved"
NOT_TO_CONTACT = "Do not contact {}: speak to the DSL. Nothing was saved"


@dataclass(frozen=True)
class AttemptFacts:
    """One try, or one call from a family, about one or more pupils.

    `call` is the key of the form: sent twice, it is one try. `contact_id` is a contact of one of the pupils;
    without one, `name` says who it was. `letter` is the code that the words suggest.
    """

    pupil_ids: tuple[int, ...]
    on: date
    call: UUID
    from_family: bool = False
    way: str = Way.CALL.value
    contact_id: int | None = None
    name: str = ""
    outcome: str = Outcome.SPOKE.value
    words: str = ""
    letter: str = ""


@dataclass(frozen=True)
class _Adult:
    """Who was tried: as the contacts say at this moment, and never as a form says."""

    name: str
    number: str = ""
    contacts: tuple[Contact, ...] = ()

    def of(self, pupil_id: int) -> Contact | None:
        """The adult's own contact row of a pupil; None for somebody else."""
        return next((row for row in self.contacts if row.pupil_id == pupil_id), None)


@dataclass(frozen=True)
class Logged:
    """The rows of a try; not `is_new` where the same form had written them before."""

    rows: list[ContactAttempt]
    is_new: bool


def log_attempt(*, rights: Rights, facts: AttemptFacts, at: datetime) -> list[ContactAttempt]:
    """Write down one try for each pupil, as `write_attempt` does; its rows."""
    return write_attempt(rights=rights, facts=facts, at=at).rows


@transaction.atomic
def write_attempt(*, rights: Rights, facts: AttemptFacts, at: datetime) -> Logged:
    """Write down one try for each pupil; the same `call` a second time changes nothing.

    It sets no mark: `log_call` does both in one. 404 for a pupil out of reach and for a contact of somebody
    else; raises ValidationError for an adult who must not be contacted or is no contact of each pupil, for
    nobody named, for a code where nobody spoke, and for a call out where the DSL is asked first.
    """
    rights.check(Permission.FIRST_DAY_WORK)
    acting(rights.user, at=at)
    hold_marks()
    lock_pupils(rights, Permission.FIRST_DAY_WORK, facts.pupil_ids)
    written = ContactAttempt.objects.filter(call=facts.call, pupil__in=facts.pupil_ids).order_by("pk")
    if standing := list(written):
        return Logged(standing, is_new=False)
    if not facts.from_family and must_ask_lead(rights, facts.pupil_ids, on=facts.on):
        raise ValidationError(ASK_LEAD)
    number = _proposed(facts)
    adult = _adult(rights, facts)
    ContactAttempt.objects.bulk_create(
        _row(rights, facts, pupil, adult, number, at) for pupil in sorted(set(facts.pupil_ids))
    )
    return Logged(list(written.all()), is_new=True)


def _row(
    rights: Rights, facts: AttemptFacts, pupil_id: int, adult: _Adult, number: int | None, at: datetime
) -> ContactAttempt:
    contact = adult.of(pupil_id)
    return ContactAttempt(
        school=rights.school,
        pupil_id=pupil_id,
        date=facts.on,
        call=facts.call,
        from_family=facts.from_family,
        way=facts.way,
        contact=contact,
        name=adult.name,
        relationship=contact.relationship if contact else "",
        number=adult.number,
        outcome=facts.outcome,
        words=facts.words,
        proposed_code=number,
        made_by=rights.user,
        made_at=at,
    )


def _proposed(facts: AttemptFacts) -> int | None:
    if not facts.letter:
        return None
    code = find_code(facts.letter, facts.on)
    if code is None or code.is_administrative:
        raise ValidationError({"letter": "Choose a code from the list"})
    if facts.outcome != Outcome.SPOKE:
        raise ValidationError({"letter": NOBODY_SPOKE})
    return code.number


def _adult(rights: Rights, facts: AttemptFacts) -> _Adult:
    """The adult of the form: a contact of one of the pupils, or a name."""
    if facts.contact_id is None:
        if not facts.name:
            raise ValidationError({"name": "Say who it was"})
        return _Adult(facts.name)
    mine = Contact.objects.filter(pupil__in=facts.pupil_ids, pupil__school=rights.school)
    chosen = mine.filter(pk=facts.contact_id).select_related("parent", "pupil").first()
    if chosen is None or not _may_know(rights, chosen):
        raise Http404
    rows = tuple(mine.filter(parent=chosen.parent_id).order_by("pk"))
    if not facts.from_family and any(row.must_not_contact for row in rows):
        raise ValidationError({"contact": NOT_TO_CONTACT.format(parent_name(chosen.parent))})
    _check_theirs(facts, chosen.parent, rows)
    return _Adult(parent_name(chosen.parent), _number(facts, chosen), rows)


def _may_know(rights: Rights, contact: Contact) -> bool:
    """Whether this person may know of an adult: that a child has a social worker is a protected fact."""
    is_open = not is_professional(contact.relationship)
    return is_open or reaches_pupil(rights, Permission.PROTECTED_FACTS_VIEW, contact.pupil)


def _check_theirs(facts: AttemptFacts, parent: Parent, rows: Collection[Contact]) -> None:
    """Refuse a try about a child of whom the adult is no contact: it would tell one family of another."""
    strangers = set(facts.pupil_ids) - {row.pupil_id for row in rows}
    if not strangers:
        return
    pupils = Pupil.objects.filter(pk__in=strangers).order_by("pk")
    names = list_words([pupil.known_name for pupil in pupils])
    raise ValidationError({"siblings": NOT_THEIRS.format(parent_name(parent), names, names)})


def _number(facts: AttemptFacts, contact: Contact) -> str:
    """The number or address that was used: as it stands in the contacts now, the first that works."""
    parent = contact.parent
    if facts.from_family or facts.way == Way.IN_PERSON:
        return ""
    if facts.way == Way.EMAIL:
        return parent.email
    dead = dead_numbers(contact.pupil)
    numbers = [number for number in (parent.mobile, parent.phone) if number]
    return next((number for number in numbers if number not in dead), numbers[0] if numbers else "")


@transaction.atomic
def strike_attempt(*, rights: Rights, attempt_id: int, reason: str, at: datetime) -> ContactAttempt:
    """Strike out a try that was written down wrongly; it stays to be read, with the reason.

    One's own, or anybody's with the right to amend registers. 404 out of reach; raises ValidationError
    without a reason and for one that is struck out already.
    """
    rights.check(Permission.FIRST_DAY_WORK)
    acting(rights.user, at=at)
    ContactAttempt.objects.select_for_update().filter(school=rights.school, pk=attempt_id).first()
    row = attempt_for(rights, attempt_id)
    if row.made_by_id != rights.user.pk and not rights.has_for_school(Permission.REGISTER_AMEND):
        raise PermissionDenied(whom_to_ask(Permission.REGISTER_AMEND))
    if row.struck_at is not None:
        raise ValidationError("This was struck out already. Nothing was changed")
    words = reason.strip()
    if len(words) < SHORTEST_REASON:
        raise ValidationError({"reason": "Say why this is struck out"})
    row.struck_by, row.struck_at, row.struck_why = rights.user, at, words
    row.save(update_fields=["struck_by", "struck_at", "struck_why"])
    return row
