"""Routes of the call list and of contact with families."""

from django.urls import URLPattern

from accounts.roles import Permission
from accounts.routing import path
from attendance.views.first_day import call_list

CONTACT = "<slug:school>/contact/"

urlpatterns: list[URLPattern] = [
    path(CONTACT, call_list.call_list, name="call_list", gate=Permission.FIRST_DAY_WORK),
]
