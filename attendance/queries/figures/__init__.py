"""Figures from the weekly tallies: of a pupil, a group, a school and a trust, for any days."""
