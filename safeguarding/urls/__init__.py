from django.urls import URLPattern

from safeguarding.urls import referrals

urlpatterns: list[URLPattern] = [
    *referrals.urlpatterns,
]
