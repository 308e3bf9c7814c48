"""What is done about absences: calls, steps, escalations."""
