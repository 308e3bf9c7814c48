"""What the rules of permits ask: who the pupils are, what stands already, and when the school meets."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from attendance.codes import code_of
from attendance.models import CodePermit
from attendance.permit_times import Sessions, first_shared
from attendance.permits import PupilStanding
from attendance.queries.permits.in_force import place_sql
from attendance.queries.stays import STAY
from schools.models import Contact, Pupil, School
from schools.models.roll import AT_TWO_SCHOOLS
from schools.queries.rows import rows_of

STANDINGS = f"""
SELECT p.id, p.known_forename || ' ' || p.known_surname, p.born_on, r.admitted_on, r.left_on,
       coalesce(r.is_dual, false), y.year_group
FROM schools_pupil p LEFT JOIN LATERAL {STAY} r ON true
LEFT JOIN LATERAL (
  SELECT g.year_group FROM schools_groupmember gm JOIN schools_group g ON g.id = gm.group_id
  WHERE gm.pupil_id = p.id AND g.kind = 'year' AND gm.from_on <= %(on)s
    AND (gm.until_on IS NULL OR gm.until_on >= %(on)s) ORDER BY gm.from_on DESC LIMIT 1) y ON true
WHERE p.school_id = %(school)s AND p.id = ANY (%(pupils)s)
"""
STANDING_PERMITS = """
SELECT p.id, p.pupil_id, p.code, p.note, p.starts_on, p.ends_on, p.places
FROM attendance_codepermit p
WHERE p.school_id = %(school)s AND p.pupil_id = ANY (%(pupils)s) AND p.code IS NOT NULL
  AND p.ended_at IS NULL AND p.starts_on <= %(ends_on)s AND p.ends_on >= %(starts_on)s
ORDER BY p.pupil_id, p.starts_on, p.id
"""
HELD = f"""
SELECT count(*) FROM schools_schoolday d CROSS JOIN (VALUES (1), (2)) AS x (session)
WHERE d.school_id = %(school)s AND d.date BETWEEN %(starts_on)s AND %(ends_on)s
  AND {place_sql("d.date", "x.session")} = ANY (%(places)s)
"""


@dataclass(frozen=True)
class StandingPermit:
    """A permit that holds already, with a code."""

    pk: int
    pupil_id: int
    code: int
    note: str
    starts_on: date
    ends_on: date
    places: list[int]

    @property
    def words(self) -> str:
        """What it says: "V (Science Museum)"."""
        letter = code_of(self.code).letter
        return f"{letter} ({self.note})" if self.note else letter


def pupil_standings(school: School, pupils: Collection[int], *, on: date) -> dict[int, PupilStanding]:
    """What the rules ask about each pupil of the school on a day: one statement."""
    values = {"school": school.pk, "pupils": list(pupils), "on": on, "dual": list(AT_TWO_SCHOOLS)}
    found = rows_of(STANDINGS, values)
    return {row[0]: PupilStanding(*row[1:]) for row in found}


def clashes(
    school: School, pupils: Collection[int], code: int, permit: Sessions
) -> dict[int, tuple[StandingPermit, str]]:
    """The pupils to whom another code is promised in a session of this permit: one statement.

    Each with the permit that stands, and the first session in words.
    """
    values = {
        "school": school.pk,
        "pupils": list(pupils),
        "starts_on": permit.starts_on,
        "ends_on": permit.ends_on,
    }
    found: dict[int, tuple[StandingPermit, str]] = {}
    for standing in (StandingPermit(*row) for row in rows_of(STANDING_PERMITS, values)):
        shared = first_shared(standing, permit) if standing.code != code else None
        if shared:
            on, session = shared
            found.setdefault(standing.pupil_id, (standing, f"{on:%a} {on.day} {on:%b}, {session.words}"))
    return found


def promised_alike(
    school: School, pupils: Collection[int], code: int | None, note: str, permit: Sessions
) -> set[int]:
    """The pupils to whom just this is promised, the code or the note alone: one statement."""
    rows = CodePermit.objects.filter(
        school=school,
        pupil__in=pupils,
        code=code,
        starts_on=permit.starts_on,
        ends_on=permit.ends_on,
        places=sorted(permit.places),
        ended_at=None,
    )
    if code is None:
        rows = rows.filter(note=note)
    return set(rows.values_list("pupil", flat=True))


def sessions_held(school: School, permit: Sessions) -> int:
    """How many sessions of a permit the school holds by its calendar: one statement."""
    values = {
        "school": school.pk,
        "starts_on": permit.starts_on,
        "ends_on": permit.ends_on,
        "places": list(permit.places),
    }
    return int(rows_of(HELD, values)[0][0])


def parents_to_agree(pupil: Pupil) -> list[tuple[int, str]]:
    """The parents with whom the pupil normally lives: only they agree a part-time timetable (reg 11(6))."""
    contacts = Contact.objects.filter(pupil=pupil, lives_with_pupil=True, must_not_contact=False)
    return [
        (contact.parent_id, f"{contact.parent}, {contact.relationship}")
        for contact in contacts.select_related("parent").order_by("call_order")
    ]
