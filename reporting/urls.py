"""The way in, Today, and pupils."""

from __future__ import annotations

from django.urls import URLPattern

from accounts.roles import Permission
from accounts.routing import Gate, path
from reporting.views import gallery, pupils, today

urlpatterns: list[URLPattern] = [
    path("", today.home, name="home", gate=Gate.SIGNED_IN),
    path("components/", gallery.gallery, name="gallery", gate=Gate.SIGNED_IN),
    path("<slug:school>/", today.today, name="today", gate=Gate.SIGNED_IN),
    path("<slug:school>/pupils/", pupils.pupils, name="pupils", gate=Permission.PUPIL_SEARCH),
    path("<slug:school>/search/", pupils.search, name="search", gate=Permission.PUPIL_SEARCH),
    path("<slug:school>/pupils/<int:pupil>/", pupils.pupil, name="pupil", gate=Permission.PUPIL_SEARCH),
]
