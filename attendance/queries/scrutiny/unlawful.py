"""Codes that may not stand: not in force, of the wrong session, age, day or registration."""

from __future__ import annotations

from attendance.queries.school_age import COMPULSORY_FROM, COMPULSORY_UNTIL
from attendance.queries.scrutiny.facts import COVERS, IN_PERIOD, MARKS, OF_MARK, Family, rows

ON_ROLL = """EXISTS (SELECT FROM schools_rollentry e WHERE e.pupil_id = m.pupil_id
  AND e.admitted_on <= m.date AND (e.left_on IS NULL OR e.left_on >= m.date))"""
# Most marks are of codes that any pupil may have on any day: those are passed over in the index.
BASE = f"""
WITH editions AS (
  SELECT * FROM unnest(%(numbers)s::int[], %(valid_from)s::date[], %(valid_to)s::date[])
         AS e (number, valid_from, valid_to)
), rare AS (
  SELECT m.pupil_id, m.date, m.session, m.code,
         m.date BETWEEN {COMPULSORY_FROM} AND {COMPULSORY_UNTIL} AS compulsory
  FROM {MARKS}
  WHERE {IN_PERIOD} AND (m.code <> ALL (%(plain)s::int[]) OR m.code = 12 - m.session)
), off_roll AS (
  SELECT m.pupil_id, m.date, m.session, m.code
  FROM {MARKS}
  WHERE {IN_PERIOD} AND NOT {ON_ROLL}
), young AS (
  SELECT m.*, y.year_group FROM rare m
  JOIN schools_groupmember b ON b.pupil_id = m.pupil_id AND b.from_on <= m.date
       AND (b.until_on IS NULL OR b.until_on >= m.date)
  JOIN schools_group y ON y.id = b.group_id AND y.kind = 'year'
  WHERE m.code IN (%(work)s, %(study)s)
)
"""
_STAYS = "SELECT FROM schools_rollentry e WHERE e.pupil_id = m.pupil_id AND"
HAD_COME = f"EXISTS ({_STAYS} e.admitted_on <= m.date)"
COMES = f"EXISTS ({_STAYS} e.admitted_on > m.date)"
OF_A_SESSION = "m.code NOT IN (%(not_on_roll)s, %(no_school)s)"
SCHOOL_MEETS = "EXISTS (SELECT FROM schools_schoolday d WHERE d.school_id = %(school)s AND d.date = m.date)"
IN_FORCE = """EXISTS (SELECT FROM editions e
  WHERE e.number = m.code AND m.date >= e.valid_from AND m.date < e.valid_to)"""
AGREED = f"""EXISTS (SELECT FROM attendance_codepermit p
  WHERE {COVERS} AND p.code = m.code AND p.agreed_with_id IS NOT NULL AND p.agreed_on IS NOT NULL)"""


def _of(condition: str, tables: str = "rare m") -> str:
    return rows(f"{tables} WHERE {condition}", **OF_MARK)


UNLAWFUL = Family(
    "Unlawful codes",
    BASE,
    {
        "code-not-in-force": _of(f"NOT {IN_FORCE}"),
        "wrong-stroke": _of("m.code = 12 - m.session"),
        "x-compulsory-age": _of("m.code = %(other_age)s AND m.date >= %(law_from)s AND m.compulsory"),
        "c2-other-age": _of("m.code = %(part_time)s AND m.date >= %(law_from)s AND NOT m.compulsory"),
        "c2-no-agreement": _of(f"m.code = %(part_time)s AND NOT {AGREED}"),
        "c1-no-licence": rows(
            f"""rare m JOIN LATERAL (SELECT p.id, p.licence FROM attendance_codepermit p
            WHERE {COVERS} AND p.code = m.code ORDER BY p.licence = '' LIMIT 1) p ON p.licence = ''
            WHERE m.code = %(performance)s""",
            **OF_MARK,
            permit_id="p.id",
        ),
        "z-on-roll": _of(f"m.code = %(not_on_roll)s AND {ON_ROLL}"),
        "closed-code-on-school-day": _of(f"m.code = %(no_school)s AND {SCHOOL_MEETS}"),
        "before-starting": _of(f"{OF_A_SESSION} AND NOT {HAD_COME}", "off_roll m"),
        # Z may stand before a starting day, also that of a pupil who comes again.
        "after-leaving": _of(f"{HAD_COME} AND NOT (m.code = %(not_on_roll)s AND {COMES})", "off_roll m"),
        "no-school-day": _of(f"{IN_PERIOD} AND {OF_A_SESSION} AND NOT {SCHOOL_MEETS}", MARKS),
        "d-single-registration": _of(
            f"""m.code = %(dual)s AND EXISTS ({_STAYS} e.admitted_on <= m.date
            AND (e.left_on IS NULL OR e.left_on >= m.date) AND e.enrolment <> ALL (%(two_schools)s))"""
        ),
        "s-below-year-11": rows(
            "young m WHERE m.code = %(study)s AND m.year_group < %(s_year)s", **OF_MARK, figure="m.year_group"
        ),
        "w-below-year-10": rows(
            "young m WHERE m.code = %(work)s AND m.year_group < %(w_year)s", **OF_MARK, figure="m.year_group"
        ),
    },
)
