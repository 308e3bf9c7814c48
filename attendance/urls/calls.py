"""Routes of the call list and of contact with families."""

from django.urls import URLPattern

from accounts.roles import Permission
from accounts.routing import path
from attendance.views.first_day import call_list, calls, calls_in

CONTACT = "<slug:school>/contact/"

urlpatterns: list[URLPattern] = [
    path(CONTACT, call_list.call_list, name="call_list", gate=Permission.FIRST_DAY_WORK),
    path(f"{CONTACT}texts/", calls_in.call_texts, name="call_texts", gate=Permission.ABSENCE_MESSAGE),
    path(f"{CONTACT}from-family/", calls_in.call_in, name="call_in", gate=Permission.FIRST_DAY_WORK),
    path(f"{CONTACT}<int:pupil>/", calls.call, name="call", gate=Permission.FIRST_DAY_WORK),
    path(f"{CONTACT}<int:pupil>/stay/", calls_in.stay_home, name="stay_home", gate=Permission.FIRST_DAY_WORK),
    path(
        f"{CONTACT}attempts/<int:attempt>/strike/",
        calls.call_strike,
        name="call_strike",
        gate=Permission.FIRST_DAY_WORK,
    ),
]
