"""Routes of home visits."""

from django.urls import URLPattern

from accounts.roles import Permission
from accounts.routing import path
from attendance.views.visits import pages, plans, presses, records

VISITS = "<slug:school>/visits/"
VISIT = f"{VISITS}<int:visit>/"
GATE = Permission.VISIT_WORK

urlpatterns: list[URLPattern] = [
    path(VISITS, pages.visits, name="visits", gate=GATE),
    path(f"{VISITS}new/", plans.visit_new, name="visit_new", gate=GATE),
    path(VISIT, pages.visit, name="visit", gate=GATE),
    path(f"{VISIT}plan/", plans.visit_plan, name="visit_plan", gate=GATE),
    path(f"{VISIT}cancel/", plans.visit_cancel, name="visit_cancel", gate=GATE),
    path(f"{VISIT}press/", presses.visit_press, name="visit_press", gate=GATE),
    path(f"{VISIT}more-time/", presses.visit_more_time, name="visit_more_time", gate=GATE),
    path(f"{VISIT}times/", presses.visit_times, name="visit_times", gate=GATE),
    path(f"{VISIT}answer/", presses.visit_answer, name="visit_answer", gate=GATE),
    path(f"{VISIT}record/", records.visit_record, name="visit_record", gate=GATE),
    path(f"{VISIT}note/", records.visit_note, name="visit_note", gate=GATE),
]
