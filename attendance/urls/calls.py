"""Routes of the call list and of contact with families."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
