"""A pupil's stay on roll on a day, for SQL that joins it."""

# The stay of the pupil `p` on the day %(on)s, else the nearest to come, else the last. A table for a LATERAL
# join; %(dual)s are the ways to be registered at two schools.
STAY = """(
  SELECT e.admitted_on, e.left_on, e.enrolment = ANY (%(dual)s) AS is_dual
  FROM schools_rollentry e WHERE e.pupil_id = p.id
  ORDER BY e.left_on IS NULL OR e.left_on >= %(on)s DESC,
           CASE WHEN e.left_on IS NULL OR e.left_on >= %(on)s THEN e.admitted_on END, e.admitted_on DESC
  LIMIT 1)"""
