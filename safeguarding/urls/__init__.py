from django.urls import URLPattern

from safeguarding.urls import referrals, staff

urlpatterns: list[URLPattern] = [
    *referrals.urlpatterns,
    *staff.urlpatterns,
]
