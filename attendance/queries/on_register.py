"""Who is on a group's register on a day: the one statement of it, for all SQL of registers."""

# A row for each group and pupil: in the group on the day `on`, and in the admission register on that day.
# Used as a table: FROM {ON_REGISTER} g WHERE g.group_id = %(group)s. The planner takes it apart.
ON_REGISTER = """(
  SELECT gm.group_id, gm.pupil_id FROM schools_groupmember gm
  JOIN schools_rollentry re ON re.pupil_id = gm.pupil_id AND re.admitted_on <= %(on)s
       AND (re.left_on IS NULL OR re.left_on >= %(on)s)
  WHERE gm.from_on <= %(on)s AND (gm.until_on IS NULL OR gm.until_on >= %(on)s)
)"""
