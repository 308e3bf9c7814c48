"""Routes of the codes that wait for a reason."""

from django.urls import URLPattern

from accounts.roles import Permission
from accounts.routing import path
from attendance.views.first_day import n_codes

N_CODES = "<slug:school>/codes/n/"

urlpatterns: list[URLPattern] = [
    path(N_CODES, n_codes.n_codes, name="n_codes", gate=Permission.REGISTER_VIEW),
    path(f"{N_CODES}set/", n_codes.n_codes_set, name="n_codes_set", gate=Permission.N_CODE_RESOLVE),
]
