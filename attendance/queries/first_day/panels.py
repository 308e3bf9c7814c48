"""What somebody needs who is about to ring a family: whom, how, what to know first, and what was tried."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from accounts.roles import Permission
from attendance.code_rules import PupilFacts, code_problem
from attendance.codes import LATE_AFTER_CLOSE, NO_REASON, UNPLANNED_CLOSURES, Code, codes_on
from attendance.contact_words import message_words
from attendance.models import StayAtHome
from attendance.queries.first_day.attempts import AttemptLine, attempts_of, dead_numbers
from attendance.queries.first_day.first_adults import covered_by_call, must_ask_lead
from attendance.queries.first_day.sessions import SessionNow, seen_words, sessions_today, unexplained_now
from attendance.queries.first_day.tries import messages_about
from attendance.queries.pupil_facts import facts_of
from schools.access import Rights, in_force, reaches_pupil
from schools.models import Contact, MarkerKind, Parent, Pupil, PupilMarker, SafetyNote
from schools.professionals import is_professional
from schools.queries.families import parent_name
from schools.queries.school_days import SchoolDayNow
from schools.wording import list_words, short_day_words

SPEAK_TO_DSL = "Speak to the DSL first"
DO_NOT_CONTACT = "Do not contact: speak to the DSL"


@dataclass(frozen=True)
class PanelNumber:
    """A number of an adult, "mobile" or "phone"; `is_dead`: it did not work when it was last tried."""

    kind: str
    number: str
    is_dead: bool


@dataclass(frozen=True)
class PanelContact:
    """An adult in call order. Without `numbers` nobody rings them: `stop` says whom to ask."""

    contact_id: int
    name: str
    relationship: str
    numbers: list[PanelNumber]
    facts: str
    stop: str
    may_ring: bool

    @property
    def has_live_number(self) -> bool:
        """Whether there is a number that is not known to be dead."""
        return any(not each.is_dead for each in self.numbers)


@dataclass(frozen=True)
class Safety:
    """What to know before anybody rings: the notes as far as the reader may read them, and whether any is.

    With `is_barred` this reader rings nobody before the DSL was asked: the panel has no number then.
    """

    notes: list[str]
    stop: str
    is_told: bool
    is_barred: bool


@dataclass(frozen=True)
class CodeChoice:
    """A code that may stand for the absence."""

    letter: str
    title: str


@dataclass(frozen=True)
class Proposal:
    """A code that somebody without the right proposed after a call, and that nobody has set yet."""

    attempt_id: int
    letter: str
    words: str


@dataclass(frozen=True)
class Sibling:
    """A brother or sister who is absent without a reason too; `is_of_call`: the same adult is rung first."""

    pupil_id: int
    name: str
    state: str
    is_of_call: bool


@dataclass(frozen=True)
class CallPanel:
    """Everything that the panel shows of a pupil's absence today. `seen` are the marks that it shows.

    `messages` say what became of those about today.
    """

    pupil_id: int
    name: str
    group: str
    state: str
    safety: Safety
    contacts: list[PanelContact]
    so_far: list[AttemptLine]
    messages: list[str]
    proposals: list[Proposal]
    siblings: list[Sibling]
    stays: list[str]
    codes: list[CodeChoice]
    seen: str
    is_unexplained: bool


def call_panel(rights: Rights, pupil: Pupil, day: SchoolDayNow) -> CallPanel:
    """The panel of a pupil within reach: a constant number of statements."""
    safety = safety_of(rights, pupil, on=day.on)
    siblings = {} if safety.is_barred else absent_siblings(rights, pupil, day)
    sessions = sessions_today(rights, [pupil.pk, *siblings], day)
    mine = [row for row in sessions if row.pupil_id == pupil.pk]
    unexplained = [row for row in sessions if row.is_unexplained]
    so_far = attempts_of(rights, [pupil.pk], on=day.on)
    contacts = contacts_of(rights, pupil, on=day.on, is_barred=safety.is_barred)
    return CallPanel(
        pupil_id=pupil.pk,
        name=pupil.known_name,
        group=mine[0].group if mine else "",
        state=state_words(mine),
        safety=safety,
        contacts=contacts,
        so_far=so_far,
        messages=message_words(messages_about(pupil.pk, on=day.on), day.on),
        proposals=_proposals(so_far, mine),
        siblings=_siblings(sessions, siblings),
        stays=stays_of(pupil, on=day.on),
        codes=codes_for(rights, mine, day),
        seen=seen_words(unexplained),
        is_unexplained=any(row.is_unexplained for row in mine),
    )


def state_words(sessions: Collection[SessionNow]) -> str:
    """What today's register says: "morning N, afternoon without a mark"."""
    told = [row.words for row in sessions if row.number is not None or row.is_closed]
    words = list_words(told)
    return f"{words[0].upper()}{words[1:]}" if words else "No mark yet today"


def contacts_of(rights: Rights, pupil: Pupil, *, on: date, is_barred: bool = False) -> list[PanelContact]:
    """The adults of a pupil in call order, as far as the reader may see them: at most seven statements.

    Nobody who must not be contacted has a number here, and nobody at all where this reader is barred from
    ringing. A social worker is there only for who may know that the child has one.
    """
    if not reaches_pupil(rights, Permission.CONTACTS_VIEW, pupil):
        return []
    sees_safety = reaches_pupil(rights, Permission.CONTACT_SAFETY_VIEW, pupil)
    sees_protected = reaches_pupil(rights, Permission.PROTECTED_FACTS_VIEW, pupil)
    rows = Contact.objects.filter(pupil=pupil).select_related("parent").order_by("call_order", "pk")
    warned = set(
        SafetyNote.objects.filter(in_force(on), pupil=pupil, contact__isnull=False).values_list(
            "contact", flat=True
        )
    )
    dead = dead_numbers(pupil)
    return [
        _contact(
            row,
            stop=_stop(row, is_warned=row.pk in warned, sees_safety=sees_safety),
            numbers=[] if is_barred or row.must_not_contact else _numbers(row.parent, dead),
        )
        for row in rows
        if sees_protected or not is_professional(row.relationship)
    ]


def _stop(row: Contact, *, is_warned: bool, sees_safety: bool) -> str:
    if row.must_not_contact:
        return DO_NOT_CONTACT
    if not is_warned:
        return ""
    return "Read the safety note first" if sees_safety else SPEAK_TO_DSL


def _contact(row: Contact, *, stop: str, numbers: list[PanelNumber]) -> PanelContact:
    may_ring = not row.must_not_contact
    return PanelContact(
        contact_id=row.pk,
        name=parent_name(row.parent),
        relationship=row.relationship,
        numbers=numbers,
        facts=_facts(row) if may_ring else "",
        stop=stop,
        may_ring=may_ring,
    )


def _numbers(parent: Parent, dead: Collection[str]) -> list[PanelNumber]:
    """The numbers of an adult with their kind, the mobile first."""
    found = [("mobile", parent.mobile), ("phone", parent.phone)]
    return [PanelNumber(kind, number, number in dead) for kind, number in found if number]


def _facts(row: Contact) -> str:
    """What helps before the first word: responsibility, home, language, interpreter."""
    parent = row.parent
    told = [
        "parental responsibility" if row.has_responsibility else "",
        "lives with the pupil" if row.lives_with_pupil else "",
        f"speaks {parent.language}" if parent.language else "",
        "needs an interpreter" if parent.needs_interpreter else "",
    ]
    return ", ".join(filter(None, told))


def safety_of(rights: Rights, pupil: Pupil, *, on: date) -> Safety:
    """The DSL's notes on ringing this family, or whom to ask: at most four statements.

    `is_told` where a note or a no-contact fact is told to this reader: the opening is then written down.
    """
    notes = list(
        SafetyNote.objects.filter(in_force(on), pupil=pupil).select_related("contact__parent").order_by("pk")
    )
    stopped = Contact.objects.filter(pupil=pupil, must_not_contact=True).exists()
    asks = PupilMarker.objects.filter(in_force(on), pupil=pupil, kind=MarkerKind.ASK_FIRST).exists()
    sees = reaches_pupil(rights, Permission.CONTACT_SAFETY_VIEW, pupil)
    told = [_note_words(row) for row in notes] if sees else []
    is_stopped = asks or (not sees and bool(notes or stopped))
    return Safety(
        told,
        SPEAK_TO_DSL if is_stopped else "",
        is_told=bool(told) or stopped,
        is_barred=is_stopped and not rights.has_for_school(Permission.ESCALATION_DECIDE),
    )


def _note_words(row: SafetyNote) -> str:
    return f"{parent_name(row.contact.parent)}: {row.text}" if row.contact else row.text


def _proposals(so_far: Sequence[AttemptLine], mine: Sequence[SessionNow]) -> list[Proposal]:
    """The last code that a call suggested, while the absence has no reason yet."""
    if not any(row.is_unexplained for row in mine):
        return []
    found = [line for line in so_far if line.letter and not line.struck]
    return [
        Proposal(line.attempt_id, line.letter, f"{line.by} proposed {line.letter} at {line.when}")
        for line in found[-1:]
    ]


def absent_siblings(rights: Rights, pupil: Pupil, day: SchoolDayNow) -> dict[int, bool]:
    """Whom else the call may be about, of those within reach who are absent now without a reason.

    True where the call list puts both on one call. Nobody about whom the DSL is asked first. At most three
    statements.
    """
    covered = covered_by_call(rights, pupil)
    if not covered:
        return {}
    absent = unexplained_now(rights, day, Permission.FIRST_DAY_WORK, pupils=sorted(covered))
    barred = must_ask_lead(rights, [row.pupil_id for row in absent], on=day.on)
    return {row.pupil_id: covered[row.pupil_id] for row in absent if row.pupil_id not in barred}


def _siblings(sessions: Sequence[SessionNow], covered: Mapping[int, bool]) -> list[Sibling]:
    names = {row.pupil_id: row.name for row in sessions if row.pupil_id in covered}
    return [
        Sibling(
            pupil_id=other,
            name=name,
            state=state_words([row for row in sessions if row.pupil_id == other]),
            is_of_call=covered[other],
        )
        for other, name in names.items()
    ]


def first_to_ring(contacts: Sequence[PanelContact]) -> PanelContact | None:
    """The first adult in call order who may be rung: with a number that works, if any of them has one."""
    may = [row for row in contacts if row.may_ring]
    return next((row for row in may if row.has_live_number), may[0] if may else None)


def stays_of(pupil: Pupil, *, on: date) -> list[str]:
    """The days around today on which the school asked this pupil to stay at home, in words: one statement."""
    rows = StayAtHome.objects.filter(pupil=pupil, until_on__gte=on).select_related("asked_by")
    return [stay_words(row) for row in rows]


def stay_words(row: StayAtHome) -> str:
    """One stay: "Tue 9 Mar to Thu 11 Mar: 48 hours after sickness. Asked by Ms Okafor"."""
    days = short_day_words(row.from_on)
    if row.until_on != row.from_on:
        days = f"{days} to {short_day_words(row.until_on)}"
    return f"{days}: {row.why}. Asked by {row.asked_by.full_name}"


def codes_for(rights: Rights, sessions: Sequence[SessionNow], day: SchoolDayNow) -> list[CodeChoice]:
    """The codes that the rules of the register allow for the absence of a pupil: at most two statements."""
    if not sessions:
        return []
    halves = [row.session for row in sessions if row.is_unexplained] or [row.session for row in sessions]
    pupils = [sessions[0].pupil_id]
    facts = facts_of(rights.school.pk, pupils, on=day.on, session=halves[0], agreed_for=pupils)
    known = facts.get(pupils[0], PupilFacts())
    return [
        CodeChoice(code.letter, code.title)
        for code in codes_on(day.on)
        if _is_reason(code) and all(code_problem(code, day.on, half, known) is None for half in halves)
    ]


def _is_reason(code: Code) -> bool:
    """Whether a code says why a pupil is away; not that they came, or that nobody knows why."""
    return not (
        code.here
        or code.is_administrative
        or code.number in (LATE_AFTER_CLOSE, NO_REASON)
        or code.letter in UNPLANNED_CLOSURES
    )
