"""The first page behind the lock."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from safeguarding.queries.inbox import inbox
from safeguarding.seats import seat_of
from schools import clock
from schools.middleware import SchoolRequest


@require_safe
def safeguarding_home(request: SchoolRequest, school: str) -> HttpResponse:
    """What waits for the leads; for others, the files that are open to them."""
    page = inbox(rights=request.rights, seat=seat_of(request), now=clock.now())
    return render(request, "safeguarding/inbox.html", {"page": page})
