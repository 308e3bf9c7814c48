"""Start-up of the accounts app."""

from importlib import import_module

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Identity, the table of rights and the audit."""

    name = "accounts"
    verbose_name = "Accounts"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Listen to the sign-in packages, whose models exist only now."""
        import_module("accounts.sign_in_events").connect()
