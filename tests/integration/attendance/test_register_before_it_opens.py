"""A register is taken in its own session: a teacher cannot mark the afternoon in the morning (reg 10)."""

from attendance.models import Mark
from schools.calendar import Session
from tests.integration.attendance.pages import address, as_sent, rows_of, send
from tests.sign_in import signed_in
from tests.world import World


def test_a_teacher_is_told_when_the_afternoon_register_opens(world: World) -> None:
    path = address(world, "register_save", half=Session.PM)

    answer = send(signed_in(world.lane), path, as_sent(world.pupils[0], "\\"))

    assert answer.status_code == 409
    assert answer.json()["message"].startswith("The afternoon register opens at ")
    assert not Mark.objects.exists()


def test_the_page_says_so_and_offers_no_buttons(world: World) -> None:
    page = signed_in(world.lane).get(address(world, half=Session.PM))

    assert "The afternoon register opens at" in page.content.decode()
    assert len(rows_of(page)) == len(world.pupils)
    assert b'type="radio"' not in page.content


def test_the_office_may_code_ahead(world: World) -> None:
    path = address(world, "register_save", half=Session.PM)

    answer = send(signed_in(world.okafor), path, as_sent(world.pupils[0], "M"))

    assert [saved["code"] for saved in answer.json()["marks"]] == ["M"]
