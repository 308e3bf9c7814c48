"""Addresses of the sealed record, joined from one module for each part of it."""

from django.urls import URLPattern

from safeguarding.urls import concerns, referrals, unlock

urlpatterns: list[URLPattern] = [
    *concerns.urlpatterns,
    *referrals.urlpatterns,
    *unlock.urlpatterns,
]
"""Routes of the sealed record."""

from django.urls import URLPattern

from safeguarding.urls import reach

urlpatterns: list[URLPattern] = [*reach.urlpatterns]
from django.urls import URLPattern

from safeguarding.urls import files

urlpatterns: list[URLPattern] = [
    *files.urlpatterns,
]
