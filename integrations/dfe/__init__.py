"""Attendance as the Department for Education publishes it (Explore education statistics)."""
