"""Addresses of the sealed record, joined from one module for each part of it."""

from django.urls import URLPattern

from safeguarding.urls import referrals, unlock

urlpatterns: list[URLPattern] = [*referrals.urlpatterns, *unlock.urlpatterns]
