from django.urls import URLPattern

from safeguarding.urls import files

urlpatterns: list[URLPattern] = [
    *files.urlpatterns,
]
