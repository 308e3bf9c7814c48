"""Compulsory school age in SQL: the rule of `schools.year_groups`, for statements over many pupils."""

from __future__ import annotations

# The first day of compulsory school age of a pupil `o`: the prescribed day on or after the fifth birthday
# (Education Act 1996 s8(2)).
COMPULSORY_FROM = """(CASE
  WHEN extract(month FROM o.born_on) <= 3 THEN make_date(extract(year FROM o.born_on)::int + 5, 3, 31)
  WHEN extract(month FROM o.born_on) <= 8 THEN make_date(extract(year FROM o.born_on)::int + 5, 8, 31)
  ELSE make_date(extract(year FROM o.born_on)::int + 5, 12, 31) END)"""
_LAST_JUNE = """make_date(extract(year FROM o.born_on)::int + 16
  + CASE WHEN extract(month FROM o.born_on) >= 9 THEN 1 ELSE 0 END, 6, 30)"""
# The last day of it: the last Friday in June of the school year of the sixteenth birthday (s8(3)).
COMPULSORY_UNTIL = f"""({_LAST_JUNE} - (extract(isodow FROM {_LAST_JUNE})::int + 2) %% 7)"""
