"""Every address."""

from django.urls import URLPattern, URLResolver, include, path

from accounts import routing
from accounts.routing import Gate
from config.health import healthz

urlpatterns: list[URLPattern | URLResolver] = [
    routing.path("healthz", healthz, name="healthz", gate=Gate.PUBLIC),
    path("account/", include("allauth.urls")),
    path("", include("accounts.urls")),
    path("", include("schools.urls")),
    path("", include("attendance.urls")),
    path("", include("safeguarding.urls")),
    path("", include("reporting.urls")),
    path("", include("integrations.urls")),
]

handler400 = "config.refusals.bad_request"
handler403 = "config.refusals.permission_denied"
handler404 = "config.refusals.not_found"
handler500 = "config.refusals.server_error"
