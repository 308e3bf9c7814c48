"""The first person of an installation."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.core.validators import validate_email
from django.utils import timezone

from accounts.services import AccountError, create_administrator


class Command(BaseCommand):
    """Makes an administrator's account and prints a link that sets its password, once."""

    help = "Make the first administrator. Prints a link that works once; no password is typed here."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Who, and where this installation is reached."""
        parser.add_argument("email")
        parser.add_argument("full_name")
        parser.add_argument("--site", default="http://localhost:8000/", help="where people reach it")

    def handle(self, *args: Any, **options: Any) -> None:
        """Invite the person and print the link."""
        try:
            validate_email(options["email"])
            issued = create_administrator(
                email=options["email"],
                full_name=options["full_name"],
                at=timezone.now(),
                site=options["site"],
            )
        except ValidationError as error:
            raise CommandError("That is not an email address.") from error
        except AccountError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"Open this link to set the password for {issued.user.email}. It works once:")
        self.stdout.write(issued.link)
