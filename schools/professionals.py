"""Adults in the contacts who are no family: a social worker, a support worker, an authority. Pure."""

import re

# A pattern for Python and for PostgreSQL, whatever the case of the letters.
PROFESSIONAL = "worker|authority"
_PROFESSIONAL = re.compile(PROFESSIONAL, re.IGNORECASE)


def is_professional(relationship: str) -> bool:
    """Whether a contact is a professional, so that the name alone tells that the child has one."""
    return _PROFESSIONAL.search(relationship) is not None
