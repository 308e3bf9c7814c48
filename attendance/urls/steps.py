"""Routes of the steps of an absence, the hand-over and the pupils whom nobody has seen."""

from django.urls import URLPattern

from accounts.roles import Permission
from accounts.routing import path
from attendance.views.first_day import steps

CONTACT = "<slug:school>/contact/"

urlpatterns: list[URLPattern] = [
    path(f"{CONTACT}steps/", steps.steps, name="steps", gate=Permission.FIRST_DAY_WORK),
    path(f"{CONTACT}steps/done/", steps.step_done, name="step_done", gate=Permission.FIRST_DAY_WORK),
    path(f"{CONTACT}hand-over/", steps.hand_over, name="hand_over", gate=Permission.FIRST_DAY_WORK),
    path(f"{CONTACT}unseen/", steps.unseen, name="unseen", gate=Permission.FIRST_DAY_WORK),
]
