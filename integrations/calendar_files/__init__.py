"""School calendars as schools and councils publish them: ICS and JSON."""
