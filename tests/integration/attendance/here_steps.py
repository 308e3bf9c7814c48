"""What the tests of agreed codes and of "Here?" do."""

from datetime import timedelta

from django.test import Client

from attendance.codes import find_code
from attendance.models import CodePermit
from schools.models import Pupil
from tests.integration.attendance.pages import address, page_of, rows_of
from tests.world import NOW, TODAY, World


def agreed(
    world: World, pupil: Pupil, *, code: str = "V", note: str = "Dance festival, Ms Roe", days: int = 1
) -> CodePermit:
    """What the office agreed from today on; without a code only a note."""
    found = find_code(code, TODAY)
    permit: CodePermit = CodePermit.objects.create(
        school=world.marlowe,
        pupil=pupil,
        code=found.number if found else None,
        starts_on=TODAY,
        ends_on=TODAY + timedelta(days=days - 1),
        note=note,
        granted_by=world.okafor,
        granted_at=NOW - timedelta(days=1),
    )
    return permit


def row_of(client: Client, world: World, pupil: Pupil) -> dict[str, str]:
    """The attributes of the pupil's row."""
    return next(row for row in rows_of(client.get(address(world))) if row["data-pupil"] == str(pupil.pk))


def buttons(client: Client, world: World) -> list[str]:
    """The names of the page's "Here?" buttons."""
    page = page_of(client.get(address(world)))
    return [
        found["name"]
        for tag, found in page.tags
        if tag == "button" and found.get("name", "").startswith("here-")
    ]
