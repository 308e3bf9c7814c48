"""The history of a register, the page that amends one mark, and the paper sheet."""

from datetime import timedelta

import pytest
import time_machine

from accounts.models import AuditEvent
from attendance.codes import LATE
from schools.models import Pupil
from tests.answers import Answer
from tests.factories import MarkFactory
from tests.integration.attendance.pages import address, page_of, words_of
from tests.integration.attendance.steps import (
    AFTER_CLOSE,
    amendments,
    mark,
    officer_amends,
    officer_saves,
    standing,
    teacher_saves,
    teacher_submits,
)
from tests.sign_in import signed_in
from tests.world import NOW, TODAY, World

KNOWN = "Reason for absence now known"


@pytest.fixture
def closed(world: World, clock: time_machine.Traveller) -> World:
    """Amir was marked N, and the register is closed."""
    teacher_saves(world, mark(world.pupils[0], "N"))
    clock.move_to(AFTER_CLOSE)
    return world


def amend_path(world: World, pupil: Pupil | None = None) -> str:
    return f"{address(world)}amend/{(pupil or world.pupils[0]).pk}/"


def amend(world: World, person: str = "okafor", **typed: object) -> Answer:
    sent = {"code": "I", "reason": KNOWN, "base_version": 1} | typed
    response: Answer = signed_in(getattr(world, person)).post(amend_path(world), sent)
    return response


def test_the_officer_amends_and_both_marks_stand_in_the_history(closed: World) -> None:
    response = amend(closed, words="mother rang at 10:05")

    assert (response.status_code, response.headers["Location"]) == (302, address(closed))
    history = words_of(signed_in(closed.okafor).get(address(closed, "register_history")))
    for told in (
        "Amir Khan",
        "Ms Okafor",
        "Attendance officer",
        "Tue 9 Mar 09:29",
        f"{KNOWN}: mother rang at 10:05",
    ):
        assert told in history
    assert "N → changed to I" in history


def test_who_comes_from_a_pupils_page_returns_to_its_table_and_nobody_goes_elsewhere(closed: World) -> None:
    table = f"/marlowe-park/pupils/{closed.pupils[0].pk}/?show=table#sessions"
    officer = signed_in(closed.okafor)
    form = officer.get(f"{amend_path(closed)}?from=pupil").content.decode()
    assert (form.count(f'href="{table}"'), "Back to the pupil" in form) == (2, True)
    assert address(closed) in officer.get(f"{amend_path(closed)}?from=//evil.example/").content.decode()
    sent = {"code": "I", "reason": KNOWN, "base_version": 1}
    response = officer.post(f"{amend_path(closed)}?from=pupil", sent)
    assert (response.status_code, response.headers["Location"]) == (302, table)


def test_the_register_shows_the_new_mark(closed: World) -> None:
    amend(closed)

    content = signed_in(closed.okafor).get(address(closed)).content.decode()
    assert "I at 09:29 by Ms Okafor" in content


def test_without_a_reason_the_form_comes_back_with_the_sentence(closed: World) -> None:
    response = amend(closed, reason="")

    assert response.status_code == 422
    assert "Give a reason for changing this mark" in words_of(response)
    assert amendments(closed.pupils[0]) == []


def test_what_was_typed_is_kept_when_the_form_comes_back(closed: World) -> None:
    response = amend(closed, reason="", words="mother rang", code="C")

    content = response.content.decode()
    assert 'value="mother rang"' in content
    assert '<option value="C" selected>' in content


def test_another_reason_asks_for_words(closed: World) -> None:
    response = amend(closed, reason="Other (say what)")

    assert "Say what the reason is" in words_of(response)


def test_a_mark_that_changed_meanwhile_is_not_overwritten(closed: World) -> None:
    officer_amends(closed, closed.pupils[0], "C", reason="Letter seen")

    response = amend(closed)

    assert response.status_code == 422
    assert "Somebody changed this mark since you opened this page. Look again" in words_of(response)
    assert len(amendments(closed.pupils[0])) == 1


def test_minutes_are_kept_for_a_late_mark(closed: World) -> None:
    amend(closed, code="L", minutes=17)

    kept = standing(closed.pupils[0])
    assert kept is not None
    assert (kept.code, kept.minutes_late) == (LATE, 17)


def test_minutes_corrected_stand_beside_those_before(closed: World) -> None:
    amend(closed, code="L", minutes="12", reason="Arrived late")
    amend(closed, code="L", minutes="4", reason="Wrong code chosen", base_version=2)

    history = words_of(signed_in(closed.okafor).get(address(closed, "register_history")))
    assert "4 min late, was 12 min late" in history


def test_the_form_speaks_of_what_this_person_may_choose(world: World) -> None:
    teacher_saves(world, *(mark(pupil, "N") for pupil in world.pupils))
    teacher_submits(world)

    words = words_of(amend(world, person="lane", code=""))
    assert "For L only" in words
    assert "New code: Choose a code" in words


def test_the_list_offers_the_codes_of_the_day_and_session_only(closed: World) -> None:
    tags = page_of(signed_in(closed.okafor).get(amend_path(closed))).tags

    offered = {found["value"] for tag, found in tags if tag == "option"}
    assert {"/", "L", "N", "I", "C2", "Y1", "U"} <= offered
    assert not {"\\", "J", "Y", "H", "F", "Z", "#"} & offered


def test_the_teacher_may_not_amend_after_the_close(closed: World) -> None:
    response = amend(closed, person="lane", code="L")

    assert response.status_code == 403
    assert "The register is closed. The attendance officer can change this mark." in words_of(response)
    assert amendments(closed.pupils[0]) == []


def test_the_teacher_amends_a_submitted_register_before_its_close(world: World) -> None:
    teacher_saves(world, *(mark(pupil, "N") for pupil in world.pupils))
    teacher_submits(world)

    response = amend(world, person="lane", code="L", reason="Arrived late")

    assert response.status_code == 302
    assert [change.by_name for change in amendments(world.pupils[0])] == ["Ms Lane"]


def test_the_teacher_may_not_amend_a_code_of_the_office(world: World) -> None:
    officer_saves(world, mark(world.pupils[0], "I"))
    teacher_submits(world)

    response = amend(world, person="lane", code="/")
    assert response.status_code == 403
    assert 'If the pupil is here, press "Here?" on the register.' in words_of(response)


def test_a_blank_and_a_stranger_have_no_amend_page(closed: World) -> None:
    client = signed_in(closed.okafor)
    MarkFactory.create(pupil=closed.pupils_elsewhere["7A"], date=TODAY)

    for pupil in (closed.pupils[1], *closed.pupils_elsewhere.values()):
        assert client.get(amend_path(closed, pupil)).status_code == 404


def test_who_may_not_save_may_not_amend(closed: World) -> None:
    assert amend(closed, person="bell").status_code == 403


def test_the_history_of_an_untouched_register_says_so(world: World) -> None:
    words = words_of(signed_in(world.lane).get(address(world, "register_history")))

    assert "No mark has been changed." in words


def test_the_history_tells_each_change_in_order_and_clears_as_well(
    world: World, clock: time_machine.Traveller
) -> None:
    amir = world.pupils[0]
    teacher_saves(world, mark(amir, "N"))
    teacher_saves(world, mark(amir, "L", base=1, minutes=6), at=NOW + timedelta(minutes=2))
    teacher_saves(world, mark(amir, "", base=2), at=NOW + timedelta(minutes=3))

    words = words_of(signed_in(world.lane).get(address(world, "register_history")))

    assert words.index("N → changed to L") < words.index("L → changed to")
    assert "6 min late" in words
    assert "No mark" in words


def test_the_history_is_kept_from_the_office(world: World) -> None:
    assert signed_in(world.bell).get(address(world, "register_history")).status_code == 403


def test_the_paper_sheet_lists_every_pupil_with_room_to_write(world: World) -> None:
    teacher_saves(world, mark(world.pupils[0], "L", minutes=4))

    response = signed_in(world.lane).get(address(world, "register_print"))

    words = words_of(response)
    assert "8HW, Tuesday 9 March, morning" in words
    for surname in ("Khan", "O'Brien-Łukasiewicz", "Abbott"):
        assert surname in words
    assert "/ L N" in words
    assert (
        len([tag for tag, found in page_of(response).tags if tag == "td" and found.get("class") == "pen"])
        == 6
    )


def test_the_paper_sheet_of_a_closed_day_is_a_sentence(world: World) -> None:
    words = words_of(
        signed_in(world.lane).get(address(world, "register_print", on=NOW.date().replace(day=7)))
    )

    assert "School is closed on Sunday 7 March 2027" in words


def test_a_printed_sheet_leaves_a_line_in_the_audit(world: World) -> None:
    signed_in(world.lane).get(address(world, "register_print"))

    line = AuditEvent.objects.get(verb="print")
    assert (line.actor, line.school) == (world.lane.pk, world.marlowe.pk)
    assert line.obj == f"{world.class_8hw.pk}/2027-03-09/AM"


def test_an_amended_l_tells_when_the_pupil_came_and_not_when_it_was_typed(closed: World) -> None:
    amend(closed, code="L", minutes="5")

    words = words_of(signed_in(closed.okafor).get(address(closed)))

    assert "5 min late, 08:50" in words
