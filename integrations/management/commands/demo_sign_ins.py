"""Prints one demo sign-in for each role, with its second-factor code of the moment."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from integrations.demo.sign_ins import demo_password, have_accounts, sign_ins


class Command(BaseCommand):
    help = "Print the demo's sign-ins and their second-factor codes of this moment."

    def handle(self, *args: Any, **options: Any) -> None:
        if not have_accounts():
            raise CommandError("The demo's people are not there yet. Run make demo.")
        self.stdout.write(f"Password of everybody: {demo_password()}")
        self.stdout.write("Codes change every 30 seconds; for new ones: manage.py demo_sign_ins")
        for person in sign_ins():
            self.stdout.write(f"  {person.role:<20} {person.name:<24} {person.email:<34} code {person.code}")
