from django.urls import URLPattern

from accounts.roles import Permission
from accounts.routing import path
from safeguarding.views import staff

STAFF = "<slug:school>/safeguarding/staff/"

urlpatterns: list[URLPattern] = [
    path(f"{STAFF}new/", staff.staff_concern_new, name="staff_concern_new", gate=Permission.CONCERN_RAISE),
    path(STAFF, staff.staff_concerns, name="staff_concerns", gate=Permission.STAFF_ALLEGATION_READ),
    path(
        f"{STAFF}readers/",
        staff.staff_readers_page,
        name="staff_readers",
        gate=Permission.STAFF_ALLEGATION_READ,
    ),
    path(
        f"{STAFF}readers/end/",
        staff.staff_reader_end,
        name="staff_reader_end",
        gate=Permission.STAFF_ALLEGATION_READ,
    ),
    path(
        f"{STAFF}<uuid:concern>/",
        staff.staff_concern,
        name="staff_concern",
        gate=Permission.STAFF_ALLEGATION_READ,
    ),
]
