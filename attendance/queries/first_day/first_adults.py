"""The adult who is rung first about a pupil, whom one call to that adult covers, and when nobody rings."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from accounts.roles import Permission
from schools.access import Rights, in_force
from schools.models import MarkerKind, Pupil, PupilMarker
from schools.professionals import PROFESSIONAL
from schools.queries.reach import reaches
from schools.queries.rows import rows_of


def first_adult_of(pupil: str) -> str:
    """SQL of the first adult in call order who may be rung and has a number; `pupil` is the pupil's column.

    `covers` says whether a call to this adult is also about another child of the same adult: one who lives
    with the pupil or has parental responsibility, and is no professional.
    """
    return f"""(
  SELECT c.parent_id, c.relationship, r.title, r.forename, r.surname,
         (c.has_responsibility OR c.lives_with_pupil) AND c.relationship !~* '{PROFESSIONAL}' AS covers
  FROM schools_contact c JOIN schools_parent r ON r.id = c.parent_id
  WHERE c.pupil_id = {pupil} AND NOT c.must_not_contact AND (r.mobile <> '' OR r.phone <> '')
  ORDER BY c.call_order LIMIT 1)"""


COVERED = f"""
SELECT id, bool_or(is_of_call) FROM (
  SELECT CASE s.one_id WHEN %(pupil)s THEN s.other_id ELSE s.one_id END AS id, false AS is_of_call
  FROM schools_siblingpair s WHERE s.are_siblings AND %(pupil)s IN (s.one_id, s.other_id)
  UNION ALL
  SELECT o.pupil_id, true
  FROM contacting p
  CROSS JOIN LATERAL {first_adult_of("p.id")} mine
  JOIN schools_contact o ON o.parent_id = mine.parent_id AND o.pupil_id <> p.id
  JOIN contacting q ON q.id = o.pupil_id
  CROSS JOIN LATERAL {first_adult_of("o.pupil_id")} theirs
  WHERE p.id = %(pupil)s AND mine.covers AND theirs.covers AND theirs.parent_id = mine.parent_id
) found
GROUP BY id
"""


def covered_by_call(rights: Rights, pupil: Pupil) -> dict[int, bool]:
    """Who else a call about a pupil may be about: one statement. Reach and absence are the caller's.

    Brothers and sisters of whom a person said so, and, as on the call list, pupils whose first adult is the
    same (true); that only for who may see the contacts of both.
    """
    tables, values = reaches(rights, contacting=Permission.CONTACTS_VIEW)
    return dict(rows_of(tables + COVERED, values | {"pupil": pupil.pk}))


def must_ask_lead(rights: Rights, pupils: Collection[int], *, on: date) -> set[int]:
    """Those of these pupils about whom this person rings nobody before the DSL was asked: one statement.

    None for who decides on escalations.
    """
    if rights.has_for_school(Permission.ESCALATION_DECIDE):
        return set()
    marked = PupilMarker.objects.filter(in_force(on), pupil__in=pupils, kind=MarkerKind.ASK_FIRST)
    return set(marked.values_list("pupil", flat=True))
