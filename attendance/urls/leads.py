"""Routes of what the safeguarding lead and agencies are told."""

from django.urls import URLPattern

from accounts.roles import Permission
from accounts.routing import path
from attendance.views.first_day import agencies, leads

CONTACT = "<slug:school>/contact/<int:pupil>/"

urlpatterns: list[URLPattern] = [
    path(f"{CONTACT}dsl/", leads.escalate, name="escalate", gate=Permission.ESCALATION_RAISE),
    path(f"{CONTACT}agencies/", agencies.agency_told, name="agency_told", gate=Permission.FIRST_DAY_WORK),
    path(
        "<slug:school>/escalations/",
        leads.escalations,
        name="escalations",
        gate=Permission.ESCALATION_DECIDE,
    ),
    path(
        "<slug:school>/escalations/<int:pupil>/",
        leads.escalation,
        name="escalation",
        gate=Permission.ESCALATION_DECIDE,
    ),
]
