"""Routes of a child's file: its chronology, and writing in it."""

from django.urls import URLPattern

from accounts.roles import Permission
from accounts.routing import SEALED, path
from safeguarding.views import chronology as views

FILE = f"{SEALED}pupils/<int:pupil>/"
WRITE = Permission.SAFEGUARDING_WRITE

urlpatterns: list[URLPattern] = [
    path(FILE, views.safeguarding_file, name="safeguarding_file", gate=Permission.SAFEGUARDING_READ),
    path(f"{FILE}entries/new/", views.entry_new, name="safeguarding_entry_new", gate=WRITE),
    path(
        f"{FILE}records/<uuid:record>/correct/", views.record_correct, name="safeguarding_correct", gate=WRITE
    ),
    path(f"{FILE}actions/new/", views.action_new, name="safeguarding_action_new", gate=WRITE),
    path(f"{FILE}actions/<uuid:action>/end/", views.action_end, name="safeguarding_action_end", gate=WRITE),
]
