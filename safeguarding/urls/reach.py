"""Routes of who may open a child's file, and of who did."""

from django.urls import URLPattern

from accounts.roles import Permission
from accounts.routing import path
from safeguarding.views import audience, openings, people

PEOPLE = "<slug:school>/safeguarding/pupils/<int:pupil>/people/"
GRANT = Permission.SAFEGUARDING_GRANT

urlpatterns: list[URLPattern] = [
    path(PEOPLE, people.safeguarding_people, name="safeguarding_people", gate=GRANT),
    path(f"{PEOPLE}add/", people.person_new, name="safeguarding_person_new", gate=GRANT),
    path(f"{PEOPLE}exclude/", people.person_exclude, name="safeguarding_person_exclude", gate=GRANT),
    path(f"{PEOPLE}restrict/", people.file_restrict, name="safeguarding_restrict", gate=GRANT),
    path(f"{PEOPLE}<uuid:grant>/end/", people.grant_end, name="safeguarding_grant_end", gate=GRANT),
    path(
        f"{PEOPLE}records/<uuid:record>/",
        audience.record_audience,
        name="safeguarding_audience",
        gate=GRANT,
    ),
    path(
        f"{PEOPLE}records/<uuid:record>/share/",
        audience.record_share,
        name="safeguarding_share",
        gate=GRANT,
    ),
    path(
        "<slug:school>/safeguarding/emergency/<int:pupil>/",
        openings.safeguarding_emergency,
        name="safeguarding_emergency",
        gate=Permission.SAFEGUARDING_READ,
    ),
    path(
        "<slug:school>/safeguarding/access/",
        openings.safeguarding_log,
        name="safeguarding_log",
        gate=Permission.AUDIT_WHO_VIEWED,
    ),
]
