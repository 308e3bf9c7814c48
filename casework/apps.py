"""The app's entry in Django."""

from django.apps import AppConfig


class CaseworkConfig(AppConfig):
    """See `docs/` for what stands in this app."""

    name = "casework"
