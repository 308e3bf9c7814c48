"""Addresses of the sealed record, joined from one module for each part of it."""

from django.urls import URLPattern

from safeguarding.urls import chronology, concerns, files, inbox, reach, referrals, staff, unlock

urlpatterns: list[URLPattern] = [
    *inbox.urlpatterns,
    *concerns.urlpatterns,
    *chronology.urlpatterns,
    *files.urlpatterns,
    *reach.urlpatterns,
    *referrals.urlpatterns,
    *staff.urlpatterns,
    *unlock.urlpatterns,
]
