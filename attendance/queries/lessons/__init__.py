"""Lessons, read for pages: who is marked, who is missing, where a pupil is."""
