"""The demo's first-day response: families rung, the DSL told, agencies told, late pupils signed in."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import cycle
from uuid import NAMESPACE_URL, UUID, uuid5

from django.core.exceptions import ValidationError

from accounts.roles import Permission, Role
from attendance.models import ContactAttempt, Decision, Outcome, Way
from attendance.queries.first_day.agencies import agencies_of, agencies_to_tell
from attendance.queries.first_day.first_adults import must_ask_lead
from attendance.queries.first_day.sessions import unexplained_now
from attendance.services.arrivals import ArrivalFacts, sign_in_late
from attendance.services.first_day.agencies import AgencyFacts, tell_agency
from attendance.services.first_day.attempts import AttemptFacts, log_attempt
from attendance.services.first_day.escalations import decide, escalate
from attendance.services.first_day.steps import HandOverFacts, hand_over
from attendance.services.first_day.texts import text_families
from integrations.demo.home_visits import plan_for_today, write_last_weeks
from schools.access import Rights, rights_of
from schools.calendar import LONDON
from schools.models import Contact, MarkerKind, Membership, Pupil, School
from schools.queries.calendar import school_dates_between
from schools.queries.school_days import school_day_now
from schools.services.markers import set_marker

MINUTE = timedelta(minutes=1)
# How the calls of the morning went, in turn; the words are the family's.
CALLS = (
    (Outcome.VOICEMAIL, "", ""),
    (Outcome.NO_ANSWER, "", ""),
    (Outcome.SPOKE, "Sick in the night, back tomorrow", "I"),
    (Outcome.NO_ANSWER, "", ""),
    (Outcome.SPOKE, "Bus did not come, on the way", ""),
    (Outcome.NOT_WORKING, "", ""),
)
ARRIVALS = ("Transport", "Overslept", "Family", "Weather")
RUNG, TEXTED = 9, 2


@dataclass(frozen=True)
class Staff:
    """Who works on absences at a school: the officer, the office and the safeguarding lead."""

    officer: Rights
    office: Rights
    lead: Rights


def respond(school: School, *, on: date, at: datetime) -> int:
    """Answer a school's absences of the morning through the services; how many families were rung.

    0 where the day's calls have begun, and at a school without the staff for it.
    """
    staff = staff_of_absences(school, on=on)
    if staff is None or ContactAttempt.objects.filter(school=school, date=on).exists():
        return 0
    _hand_over_from_before(school, on=on)
    write_last_weeks(staff.officer, at=at)
    day = school_day_now(school, at)
    absent = [
        row.pupil_id
        for row in sorted(
            unexplained_now(staff.officer, day, Permission.FIRST_DAY_WORK), key=lambda row: row.pupil_id
        )
    ]
    late, left = absent[-len(ARRIVALS) :], absent[: -len(ARRIVALS)]
    _sign_in(staff.office, late, at=at)
    at_risk = [line.pupil_id for line in agencies_to_tell(staff.officer, day)]
    # Those at risk first, as the call list has them.
    left.sort(key=lambda pupil_id: (pupil_id not in at_risk, pupil_id))
    rung = _ring(staff.office, left[:RUNG], at=at)
    text_families(rights=staff.officer, pupils=left[RUNG : RUNG + TEXTED], day=day, at=at - MINUTE)
    not_rung = left[RUNG + TEXTED :]
    _mark(staff.lead, [*left[2:3], *not_rung[:1]], at=at)
    _tell_lead(staff, left[:2], at=at)
    _tell_agencies(staff.officer, [pupil for pupil in at_risk if pupil in left][:1], at=at)
    return rung


def staff_of_absences(school: School, *, on: date) -> Staff | None:
    """The three people's rights on a day; None where the school has not all of them."""
    found: dict[str, Rights] = {}
    rows = Membership.objects.filter(school=school, role__in=(Role.OFFICER, Role.OFFICE, Role.DSL))
    for row in rows.select_related("user").order_by("pk"):
        rights = rights_of(row.user, school.slug, on=on)
        if rights is not None:
            found.setdefault(row.role, rights)
    if len(found) < len(("officer", "office", "lead")):
        return None
    return Staff(found[Role.OFFICER.value], found[Role.OFFICE.value], found[Role.DSL.value])


def _key(what: str, pupil_id: int, at: datetime) -> UUID:
    """The key of a form, the same at every start."""
    return uuid5(NAMESPACE_URL, f"daymark.demo/{what}/{pupil_id}/{at.date()}")


def _ring(rights: Rights, pupils: Sequence[int], *, at: datetime) -> int:
    """The first adult of each who may be rung; those whom nobody may ring are left to the DSL."""
    rung = 0
    for place, (pupil_id, (outcome, words, letter)) in enumerate(zip(pupils, cycle(CALLS), strict=False)):
        contacts = Contact.objects.filter(pupil=pupil_id, must_not_contact=False).order_by("call_order", "pk")
        contact = contacts.first()
        if contact is None or must_ask_lead(rights, [pupil_id], on=at.date()):
            continue
        facts = AttemptFacts(
            pupil_ids=(pupil_id,),
            on=at.date(),
            call=_key("call", pupil_id, at),
            way=Way.CALL.value,
            contact_id=contact.pk,
            outcome=outcome.value,
            words=words,
            letter=letter,
        )
        log_attempt(rights=rights, facts=facts, at=at - (RUNG - place) * timedelta(seconds=25))
        rung += 1
    return rung


def _mark(rights: Rights, pupils: Sequence[int], *, at: datetime) -> None:
    """One pupil is rung before others, and about another the office asks the DSL first."""
    for pupil_id, kind in zip(pupils, MarkerKind, strict=False):
        set_marker(rights=rights, pupil_id=pupil_id, kind=kind.value, at=at - timedelta(days=14))


def _tell_lead(staff: Staff, pupils: Sequence[int], *, at: datetime) -> None:
    """Two pupils go to the DSL, who has decided about one: somebody goes to the home at half past one."""
    worries = ("Nobody answers, and the grandmother has not seen them", "Phone switched off since Friday")
    for pupil_id, words in zip(pupils, worries, strict=False):
        escalate(rights=staff.office, pupil_id=pupil_id, words=words, at=at - 2 * MINUTE)
    for pupil_id in pupils[1:]:
        decision = Decision.VISIT.value
        decide(rights=staff.lead, pupil_id=pupil_id, decision=decision, until_at=None, at=at - MINUTE)
        plan_for_today(staff.lead, staff.officer, pupil_id, key=_key("visit", pupil_id, at), at=at)


def _tell_agencies(rights: Rights, pupils: Sequence[int], *, at: datetime) -> None:
    """One social worker has a message; the others are still to be told."""
    for pupil in Pupil.objects.filter(pk__in=pupils):
        for line in agencies_of(pupil, on=at.date())[:1]:
            facts = AgencyFacts(
                call=_key("agency", pupil.pk, at),
                agency=line.agency,
                name=line.name,
                way=Way.CALL.value,
                reached=False,
                words="Asked the duty desk to ring back",
            )
            tell_agency(rights=rights, pupil_id=pupil.pk, facts=facts, at=at)


def _sign_in(rights: Rights, pupils: Sequence[int], *, at: datetime) -> None:
    """Four who were missing at the register come to the desk."""
    for place, (pupil_id, reason) in enumerate(zip(pupils, ARRIVALS, strict=False)):
        arrived_at = at - (len(ARRIVALS) - place) * timedelta(seconds=30)
        # The demo may start before the session does, when nobody is late yet.
        with suppress(ValidationError):
            facts = ArrivalFacts(arrived_at, reason, is_here=True)
            sign_in_late(rights=rights, pupil_id=pupil_id, facts=facts, at=at)


def _hand_over_from_before(school: School, *, on: date) -> None:
    """Who was unexplained on the last school day was handed over at half past three."""
    before = [day for day in school_dates_between(school, on - timedelta(days=21), on) if day < on]
    staff = staff_of_absences(school, on=before[-1]) if before else None
    if staff is None:
        return
    evening = datetime.combine(before[-1], datetime.min.time(), LONDON).replace(hour=15, minute=32)
    rows = unexplained_now(staff.officer, school_day_now(school, evening), Permission.FIRST_DAY_WORK)
    words = ("Ring the father at work first", "Aunt expects them back tomorrow", "")
    lines = [
        HandOverFacts(row.pupil_id, None, said)
        for row, said in zip(sorted(rows, key=lambda row: row.pupil_id), words, strict=False)
    ]
    hand_over(rights=staff.officer, lines=lines, at=evening)
