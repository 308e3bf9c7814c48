"""Routes of the codes that wait for a reason."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
