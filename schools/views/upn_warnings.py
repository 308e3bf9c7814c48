"""A word on a number that cannot be right."""

from __future__ import annotations

from django.contrib import messages

from schools.middleware import SchoolRequest
from schools.upn import upn_problem


def warn_of_upn(request: SchoolRequest, upn: str) -> None:
    """Tell of a number that cannot be right; it was saved, for a wrong number turns no pupil away."""
    if upn and (problem := upn_problem(upn)):
        messages.warning(request, f"Check the UPN {upn}. {problem}.")
