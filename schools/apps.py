"""The app's entry in Django."""

from django.apps import AppConfig


class SchoolsConfig(AppConfig):
    """See `docs/` for what stands in this app."""

    name = "schools"
