"""What the demo's office agreed ahead: patterns that the year's marks show, and the day's own plans."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from django.core.exceptions import ValidationError

from accounts.roles import Role
from attendance.codes import code_of
from attendance.models import CodePermit, Trip
from attendance.permits import PermitFacts, TripFacts
from attendance.queries.permits.facts import parents_to_agree
from attendance.queries.permits.planned_pupils import pupils_in
from attendance.queries.permits.trips import who_cannot_come
from attendance.services.permits import grant_permit
from attendance.services.trips import grant_trip
from integrations.demo.arrangements import FREE_AFTERNOONS
from integrations.demo.staff import form_name
from integrations.demo.tutor_group import LETTER, YEAR_GROUP
from schools.access import Rights, rights_of
from schools.calendar import academic_year_start
from schools.models import AcademicYear, Group, GroupKind, Membership, Pupil, School
from schools.queries.rows import rows_of

SIXTH_FORM = 12
STAY_BEHIND = 3
RECENT = timedelta(days=21)
WEEK = timedelta(days=7)

# The sessions of the week in which a pupil had one code lately, from the first such day of the year.
PATTERNS = """
SELECT m.pupil_id, m.code, min(m.date),
       array_agg(DISTINCT (extract(isodow FROM m.date)::int - 1) * 2 + m.session - 1)
FROM attendance_mark m
WHERE m.school_id = %(school)s AND m.code = ANY (%(codes)s) AND m.date >= %(since)s
GROUP BY m.pupil_id, m.code HAVING max(m.date) >= %(recent)s ORDER BY m.pupil_id, m.code
"""


@dataclass(frozen=True)
class Arrangement:
    """What stands behind a code that a pupil has week by week; it lasts some `weeks`, or the year."""

    note: str
    place: str = ""
    reason: str = ""
    weeks: int | None = None


ARRANGEMENTS = {
    30: Arrangement("Outdoor learning", "Westshire Outdoor Learning, Ms Birch"),
    31: Arrangement("Hospital teaching", "Westshire hospital teaching service", weeks=12),
    34: Arrangement("Day release", "Castle Garage, Mr Dunn", weeks=14),
    102: Arrangement("Mornings only", reason="Return to full days after illness, in steps", weeks=7),
    300: Arrangement("At the other school", "Harbour View School"),
}


def agree_ahead(school: School, *, on: date, at: datetime) -> None:
    """Agree the school's codes ahead through the services; what is agreed already is left alone."""
    rights = office_of(school, on=on)
    year = AcademicYear.objects.filter(school=school, starts_on__lte=on, ends_on__gte=on).first()
    if rights is None or year is None:
        return
    if not CodePermit.objects.filter(school=school).exists():
        _agree_patterns(rights, on=on, at=at)
        _free_afternoons(rights, year, at=at)
    if not Trip.objects.filter(school=school, starts_on__gte=on).exists():
        _plan_trips(rights, on=on, at=at)
        _appointments(rights, on=on, at=at)


def office_of(school: School, *, on: date) -> Rights | None:
    """The rights of the school's attendance officer; None while nobody is."""
    officer = Membership.objects.filter(school=school, role=Role.OFFICER).select_related("user").first()
    return rights_of(officer.user, school.slug, on=on) if officer else None


def _agree_patterns(rights: Rights, *, on: date, at: datetime) -> None:
    """Part-time timetables, other schools, providers and work, as the marks of the year have them."""
    values = {
        "school": rights.school.pk,
        "codes": list(ARRANGEMENTS),
        "since": academic_year_start(on),
        "recent": on - RECENT,
    }
    for pupil_id, number, since, places in rows_of(PATTERNS, values):
        plan = ARRANGEMENTS[number]
        last = date(academic_year_start(on).year + 1, 7, 17)
        ends_on = last if plan.weeks is None else min(last, since + plan.weeks * WEEK - timedelta(days=3))
        facts = PermitFacts(
            pupil_id=pupil_id,
            letter=code_of(number).letter,
            starts_on=since,
            ends_on=ends_on,
            places=frozenset(places),
            note=plan.note,
            reason=plan.reason,
            provider=plan.place,
        )
        review_on = since + 2 * WEEK if pupil_id % 2 else ends_on - timedelta(days=2)
        _grant(rights, _agreed(facts, review_on) if plan.reason else facts, at=at)


def _agreed(facts: PermitFacts, review_on: date) -> PermitFacts:
    """A part-time timetable with its agreement: with the first parent at home."""
    parents = parents_to_agree(Pupil.objects.get(pk=facts.pupil_id))
    return replace(
        facts,
        agreed_with_id=parents[0][0] if parents else None,
        agreed_on=facts.starts_on - timedelta(days=4),
        agreed_by="The head",
        review_on=review_on,
    )


def _free_afternoons(rights: Rights, year: AcademicYear, *, at: datetime) -> None:
    """The sixth form's afternoons without lessons: X, for nobody of compulsory school age."""
    groups = Group.objects.filter(academic_year=year, kind=GroupKind.REGISTRATION, year_group__gte=SIXTH_FORM)
    for group in groups:
        days = FREE_AFTERNOONS.get(group.name[-2:], ())
        for pupil_id, _ in pupils_in(rights.school, group.pk, on=rights.on):
            facts = PermitFacts(
                pupil_id=pupil_id,
                letter="X",
                starts_on=year.starts_on,
                ends_on=date(year.ends_on.year, 7, 17),
                places=frozenset(2 * day + 1 for day in days),
                note="No lessons",
            )
            if days:
                _grant(rights, facts, at=at)


def _plan_trips(rights: Rights, *, on: date, at: datetime) -> None:
    """A class is at a museum today, and another goes next week; a few stay in school."""
    titles = ((0, "Science Museum", "London", on), (1, "River study", "Lake Farm", on + WEEK))
    groups = Group.objects.filter(
        school=rights.school,
        kind=GroupKind.REGISTRATION,
        academic_year__starts_on__lte=on,
        academic_year__ends_on__gte=on,
        year_group__lt=SIXTH_FORM,
    ).exclude(name=form_name(YEAR_GROUP, LETTER))
    for group, (place, title, where, day) in zip(
        groups.order_by("-year_group", "name")[:2], titles, strict=False
    ):
        trip = TripFacts(title, where, ("Ms Roe", "Mr Finch")[place], day, day, group_id=group.pk)
        members = [pupil_id for pupil_id, _ in pupils_in(rights.school, group.pk, on=on)]
        cannot = who_cannot_come(rights.school, trip, members, today=on)
        going = [pupil_id for pupil_id in members if pupil_id not in cannot][STAY_BEHIND:]
        if going:
            grant_trip(rights=rights, trip=trip, pupils=going, at=at)


def _appointments(rights: Rights, *, on: date, at: datetime) -> None:
    """Three pupils of the class whose register is left to do: the dentist, a note, and leave next week."""
    classes = Group.objects.filter(
        school=rights.school,
        academic_year__starts_on__lte=on,
        academic_year__ends_on__gte=on,
        kind=GroupKind.REGISTRATION,
    )
    named = classes.filter(name=form_name(YEAR_GROUP, LETTER)).first()
    group = named or classes.order_by("year_group", "name").first()
    members = pupils_in(rights.school, group.pk, on=on) if group else []
    if len(members) < STAY_BEHIND * 5:
        return
    dentist, early, funeral = (members[place][0] for place in (4, 8, 12))
    morning = 2 * on.weekday()
    next_week = on + WEEK
    for facts in (
        PermitFacts(dentist, "M", on, on, frozenset({morning}), "Orthodontist, back by 11:00"),
        PermitFacts(early, "", on, on, note="Leaves at 14:00, father collects"),
        PermitFacts(
            *(funeral, "C", next_week, next_week),
            note="Leave granted",
            reason="Funeral of a grandparent",
            agreed_on=on,
            agreed_by="The head",
        ),
    ):
        _grant(rights, facts, at=at)


def _grant(rights: Rights, facts: PermitFacts, *, at: datetime) -> None:
    # The year's marks are drawn by chance, and some fit no rule: nothing is agreed for them.
    with suppress(ValidationError):
        grant_permit(rights=rights, facts=facts, at=at, heeded=True)
