"""Answers of families to messages about absences."""
