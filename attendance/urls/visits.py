"""Routes of home visits."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
