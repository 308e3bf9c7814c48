"""Routes of the late desk and its kiosk."""

from django.urls import URLPattern

from accounts.roles import Permission
from accounts.routing import path
from attendance.views import kiosk, late_desk

DESK = "<slug:school>/desk/"
ARRIVAL = f"{DESK}arrivals/<int:arrival>/"
KIOSK = f"{DESK}kiosk/"
RIGHT = Permission.DESK_SIGN_IN

urlpatterns: list[URLPattern] = [
    path(f"{DESK}arrive/", late_desk.arrive, name="arrive", gate=RIGHT),
    path(f"{ARRIVAL}reason/", late_desk.arrival_reason, name="arrival_reason", gate=RIGHT),
    path(f"{ARRIVAL}undo/", late_desk.arrival_undo, name="arrival_undo", gate=RIGHT),
    path(f"{DESK}slips/<int:arrival>/", late_desk.slip, name="slip", gate=RIGHT),
    path(KIOSK, kiosk.kiosk, name="kiosk", gate=RIGHT),
    path(f"{KIOSK}start/", kiosk.kiosk_start, name="kiosk_start", gate=RIGHT),
    path(f"{KIOSK}slip/", kiosk.kiosk_slip, name="kiosk_slip", gate=RIGHT),
    path(f"{KIOSK}leave/", kiosk.kiosk_leave, name="kiosk_leave", gate=RIGHT),
]
