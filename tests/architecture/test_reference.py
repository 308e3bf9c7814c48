"""The pages of docs/reference are what the code prints today."""

from django.core.management import call_command


def test_the_printed_reference_is_fresh() -> None:
    call_command("print_reference", check=True)
