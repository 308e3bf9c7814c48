"""Classroom mode on and off."""

from __future__ import annotations

from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from schools.classroom import SESSION_KEY, fit_for_classroom
from schools.middleware import SchoolRequest


@fit_for_classroom
@require_POST
def classroom(request: SchoolRequest, school: str) -> HttpResponseRedirect:
    """Turn classroom mode on or off until the person signs out, and go back to the page that was open."""
    if request.POST.get("on"):
        request.session[SESSION_KEY] = True
    else:
        request.session.pop(SESSION_KEY, None)
    back = request.POST.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(
        back, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return HttpResponseRedirect(back if is_ours else reverse("today", args=[school]))
