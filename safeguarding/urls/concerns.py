"""Routes of raising a concern and of what one raised oneself: no second factor."""

from django.urls import URLPattern

from accounts.roles import Permission
from accounts.routing import SEALED, path
from safeguarding.views import concerns

urlpatterns: list[URLPattern] = [
    path(f"{SEALED}concerns/new/", concerns.concern_new, name="concern_new", gate=Permission.CONCERN_RAISE),
    path(
        f"{SEALED}concerns/draft/",
        concerns.concern_draft,
        name="concern_draft",
        gate=Permission.CONCERN_RAISE,
    ),
    path(
        f"{SEALED}concerns/mine/",
        concerns.concerns_mine,
        name="concerns_mine",
        gate=Permission.CONCERN_READ_OWN,
    ),
    path(
        f"{SEALED}concerns/mine/<uuid:concern>/",
        concerns.concern_own,
        name="concern_own",
        gate=Permission.CONCERN_READ_OWN,
    ),
]
