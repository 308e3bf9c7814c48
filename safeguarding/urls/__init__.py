"""Routes of the sealed record."""

from django.urls import URLPattern

from safeguarding.urls import reach

urlpatterns: list[URLPattern] = [*reach.urlpatterns]
