"""Days and sessions in an address: /registers/2026-11-20/12/am/, /registers/?date=2026-11-20."""

from datetime import date

from django.urls import register_converter

from schools.calendar import Session, parse_session


class DayConverter:
    """An ISO date; any other text is not found."""

    regex = r"\d{4}-\d{2}-\d{2}"

    def to_python(self, value: str) -> date:
        """The date, or ValueError, which Django answers with 404."""
        return date.fromisoformat(value)

    def to_url(self, value: date) -> str:
        """The date as the path writes it."""
        return value.isoformat()


class SessionConverter:
    """am or pm."""

    regex = "am|pm"

    def to_python(self, value: str) -> Session:
        """The session that the path names."""
        return parse_session(value)

    def to_url(self, value: Session) -> str:
        """The session as the path writes it."""
        return value.name.lower()


register_converter(DayConverter, "day")
register_converter(SessionConverter, "session")
