"""Families of pupils marked N are written to of themselves: by priority, once, and nobody else's."""

from datetime import date, timedelta

import pytest

from accounts.models import AuditEvent
from attendance import tasks
from attendance.models import FamilyReply, Outcome, ReplyReason, ReplyWay, StayAtHome
from attendance.services.first_day.alerts import queue_alerts
from schools.calendar import Session
from schools.message_faults import BY_HAND, EXPLAINED
from schools.models import (
    Channel,
    MarkerKind,
    Message,
    MessageKind,
    MessageState,
    Messaging,
    NeverMessage,
    Pupil,
    PupilMarker,
    SupportFact,
)
from tests.integration.attendance.alert_steps import alerted, reminded, sets, with_families, with_family
from tests.integration.attendance.family_steps import CLOSED, mother_of, nobody_came, rings
from tests.integration.attendance.n_code_steps import marked_n
from tests.integration.attendance.pages import statements
from tests.integration.attendance.steps import officer_amends
from tests.world import NOW, TODAY, YESTERDAY, World

FRIDAY = date(2027, 3, 5)
AFTERNOON = CLOSED.replace(hour=13, minute=50)


@pytest.fixture(autouse=True)
def closed(clock: object) -> None:
    """It is 09:20, and the morning's register is closed."""
    clock.move_to(CLOSED)  # type: ignore[attr-defined]


def told() -> list[tuple[str, str]]:
    """Whom a message waits for, and from when."""
    rows = Message.objects.order_by("due_at").values_list("pupil__known_forename", "due_at")
    return [(name, f"{due_at.astimezone(CLOSED.tzinfo):%H:%M}") for name, due_at in rows]


def test_nothing_is_queued_until_the_school_switches_it_on(world: World) -> None:
    with_family(world.pupils[0])
    nobody_came(world, world.pupils[0])
    assert alerted(world) == reminded(world) == 0
    tasks.queue_alerts()
    assert not Message.objects.exists()


def test_each_priority_has_its_time_and_those_most_at_risk_are_rung(world: World) -> None:
    amir, zoe, jack = world.pupils
    for pupil in world.pupils:
        with_family(pupil)
    PupilMarker.objects.create(pupil=amir, kind=MarkerKind.CALL_FIRST, from_on=TODAY)
    SupportFact.objects.create(pupil=zoe, kind="ehcp", from_on=TODAY)
    sets(world, alerts_automatic=True)
    nobody_came(world, amir, zoe, jack)
    assert tasks.queue_alerts() == "2 messages queued"
    assert told() == [("Zoë", "09:30"), ("Jack", "09:40")]
    assert tasks.queue_alerts() == "0 messages queued"
    assert Message.objects.count() == 2
    row = Message.objects.get(pupil=jack)
    assert (row.kind, row.state, row.mark_version) == (MessageKind.FIRST_DAY, MessageState.QUEUED, 1)
    assert (row.queued_by, row.queued_at) == (None, CLOSED)
    assert AuditEvent.objects.filter(tbl="schools_message", pupil=jack.pk, verb="insert").exists()


def test_before_the_register_closes_a_late_pupil_may_still_come(world: World) -> None:
    with_family(world.pupils[0])
    sets(world, alerts_automatic=True)
    nobody_came(world, world.pupils[0])
    assert alerted(world, NOW + timedelta(minutes=10)) == 0
    assert alerted(world) == 1


def test_no_family_is_told_of_a_pupil_whom_nobody_has_marked(world: World) -> None:
    amir, zoe = world.pupils[:2]
    with_family(amir)
    with_family(zoe)
    sets(world, alerts_automatic=True)
    nobody_came(world, amir)
    assert alerted(world, CLOSED + timedelta(hours=1)) == 1
    assert Message.objects.get().pupil == amir


def test_an_email_goes_where_no_mobile_fits_and_the_school_sends_emails(world: World) -> None:
    amir, zoe, jack = world.pupils
    with_family(amir, mobile="02079460000", email="k@example.org")
    with_family(zoe, mobile="07700900777", email="z@example.org")
    with_family(jack, mobile="", email="")
    NeverMessage.objects.create(school=world.marlowe, address="07700900777", why="Not theirs", set_at=NOW)
    sets(world, alerts_automatic=True)
    nobody_came(world, amir, zoe, jack)
    assert alerted(world) == 0
    Messaging.objects.create(school=world.marlowe, texts="file", emails="file")
    assert alerted(world) == 2
    assert {(row.pupil, row.channel) for row in Message.objects.all()} == {
        (amir, Channel.EMAIL),
        (zoe, Channel.EMAIL),
    }


def test_nobody_is_written_to_at_a_number_shared_with_one_who_must_not_be(world: World) -> None:
    amir = world.pupils[0]
    with_family(amir, mobile="07700900777")
    mother_of(amir, parent=with_family(world.pupils[1], mobile="07700900777").parent, must_not_contact=True)
    sets(world, alerts_automatic=True)
    nobody_came(world, amir)
    assert alerted(world) == 0


def test_a_family_that_said_something_is_not_asked(world: World) -> None:
    rung, ahead, replied, kept = children = with_families(world, 4)
    sets(world, alerts_automatic=True)
    nobody_came(world, *children)
    rings(world.okafor, rung, outcome=Outcome.SPOKE.value)
    FamilyReply.objects.create(
        school=world.marlowe, pupil=replied, way=ReplyWay.LINK, date=YESTERDAY, session=1,
        reason=ReplyReason.ILL, until_on=TODAY, received_at=CLOSED - timedelta(days=1),
    )  # fmt: skip
    StayAtHome.objects.create(
        school=world.marlowe, pupil=kept, from_on=TODAY, until_on=TODAY, why="Heating",
        asked_by=world.okafor, asked_at=NOW,
    )  # fmt: skip
    assert alerted(world) == 1
    assert Message.objects.get().pupil == ahead


def test_who_thought_the_child_in_school_has_explained_nothing(world: World) -> None:
    (child,) = with_families(world, 1)
    sets(world, alerts_automatic=True)
    nobody_came(world, child)
    FamilyReply.objects.create(
        school=world.marlowe, pupil=child, way=ReplyWay.LINK, date=TODAY, session=1,
        reason=ReplyReason.THOUGHT_IN, received_at=CLOSED,
    )  # fmt: skip
    assert alerted(world) == 1


def test_what_was_withdrawn_by_a_person_or_for_this_mark_does_not_come_back(world: World) -> None:
    amir, zoe, jack = world.pupils
    for pupil in world.pupils:
        with_family(pupil)
    sets(world, alerts_automatic=True)
    nobody_came(world, amir, zoe, jack)
    alerted(world)
    ended = {"state": MessageState.WITHDRAWN, "ended_at": CLOSED}
    Message.objects.filter(pupil=amir).update(why=BY_HAND.key, **ended)
    Message.objects.filter(pupil=zoe).update(why=EXPLAINED.key, **ended)
    Message.objects.filter(pupil=jack).update(why="off", state=MessageState.FAILED, ended_at=CLOSED)
    assert alerted(world) == 0
    for pupil in (amir, zoe):
        officer_amends(world, pupil, "I", at=CLOSED)
        officer_amends(world, pupil, "N", base=2, at=CLOSED)
    assert alerted(world) == 1
    assert Message.objects.get(state=MessageState.QUEUED).pupil == zoe


def test_who_comes_and_is_gone_after_lunch_is_asked_about_again(world: World) -> None:
    amir, zoe = world.pupils[:2]
    with_family(amir)
    with_family(zoe)
    sets(world, alerts_automatic=True)
    nobody_came(world, amir, zoe)
    assert alerted(world) == 2
    officer_amends(world, amir, "L", minutes=3, at=CLOSED)
    marked_n([amir, zoe], TODAY, Session.PM)
    assert alerted(world, AFTERNOON) == 1
    row = Message.objects.get(session=2)
    assert (row.pupil, row.due_at) == (amir, AFTERNOON)
    assert alerted(world, AFTERNOON.replace(hour=18)) == 0


def away_since(first: date, *pupils: Pupil) -> None:
    """In school on the day before, and marked N from that day on until yesterday."""
    days = [date(2027, 3, day) for day in (1, 2, 3, 4, 5, 8)]
    for on in days:
        marked_n(pupils, on, *Session, letter="N" if on >= first else "B")


def test_reminders_take_their_days_and_end(world: World) -> None:
    amir, zoe, jack = world.pupils
    ella, noor = with_families(world, 2)
    for pupil in world.pupils:
        with_family(pupil)
    away_since(TODAY, amir)
    away_since(YESTERDAY, zoe, noor)
    away_since(FRIDAY, jack)
    away_since(date(2027, 3, 2), ella)
    PupilMarker.objects.create(pupil=noor, kind=MarkerKind.CALL_FIRST, from_on=TODAY)
    sets(world, alerts_automatic=True, reminders_automatic=True)
    nobody_came(world, amir, zoe, jack, ella, noor)
    tasks.queue_alerts()
    assert tasks.queue_reminders() == "2 reminders queued"
    reminders = Message.objects.filter(kind=MessageKind.REMINDER)
    assert Message.objects.exclude(kind=MessageKind.REMINDER).get().pupil == amir
    assert {row.pupil for row in reminders} == {zoe, jack}
    assert {f"{row.due_at.astimezone(CLOSED.tzinfo):%H:%M}" for row in reminders} == {"10:00"}
    assert reminded(world) == 0


def test_any_number_of_families_is_the_same_number_of_statements(world: World) -> None:
    sets(world, alerts_automatic=True)
    nobody_came(world, *with_families(world, 2))
    with statements() as few:
        assert alerted(world) == 2
    nobody_came(world, *with_families(world, 12))
    with statements() as many:
        assert alerted(world) == 12
    assert len(few) == len(many) <= 12


def test_a_fault_at_one_school_stops_no_other(
    world: World, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    sets(world, alerts_automatic=True)

    def fails(**_: object) -> int:
        raise RuntimeError

    monkeypatch.setattr("attendance.services.first_day.alerts.queue_alerts", fails)
    assert tasks.queue_alerts() == "failed: 1 of 1 school; 0 messages queued"
    assert "could not be queued for marlowe-park" in caplog.text


def test_no_other_school_is_written_for(world: World) -> None:
    with_family(world.pupils[0])
    sets(world, alerts_automatic=True)
    nobody_came(world, world.pupils[0])
    assert queue_alerts(school=world.ashgrove, at=CLOSED) == 0
    assert not Message.objects.exists()
