"""Absences of today, read for who is rung, visited and told."""
