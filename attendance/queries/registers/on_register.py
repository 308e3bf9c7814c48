"""Who is on a group's register on a day: the one statement of it, for all SQL of registers."""

from attendance.codes import ATTENDING_NUMBERS, CLOSURE_NUMBERS
from attendance.register_state import IMPORT, OFFICE

# A row for each group and pupil: in the group on the day `on`, and in the admission register on that day.
# Used as a table: FROM {ON_REGISTER} g WHERE g.group_id = %(group)s. The planner takes it apart.
ON_REGISTER = """(
  SELECT gm.group_id, gm.pupil_id FROM schools_groupmember gm
  JOIN schools_rollentry re ON re.pupil_id = gm.pupil_id AND re.admitted_on <= %(on)s
       AND (re.left_on IS NULL OR re.left_on >= %(on)s)
  WHERE gm.from_on <= %(on)s AND (gm.until_on IS NULL OR gm.until_on >= %(on)s)
)"""
# The columns of attendance.register_state.MarkCounts, of marks `m` joined to the pupils of a register.
MARK_COUNTS = f"""count(*) AS pupils, count(m.code) AS marked,
         count(*) FILTER (WHERE m.source = '{IMPORT}') AS imported,
         count(*) FILTER (WHERE m.source = '{OFFICE}') AS by_office,
         count(*) FILTER (WHERE m.code BETWEEN {CLOSURE_NUMBERS[0]} AND {CLOSURE_NUMBERS[-1]}) AS closures,
         count(*) FILTER (WHERE m.code BETWEEN {ATTENDING_NUMBERS[0]} AND {ATTENDING_NUMBERS[-1]})
           AS attending"""
