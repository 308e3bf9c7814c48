"""Addresses of a person's own account; signing in itself is the package's, under /account/."""

from __future__ import annotations

from accounts import views
from accounts.routing import Gate, path

urlpatterns = [
    path("me/", views.me, name="me", gate=Gate.SIGNED_IN),
    path("me/theme/", views.choose_theme, name="choose_theme", gate=Gate.SIGNED_IN),
    path("me/sign-out-elsewhere/", views.sign_out_elsewhere, name="sign_out_elsewhere", gate=Gate.SIGNED_IN),
    path("invitations/<str:token>/", views.invitation, name="invitation", gate=Gate.PUBLIC),
]
