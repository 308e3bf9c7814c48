"""Pieces of SQL that several pages add to a pupil `p` on a day `on`; none adds a row."""

REGISTRATION = """
LEFT JOIN LATERAL (
  SELECT g.id, g.name, g.year_group FROM schools_groupmember gm JOIN schools_group g ON g.id = gm.group_id
  WHERE gm.pupil_id = p.id AND g.kind = 'registration' AND gm.from_on <= %(on)s
    AND (gm.until_on IS NULL OR gm.until_on >= %(on)s) LIMIT 1) g ON true
"""
YEAR_GROUP = """
LEFT JOIN LATERAL (
  SELECT g.year_group FROM schools_groupmember gm JOIN schools_group g ON g.id = gm.group_id
  WHERE gm.pupil_id = p.id AND g.kind = 'year' AND gm.from_on <= %(on)s
    AND (gm.until_on IS NULL OR gm.until_on >= %(on)s) LIMIT 1) y ON true
"""
ON_ROLL = """
JOIN schools_rollentry e ON e.pupil_id = p.id AND e.admitted_on <= %(on)s
     AND (e.left_on IS NULL OR e.left_on >= %(on)s)
"""
LATEST_ROLL = """
LEFT JOIN LATERAL (
  SELECT e.admitted_on, e.left_on FROM schools_rollentry e WHERE e.pupil_id = p.id
  ORDER BY e.admitted_on DESC LIMIT 1) roll ON true
"""
# The kinds of support, for the pupils of the table `supported` alone.
SUPPORT = """
ARRAY(SELECT s.kind FROM schools_supportfact s WHERE s.pupil_id = p.id AND s.from_on <= %(on)s
        AND (s.until_on IS NULL OR s.until_on >= %(on)s)
        AND EXISTS (SELECT FROM supported x WHERE x.id = p.id) ORDER BY s.kind)
"""
