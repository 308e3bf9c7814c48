"""Routes of the lists of lateness."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
