"""Routes of what the safeguarding lead and agencies are told."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
