from django.urls import URLPattern

from accounts.roles import Permission
from accounts.routing import path
from safeguarding.views import referrals

REFERRALS = "<slug:school>/safeguarding/pupils/<int:pupil>/referrals/"

urlpatterns: list[URLPattern] = [
    path(
        f"{REFERRALS}new/",
        referrals.referral_new,
        name="safeguarding_referral_new",
        gate=Permission.SAFEGUARDING_WRITE,
    ),
    path(
        f"{REFERRALS}<uuid:referral>/",
        referrals.referral,
        name="safeguarding_referral",
        gate=Permission.SAFEGUARDING_READ,
    ),
    path(
        f"{REFERRALS}<uuid:referral>/step/",
        referrals.referral_step,
        name="safeguarding_referral_step",
        gate=Permission.SAFEGUARDING_WRITE,
    ),
]
