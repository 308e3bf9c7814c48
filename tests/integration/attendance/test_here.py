"""The button "Here?": a teacher sees a pupil whom the office has elsewhere."""

import pytest
import time_machine
from django.core.exceptions import ValidationError

from attendance.codes import PRESENT_MORNING, code_of, find_code
from attendance.models import MarkSource, ScreenAlert
from attendance.services.amendments import amend_mark
from attendance.services.marks import MarkChange
from schools.calendar import Session
from schools.models import Pupil
from tests.factories import MarkFactory
from tests.integration.attendance.here_steps import agreed, buttons, row_of
from tests.integration.attendance.pages import (
    address,
    as_sent,
    fields_of,
    send,
    statements,
    words_of,
)
from tests.integration.attendance.steps import (
    AFTER_CLOSE,
    amendments,
    mark,
    officer_saves,
    standing,
    teacher_saves,
    teacher_submits,
)
from tests.sign_in import signed_in
from tests.world import NOW, TODAY, World

MOST_STATEMENTS = 10  # the key of the save and the alert


def here(pupil: Pupil, letter: str = "/", *, base: int = 1, minutes: int | None = None) -> MarkChange:
    """The press of "Here?" as a page sends it."""
    return MarkChange(pupil.pk, letter, base, minutes, here=True)


@pytest.fixture
def amir(world: World) -> Pupil:
    """Amir, on a visit as the office knows it."""
    pupil: Pupil = world.pupils[0]
    officer_saves(world, mark(pupil, "V"))
    return pupil


def letter_of(pupil: Pupil) -> str:
    """The letter of the mark that stands."""
    kept = standing(pupil)
    return code_of(kept.code).letter if kept else ""


def test_the_pupil_is_present_by_the_register_and_no_longer_by_the_office(world: World, amir: Pupil) -> None:
    outcome = teacher_saves(world, here(amir))

    assert [(saved.pupil_id, saved.version) for saved in outcome.saved] == [(amir.pk, 2)]
    kept = standing(amir)
    assert kept is not None
    assert (kept.code, kept.source, kept.set_by) == (PRESENT_MORNING, MarkSource.REGISTER, world.lane)


def test_the_offices_mark_stays_in_the_history_with_what_happened(world: World, amir: Pupil) -> None:
    teacher_saves(world, here(amir))

    (change,) = amendments(amir)
    assert (code_of(change.original).letter, change.reason) == ("V", "Here: V was set by the office")
    assert (change.by_name, change.was_closed) == ("Ms Lane", False)


def test_the_office_is_told_at_once(world: World, amir: Pupil) -> None:
    teacher_saves(world, here(amir))

    (alert,) = ScreenAlert.objects.all()
    assert (alert.kind, alert.pupil, alert.group) == ("here", amir, world.class_8hw)
    assert (alert.code_before, alert.raised_by, alert.raised_at) == (
        find_code("V", TODAY).number,  # type: ignore[union-attr]
        world.lane,
        NOW,
    )


def test_the_permit_stays_as_it_was_agreed(world: World) -> None:
    pupil = world.pupils[0]
    permit = agreed(world, pupil)
    signed_in(world.lane).get(address(world))

    teacher_saves(world, here(pupil))

    permit.refresh_from_db()
    assert permit.ended_at is None
    assert letter_of(pupil) == "/"


def test_the_pupil_may_be_late_instead(world: World, amir: Pupil) -> None:
    teacher_saves(world, here(amir, "L", minutes=4))

    assert letter_of(amir) == "L"


@pytest.mark.parametrize("letter", ["N", ""])
def test_here_is_present_or_late_and_nothing_else(world: World, amir: Pupil, letter: str) -> None:
    outcome = teacher_saves(world, here(amir, letter))

    if letter:
        assert [problem.message for problem in outcome.problems] == [
            'Amir Khan: a pupil who is here is present or late. Press "Here?" again'
        ]
    else:
        assert letter_of(amir) == "/"


def test_an_imported_absence_is_overruled_the_same_way(world: World) -> None:
    pupil = world.pupils[0]
    illness = find_code("I", TODAY)
    assert illness
    MarkFactory.create(pupil=pupil, date=TODAY, code=illness.number, source=MarkSource.IMPORT.value)

    teacher_saves(world, here(pupil))

    assert letter_of(pupil) == "/"
    assert [change.reason for change in amendments(pupil)] == ["Here: I was set by the office"]


def test_codes_of_two_kinds_are_overruled_in_one_save_each_with_its_own_reason(world: World) -> None:
    amir, zoe, jack = world.pupils
    officer_saves(world, mark(amir, "V"), mark(zoe, "M"))

    outcome = teacher_saves(world, here(amir), here(zoe), mark(jack, "N"))

    assert len(outcome.saved) == 3
    assert amendments(amir)[0].reason == "Here: V was set by the office"
    assert amendments(zoe)[0].reason == "Here: M was set by the office"
    assert ScreenAlert.objects.count() == 2


def test_without_here_the_offices_code_is_not_the_teachers_to_change(world: World, amir: Pupil) -> None:
    outcome = teacher_saves(world, mark(amir, "/", base=1))

    assert [problem.pupil_id for problem in outcome.problems] == [amir.pk]
    assert ScreenAlert.objects.count() == 0


def test_a_mark_that_changed_since_the_page_saw_it_is_a_conflict(world: World, amir: Pupil) -> None:
    officer_saves(world, mark(amir, "I", base=1))

    outcome = teacher_saves(world, here(amir))

    assert [conflict.words for conflict in outcome.conflicts] == [
        "Ms Okafor marked Amir Khan I at 08:49. You chose /."
    ]
    assert letter_of(amir) == "I"
    assert ScreenAlert.objects.count() == 0


def test_pressed_twice_it_is_one_change_and_one_alert(world: World, amir: Pupil) -> None:
    teacher_saves(world, here(amir))
    again = teacher_saves(world, here(amir))

    assert [saved.version for saved in again.saved] == [2]
    assert len(amendments(amir)) == ScreenAlert.objects.count() == 1


def test_on_a_submitted_register_it_is_an_amendment_until_the_close(world: World, amir: Pupil) -> None:
    teacher_submits(world)

    teacher_saves(world, here(amir))

    (change,) = amendments(amir)
    assert (change.reason, change.was_closed) == ("Here: V was set by the office", True)
    assert letter_of(amir) == "/"
    assert ScreenAlert.objects.count() == 1


@pytest.mark.parametrize("how", ["time", "submitted"])
def test_after_the_close_the_office_changes_it(world: World, amir: Pupil, how: str) -> None:
    if how == "submitted":
        teacher_submits(world)

    outcome = teacher_saves(world, here(amir), at=AFTER_CLOSE)

    assert [problem.message for problem in outcome.problems] == [
        "Amir Khan: the register is closed. Tell the office, which changes V"
    ]
    assert letter_of(amir) == "V"
    assert ScreenAlert.objects.count() == 0


def test_who_said_here_says_only_present_or_late_from_then_on(world: World, amir: Pupil) -> None:
    teacher_saves(world, here(amir))

    for letter in ("N", ""):
        refused = teacher_saves(world, mark(amir, letter, base=2))
        assert [problem.message for problem in refused.problems] == [
            "Amir Khan: the office had V for this session. Choose present or L, or tell the office"
        ]
        assert letter_of(amir) == "/"
    with pytest.raises(ValidationError, match="The office had V for this session"):
        amend_mark(
            amir,
            TODAY,
            Session.AM,
            letter="N",
            minutes=None,
            reason="Wrong code chosen",
            base_version=2,
            by=world.lane,
            office=False,
            at=NOW,
        )

    assert teacher_saves(world, mark(amir, "L", base=2, minutes=3)).saved
    assert officer_saves(world, mark(amir, "N", base=3)).saved


def test_the_office_itself_changes_its_code_and_nobody_is_alerted(world: World, amir: Pupil) -> None:
    officer_saves(world, here(amir))

    assert letter_of(amir) == "/"
    assert ScreenAlert.objects.count() == 0


def test_a_pupil_of_another_class_is_not_on_the_register(world: World) -> None:
    megan = world.pupils_elsewhere["7A"]
    visit = find_code("V", TODAY)
    assert visit
    MarkFactory.create(pupil=megan, date=TODAY, code=visit.number, source=MarkSource.OFFICE.value)

    outcome = teacher_saves(world, here(megan))

    assert [problem.message for problem in outcome.problems] == ["This pupil is not on this register today"]
    assert letter_of(megan) == "V"
    assert ScreenAlert.objects.count() == 0


def test_spaces_are_no_blank(world: World) -> None:
    jack = world.pupils[2]
    teacher_saves(world, mark(jack, "/"))

    refused = teacher_saves(world, mark(jack, " ", base=1))

    assert [problem.message for problem in refused.problems] == ["Jack Abbott: choose a code from the list"]
    assert letter_of(jack) == "/"


# The page


def test_the_row_of_an_office_code_offers_here_to_the_teacher(world: World, amir: Pupil) -> None:
    client = signed_in(world.lane)

    assert "data-here" in row_of(client, world, amir)
    assert "data-here" not in row_of(client, world, world.pupils[1])
    assert buttons(client, world) == [f"here-{amir.pk}"]


def test_the_office_and_readers_are_offered_no_here(world: World, amir: Pupil) -> None:
    assert buttons(signed_in(world.okafor), world) == []
    assert buttons(signed_in(world.adeyemi), world) == []


def test_here_is_offered_until_the_close(world: World, amir: Pupil, clock: time_machine.Traveller) -> None:
    teacher_submits(world)
    client = signed_in(world.lane)
    assert buttons(client, world) == [f"here-{amir.pk}"]
    sent = fields_of(client.get(address(world))) | {f"here-{amir.pk}": "1"}
    assert "Register saved at 08:49" in words_of(
        client.post(address(world, "register_save"), sent, follow=True)
    )
    assert letter_of(amir) == "/"

    officer_saves(world, mark(world.pupils[1], "V"), at=NOW)
    clock.move_to(AFTER_CLOSE)
    assert buttons(signed_in(world.lane), world) == []


def test_after_a_reload_the_row_still_says_what_the_office_had(world: World, amir: Pupil) -> None:
    agreed(world, amir, code="", note="Dentist 10:30")
    teacher_saves(world, here(amir))
    client = signed_in(world.lane)

    assert "Office had V. The office was told. Dentist 10:30" in words_of(client.get(address(world)))
    officer_saves(world, mark(amir, "I", base=2))
    assert "The office was told" not in words_of(client.get(address(world)))


def test_a_code_of_the_office_for_a_pupil_who_is_here_is_not_overruled(world: World) -> None:
    officer_saves(world, mark(world.pupils[0], "/"))

    assert buttons(signed_in(world.lane), world) == []


def test_the_script_sends_here_with_the_mark(world: World, amir: Pupil) -> None:
    client = signed_in(world.lane)

    answer = send(client, address(world, "register_save"), as_sent(amir, "/", base=1) | {"here": True}).json()

    assert [(row["pupil"], row["code"], row["version"]) for row in answer["marks"]] == [(amir.pk, "/", 2)]


@pytest.mark.parametrize("value", [1, "true", None, []])
def test_here_is_true_or_it_is_not_meant(world: World, amir: Pupil, value: object) -> None:
    client = signed_in(world.lane)

    answer = send(client, address(world, "register_save"), as_sent(amir, "/", base=1) | {"here": value})

    assert answer.json()["marks"] == []


def test_without_script_the_button_does_it_and_keeps_the_other_marks(world: World, amir: Pupil) -> None:
    client = signed_in(world.lane)
    sent = fields_of(client.get(address(world)))
    sent |= {f"here-{amir.pk}": "1", f"mark-{world.pupils[2].pk}": "N"}

    response = client.post(address(world, "register_save"), sent, follow=True)

    assert "Register saved at 08:49" in words_of(response)
    assert (letter_of(amir), letter_of(world.pupils[2])) == ("/", "N")
    assert ScreenAlert.objects.count() == 1


def test_without_script_an_older_page_overrules_nothing(world: World, amir: Pupil) -> None:
    client = signed_in(world.lane)
    sent = fields_of(client.get(address(world))) | {f"here-{amir.pk}": "1"}
    officer_saves(world, mark(amir, "I", base=1))

    response = client.post(address(world, "register_save"), sent, follow=True)

    assert "Ms Okafor marked Amir Khan I at 08:49. You chose /." in words_of(response)
    assert letter_of(amir) == "I"


def test_it_takes_at_most_one_statement_more_than_a_save(world: World, amir: Pupil) -> None:
    client = signed_in(world.lane)
    client.get(address(world))
    with statements() as sent:
        send(client, address(world, "register_save"), as_sent(amir, "/", base=1) | {"here": True})

    assert len(sent) <= MOST_STATEMENTS, "\n".join(sent)
