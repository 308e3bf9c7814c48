"""Routes of the steps of an absence, the hand-over and the pupils whom nobody has seen."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
