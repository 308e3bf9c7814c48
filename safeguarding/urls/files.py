"""Routes of files beside concerns and entries."""

from django.urls import URLPattern

from accounts.roles import Permission
from accounts.routing import path
from safeguarding.views import files

urlpatterns: list[URLPattern] = [
    path(
        "<slug:school>/safeguarding/pupils/<int:pupil>/files/<uuid:file>/",
        files.attachment,
        name="safeguarding_attachment",
        gate=Permission.SAFEGUARDING_READ,
    ),
]
