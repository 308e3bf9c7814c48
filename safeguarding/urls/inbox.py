"""Routes of the leads' inbox and of what they make of a concern."""

from django.urls import URLPattern

from accounts.roles import Permission
from accounts.routing import SEALED, path
from safeguarding.views import inbox, triage

urlpatterns: list[URLPattern] = [
    path(SEALED, inbox.safeguarding_home, name="safeguarding_home", gate=Permission.SAFEGUARDING_READ),
    path(
        f"{SEALED}concerns/<uuid:concern>/",
        triage.concern_triage,
        name="concern_triage",
        gate=Permission.SAFEGUARDING_READ,
    ),
]
