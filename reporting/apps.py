"""The app's entry in Django."""

from importlib import import_module

from django.apps import AppConfig

from accounts.roles import Permission
from attendance.sections import Section, add_section

PACKS = Section("Audit packs", "audit_packs", (Permission.REGISTER_SCRUTINY, Permission.EXPORT_ATTENDANCE))


class ReportingConfig(AppConfig):
    """See `docs/` for what stands in this app."""

    name = "reporting"

    def ready(self) -> None:
        """Add the audit packs to Registers, and the documents to the first page and the running work."""
        add_section(PACKS)
        import_module("reporting.queries.register_exports").connect()
        import_module("reporting.queries.work").connect()
