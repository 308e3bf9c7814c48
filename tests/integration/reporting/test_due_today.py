"""What is due today besides calls: agencies, steps and missed check-ins, the same thing for many as one."""

import time_machine

from attendance.home_visits import Press
from schools.message_faults import EXPLAINED, REFUSED
from schools.models import MarkerKind, MessageState, ProtectedKind, PupilMarker
from tests.factories import ContactFactory, ProtectedFactFactory
from tests.integration.attendance.message_steps import message
from tests.integration.attendance.visit_steps import planned, presses, today_at
from tests.integration.reporting.steps import TODAY_PAGE, audit_lines, marked, shown, today_of
from tests.world import NOW, YESTERDAY, World, add_pupils

AFTER_CLOSE = NOW.replace(hour=9, minute=20)


def lines(today) -> list[tuple[str, str, int]]:  # type: ignore[no-untyped-def]
    return [(line.title, line.words, line.count) for line in today.due.lines]


def test_the_social_worker_is_told_the_same_day(world: World, clock: time_machine.Traveller) -> None:
    kind = ProtectedKind.SOCIAL_WORKER.value
    ProtectedFactFactory.create(pupil=world.pupils[0], kind=kind, from_on=YESTERDAY)
    marked(world.pupils, "N")
    clock.move_to(AFTER_CLOSE)
    assert lines(today_of(world.okafor))[0] == (
        "Tell the social worker",
        "Amir Khan 8HW, unexplained absence",
        1,
    )


def test_whose_social_worker_stood_on_the_page_is_written_down_once(
    world: World, clock: time_machine.Traveller
) -> None:
    amir, zoe, _ = world.pupils
    for pupil in world.pupils:
        ContactFactory.create(pupil=pupil)
    for pupil in add_pupils(world.class_8hw, 12, [("Aaron", f"Kit{n}") for n in range(12)]):
        PupilMarker.objects.create(pupil=pupil, kind=MarkerKind.CALL_FIRST, from_on=YESTERDAY)
        marked([pupil], "N")
    for pupil in (amir, zoe):
        ProtectedFactFactory.create(pupil=pupil, kind=ProtectedKind.SOCIAL_WORKER.value, from_on=YESTERDAY)
    marked(world.pupils, "N")
    clock.move_to(AFTER_CLOSE)
    today = today_of(world.okafor)
    rung = {pupil.pupil_id for row in today.calls.rows for pupil in row.pupils}
    assert not {amir.pk, zoe.pk} & rung
    today_of(world.okafor)
    told = [line.pupil for line in audit_lines("open", by=world.okafor)]
    assert [told.count(pupil.pk) for pupil in (amir, zoe)] == [1, 1]


def test_a_clerk_without_protected_facts_reads_nothing_of_a_social_worker(
    world: World, clock: time_machine.Traveller
) -> None:
    kind = ProtectedKind.SOCIAL_WORKER.value
    ProtectedFactFactory.create(pupil=world.pupils[0], kind=kind, from_on=YESTERDAY)
    marked(world.pupils, "N")
    clock.move_to(AFTER_CLOSE)
    assert "social worker" not in shown(world.bell, TODAY_PAGE).lower()


def test_the_same_step_for_many_is_one_line(world: World, clock: time_machine.Traveller) -> None:
    for pupil in world.pupils:
        ProtectedFactFactory.create(pupil=pupil, kind=ProtectedKind.LOOKED_AFTER.value, from_on=YESTERDAY)
    marked(world.pupils, "N")
    clock.move_to(AFTER_CLOSE)
    due = today_of(world.okafor).due
    visits = [line for line in due.lines if line.title == "Visit the home"]
    assert [line.count for line in visits] == [3]
    assert visits[0].words.endswith("and 2 more")
    assert due.count == sum(line.count for line in due.lines)


def test_a_missed_check_in_comes_first_and_names_no_child(
    world: World, clock: time_machine.Traveller
) -> None:
    presses(planned(world), Press.SET_OUT, at=today_at(14))
    clock.move_to(today_at(15, 5))
    first = today_of(world.okafor).due.lines[0]
    assert (first.when, first.tone) == ("15:00", "due")
    assert "Amir" not in first.title + first.words


def test_with_nothing_to_do_the_page_says_so(world: World) -> None:
    assert "Nothing else is due today." in shown(world.okafor, TODAY_PAGE)


def test_messages_that_did_not_go_are_one_line_that_says_whom_to_ring(world: World) -> None:
    amir, zoe, jack = world.pupils
    message(jack, MessageState.WITHDRAWN, fault=EXPLAINED)
    assert today_of(world.okafor).due.count == 0
    for pupil in (amir, zoe):
        message(pupil, MessageState.FAILED, fault=REFUSED)
    (line,) = today_of(world.okafor).due.lines
    assert (line.when, line.title, line.tone) == ("Now", "2 messages did not go: ring them", "due")
    assert (line.words, line.url) == ("Amir Khan 8HW and 1 more", "/marlowe-park/messages/#ring")
    assert today_of(world.reid).due.lines[0] == line
    assert "did not go" not in shown(world.lane, TODAY_PAGE)
