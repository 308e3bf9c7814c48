"""The agencies that stand by a pupil: whom to tell of an absence, and who was told."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse

from accounts.roles import Permission
from attendance.models import Agency, AgencyTold, Way
from attendance.queries.first_day.absences import ABSENCES, IS_UNEXPLAINED, KNOWN_TODAY, absence_values
from attendance.queries.first_day.one_absence import moment_words
from schools.access import Rights, in_force
from schools.models import ProtectedFact, ProtectedKind, Pupil
from schools.queries.pupil_joins import REGISTRATION
from schools.queries.reach import reaches
from schools.queries.rows import rows_of
from schools.queries.school_days import SchoolDayNow
from schools.wording import list_words

MOST_TO_TELL = 100
MOST_TOLD = 20
# Of which agencies a fact speaks. A fact of the agency's own name comes before the others. Each child in
# need, on a protection plan or looked after has a social worker, named here or not.
AGENCIES_OF = {
    ProtectedKind.SOCIAL_WORKER.value: (Agency.SOCIAL_WORKER,),
    ProtectedKind.CHILD_PROTECTION.value: (Agency.SOCIAL_WORKER,),
    ProtectedKind.CHILD_IN_NEED.value: (Agency.SOCIAL_WORKER,),
    ProtectedKind.VIRTUAL_SCHOOL.value: (Agency.VIRTUAL_SCHOOL,),
    ProtectedKind.LOOKED_AFTER.value: (Agency.VIRTUAL_SCHOOL, Agency.SOCIAL_WORKER),
    ProtectedKind.YOUTH_JUSTICE.value: (Agency.YOUTH_JUSTICE,),
}
# They are told on the day of an unexplained absence (statutory guidance; that it is the same day is the
# school's own rule).
SAME_DAY = (Agency.SOCIAL_WORKER, Agency.YOUTH_JUSTICE)
TOLD_THE_DAY = [(kind, of.value) for kind, many in AGENCIES_OF.items() for of in many if of in SAME_DAY]
TO_TELL = f"""
, seen (id) AS (SELECT w.id FROM workers w JOIN protected x ON x.id = w.id)
{KNOWN_TODAY}{ABSENCES}
SELECT a.pupil_id, p.known_forename, p.known_surname, coalesce(g.name, ''), due.agencies
FROM absences a
JOIN schools_pupil p ON p.id = a.pupil_id
{REGISTRATION}
CROSS JOIN LATERAL (
  SELECT array_agg(DISTINCT w.agency ORDER BY w.agency) AS agencies FROM schools_protectedfact f
  JOIN unnest(%(kinds)s::text[], %(agencies)s::text[]) AS w (kind, agency) ON w.kind = f.kind
  WHERE f.pupil_id = a.pupil_id
    AND f.from_on <= %(on)s AND (f.until_on IS NULL OR f.until_on >= %(on)s)
    AND NOT EXISTS (SELECT FROM attendance_agencytold t WHERE t.pupil_id = a.pupil_id AND t.date = %(on)s
                      AND t.agency = w.agency AND t.reached)) due
WHERE {IS_UNEXPLAINED} AND due.agencies IS NOT NULL
ORDER BY p.known_surname, p.known_forename, p.id LIMIT %(most)s
"""


@dataclass(frozen=True)
class AgencyLine:
    """An agency of the pupil now, and whom to ring there."""

    agency: str
    title: str
    name: str
    team: str
    phone: str


@dataclass(frozen=True)
class AgencyToldLine:
    """That an agency was told: whom, how, by whom and when."""

    title: str
    name: str
    how: str
    when: str
    by: str
    words: str


@dataclass(frozen=True)
class AgencyPage:
    """The agencies of a pupil, and those that were told before, the latest first."""

    pupil_id: int
    name: str
    agencies: list[AgencyLine]
    told: list[AgencyToldLine]


@dataclass(frozen=True)
class ToTellLine:
    """An unexplained pupil whose agencies were not told today. Only for those who see protected facts."""

    pupil_id: int
    name: str
    group: str
    whom: str
    url: str


def agency_page(pupil: Pupil, *, on: date) -> AgencyPage:
    """The agencies of a pupil and what they were told: two statements. Who may see them is settled before."""
    rows = AgencyTold.objects.filter(pupil=pupil).select_related("told_by").order_by("-told_at", "-pk")
    return AgencyPage(
        pupil_id=pupil.pk,
        name=pupil.known_name,
        agencies=agencies_of(pupil, on=on),
        told=[_told(row, on) for row in rows[:MOST_TOLD]],
    )


def agencies_of(pupil: Pupil, *, on: date) -> list[AgencyLine]:
    """The agencies that the pupil's protected facts of a day name: one statement."""
    return _lines(ProtectedFact.objects.filter(in_force(on), pupil=pupil))


def _lines(facts: Iterable[ProtectedFact]) -> list[AgencyLine]:
    best: dict[Agency, ProtectedFact] = {}
    for fact in facts:
        for agency in AGENCIES_OF.get(fact.kind, ()):
            if agency not in best or fact.kind == agency.value:
                best[agency] = fact
    return [_line(agency, best[agency]) for agency in Agency if agency in best]


def _line(agency: Agency, fact: ProtectedFact) -> AgencyLine:
    team = ", ".join(part for part in (fact.team, fact.authority) if part)
    return AgencyLine(agency.value, str(agency.label), fact.worker_name, team, fact.worker_phone)


def _told(row: AgencyTold, on: date) -> AgencyToldLine:
    way = Way(row.way).label
    return AgencyToldLine(
        title=str(row.get_agency_display()),
        name=row.name,
        how=f"{way}, {'reached' if row.reached else 'message left'}",
        when=moment_words(row.told_at, on=on),
        by=row.told_by.full_name,
        words=row.words,
    )


def agencies_to_tell(rights: Rights, day: SchoolDayNow) -> list[ToTellLine]:
    """The unexplained pupils whose social or youth justice worker was not told today: one statement.

    Within reach of `first_day.work` and of `protected_facts.view` at once; at most a hundred.
    """
    tables, reach = reaches(
        rights, workers=Permission.FIRST_DAY_WORK, protected=Permission.PROTECTED_FACTS_VIEW
    )
    values = absence_values(rights.school, day) | reach
    kinds, agencies = zip(*TOLD_THE_DAY, strict=True)
    values |= {"kinds": list(kinds), "agencies": list(agencies), "most": MOST_TO_TELL}
    return [_to_tell(rights, row) for row in rows_of(f"{tables}{TO_TELL}", values)]


def _to_tell(rights: Rights, row: tuple[Any, ...]) -> ToTellLine:
    pupil_id, forename, surname, group, agencies = row
    return ToTellLine(
        pupil_id=pupil_id,
        name=f"{forename} {surname}",
        group=group,
        whom=list_words([str(Agency(agency).label).lower() for agency in agencies]),
        url=agency_url(rights, pupil_id),
    )


def agency_url(rights: Rights, pupil_id: int) -> str:
    """Where agencies are told of a pupil's absence. For those alone who may read the pupil's agencies."""
    return reverse("agency_told", args=[rights.school.slug, pupil_id])
