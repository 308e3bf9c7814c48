"""Bringing in the people who work in a school. Rights come from memberships alone."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import astuple, dataclass
from datetime import datetime

from django.db import transaction

from accounts.audit import acting
from accounts.models import User
from schools.models import School
from schools.services.staging import Changes, changes_of, stage_rows


@dataclass(frozen=True, slots=True)
class StaffFacts:
    """A member of staff as the school lists them; `role` is only a proposal."""

    code: str
    title_name: str
    full_name: str
    email: str
    job_title: str
    role: str


FILE_STAFF = """
WITH filed AS (
  INSERT INTO schools_staff AS t (school_id, code, title_name, full_name, email, job_title, role)
  SELECT %(school)s, code, title_name, full_name, email, job_title, role FROM staged_staff
  ON CONFLICT (school_id, code) DO UPDATE SET
    title_name = excluded.title_name, full_name = excluded.full_name,
    email = CASE WHEN 'email' = ANY (%(given)s) THEN excluded.email ELSE t.email END,
    job_title = CASE WHEN 'job_title' = ANY (%(given)s) THEN excluded.job_title ELSE t.job_title END,
    role = CASE WHEN 'role' = ANY (%(given)s) THEN excluded.role ELSE t.role END
  WHERE (t.title_name, t.full_name) IS DISTINCT FROM (excluded.title_name, excluded.full_name)
     OR 'email' = ANY (%(given)s) AND t.email <> excluded.email
     OR 'job_title' = ANY (%(given)s) AND t.job_title <> excluded.job_title
     OR 'role' = ANY (%(given)s) AND t.role <> excluded.role
  RETURNING old.id IS NULL AS is_new
) SELECT count(*) FILTER (WHERE is_new), count(*) FILTER (WHERE NOT is_new) FROM filed
"""
# Only someone who holds a grant here already is recognised by the address of their sign-in.
RECOGNISE = """
WITH known AS (
  UPDATE schools_staff t SET user_id = u.id FROM accounts_user u
  WHERE t.school_id = %(school)s AND t.user_id IS NULL AND t.email <> '' AND upper(u.email) = upper(t.email)
    AND t.code IN (SELECT code FROM staged_staff)
    AND EXISTS (SELECT FROM schools_membership m WHERE m.user_id = u.id AND m.school_id = t.school_id)
  RETURNING t.id
) SELECT 0, count(*) FROM known
"""


@transaction.atomic
def file_staff(
    *, school: School, staff: Sequence[StaffFacts], given: Collection[str], by: User | None, at: datetime
) -> Changes:
    """Add staff by their code and correct those that are here; only fields in `given` are corrected."""
    acting(by, at=at)
    columns = dict.fromkeys(StaffFacts.__dataclass_fields__, "text")
    stage_rows("staged_staff", columns, map(astuple, staff))
    values = {"school": school.pk, "given": list(given)}
    return changes_of(FILE_STAFF, values) + changes_of(RECOGNISE, values)
