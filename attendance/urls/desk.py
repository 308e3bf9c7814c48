"""Routes of the late desk and its kiosk."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
