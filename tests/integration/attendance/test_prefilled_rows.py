"""A code agreed ahead stands on the register before it is opened."""

from datetime import timedelta

from attendance.models import MarkSource
from tests.integration.attendance.here_steps import agreed, buttons, row_of
from tests.integration.attendance.pages import (
    address,
    statements,
    words_of,
)
from tests.integration.attendance.steps import (
    mark,
    standing,
    teacher_saves,
)
from tests.sign_in import signed_in
from tests.world import TODAY, World

MOST_STATEMENTS = 8


def test_a_code_agreed_ahead_is_on_the_page_with_its_note_and_locked(world: World) -> None:
    pupil = world.pupils[0]
    agreed(world, pupil)
    client = signed_in(world.lane)

    response = client.get(address(world))

    assert "Dance festival, Ms Roe" in words_of(response)
    row = row_of(client, world, pupil)
    assert (row["data-code"], row["data-version"]) == ("V", "1")
    assert buttons(client, world) == [f"here-{pupil.pk}"]
    kept = standing(pupil)
    assert kept is not None
    assert (kept.source, kept.set_by, kept.note) == (
        MarkSource.OFFICE,
        world.okafor,
        "Dance festival, Ms Roe",
    )


def test_a_mark_that_is_there_is_not_touched(world: World) -> None:
    pupil = world.pupils[0]
    teacher_saves(world, mark(pupil, "N"))
    agreed(world, pupil)

    assert row_of(signed_in(world.lane), world, pupil)["data-code"] == "N"


def test_a_permit_without_a_code_leaves_its_note_on_the_row_alone(world: World) -> None:
    pupil = world.pupils[0]
    agreed(world, pupil, code="", note="Dentist 09:30, back by 10:45")
    client = signed_in(world.lane)

    assert "Dentist 09:30, back by 10:45" in words_of(client.get(address(world)))
    assert row_of(client, world, pupil)["data-code"] == ""
    teacher_saves(world, mark(pupil, "/"))
    assert "Dentist 09:30, back by 10:45" in words_of(client.get(address(world)))


def test_on_a_day_to_come_nothing_is_placed(world: World) -> None:
    pupil = world.pupils[0]
    agreed(world, pupil, days=10)

    signed_in(world.lane).get(address(world, on=TODAY + timedelta(days=1)))

    assert standing(pupil, on=TODAY + timedelta(days=1)) is None


def test_once_placed_the_page_costs_what_it_always_costs(world: World) -> None:
    agreed(world, world.pupils[0])
    client = signed_in(world.lane)
    client.get(address(world))
    with statements() as sent:
        client.get(address(world))

    assert len(sent) <= MOST_STATEMENTS, "\n".join(sent)
    assert not [sql for sql in sent if sql.startswith(("INSERT", "UPDATE"))]
