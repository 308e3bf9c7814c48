"""Codes out of keeping with what was agreed ahead."""

from __future__ import annotations

from attendance.queries.scrutiny.facts import COVERS, COVERS_FOR_SURE, IN_PERIOD, MARKS, OF_MARK, Family, rows

BASE = f"""
WITH agreeable AS (
  SELECT m.pupil_id, m.date, m.session, m.code,
         EXISTS (SELECT FROM attendance_codepermit p WHERE {COVERS} AND p.code = m.code) AS agreed
  FROM {MARKS}
  WHERE {IN_PERIOD}
    AND (m.code = ANY (%(leave)s::int[]) OR m.code = ANY (%(elsewhere)s::int[]) OR m.code = %(other_age)s)
)
"""

PERMITS = Family(
    "Codes and permits",
    BASE,
    {
        "leave-without-permit": rows(
            "agreeable m WHERE m.code = ANY (%(leave)s::int[]) AND NOT m.agreed", **OF_MARK
        ),
        "elsewhere-without-permit": rows(
            "agreeable m WHERE m.code = ANY (%(elsewhere)s::int[]) AND NOT m.agreed", **OF_MARK
        ),
        "x-without-permit": rows("agreeable m WHERE m.code = %(other_age)s AND NOT m.agreed", **OF_MARK),
        # Of two permits the later granted stands, as it does where a register is prefilled. On the day of
        # its end either code is right: the permit may have ended before the session or after it.
        "permit-other-code": rows(
            f"""(SELECT DISTINCT ON (m.pupil_id, m.date, m.session) m.pupil_id, m.date, m.session, m.code,
                   p.code AS agreed, p.id AS permit
            FROM attendance_codepermit p JOIN {MARKS} ON {COVERS_FOR_SURE} AND {IN_PERIOD}
            WHERE p.code IS NOT NULL
            ORDER BY m.pupil_id, m.date, m.session, p.granted_at DESC, p.id DESC) m
            WHERE m.code <> m.agreed""",
            **OF_MARK,
            other="m.agreed",
            permit_id="m.permit",
        ),
        "no-provider": rows(
            f"""agreeable m JOIN LATERAL (
              SELECT p.id, p.provider = '' AND coalesce(t.leader, '') = '' AS unnamed
              FROM attendance_codepermit p LEFT JOIN attendance_trip t ON t.id = p.trip_id
              WHERE {COVERS} AND p.code = m.code ORDER BY 2, p.id LIMIT 1) p ON p.unnamed
            WHERE m.code = ANY (%(confirmed)s::int[])""",
            **OF_MARK,
            permit_id="p.id",
        ),
    },
)
