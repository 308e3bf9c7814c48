"""Tutors and heads of year read of the day and of each message to a family; their mail says: sign in."""

from datetime import timedelta

import time_machine

from accounts.models import User
from accounts.roles import Role
from attendance.codes import ILLNESS, LATE, NO_REASON
from attendance.tasks import write_bulletins
from schools.message_faults import NO_ANSWER
from schools.models import Message, MessageKind, MessageState, Messaging
from schools.services.dated_values import set_value
from tests.factories import MarkFactory, ParentFactory
from tests.integration.attendance.call_steps import absent, family, tried
from tests.integration.attendance.message_steps import message
from tests.integration.attendance.pages import statements, words_of
from tests.sign_in import signed_in
from tests.world import NOW, SUNDAY, TODAY, YESTERDAY, World, add_pupils

PAGE = "/marlowe-park/bulletin/"
AFTERNOON = NOW.replace(hour=16)


def groups_of(person: User, **asked: str) -> dict[str, list[str]]:
    """The names of the page by group."""
    page = signed_in(person).get(PAGE, asked).context["page"]
    return {group.name: [line.name for line in group.lines] for group in page.groups}


def mailed(world: World) -> set[str]:
    """Who has a mail about today."""
    rows = Message.objects.filter(kind=MessageKind.BULLETIN, school=world.marlowe, date=TODAY)
    return {row.staff.full_name for row in rows.select_related("staff") if row.staff}


def test_a_tutor_reads_who_was_away_and_what_each_family_was_told(
    world: World, clock: time_machine.Traveller
) -> None:
    amir, zoe, jack = world.pupils
    absent(world, amir)
    MarkFactory.create(pupil=zoe, date=TODAY, code=LATE, minutes_late=12)
    MarkFactory.create(pupil=jack, date=TODAY, code=ILLNESS)
    clock.move_to(NOW + timedelta(minutes=40))
    message(amir, MessageState.DELIVERED)
    tried(amir, world.bell, "no_answer", at=NOW + timedelta(minutes=30))
    message(jack, MessageState.FAILED, fault=NO_ANSWER)
    message(zoe, channel="email", due_at=NOW + timedelta(minutes=10))
    assert groups_of(world.lane) == {"8HW": ["Amir Khan", "Jack Abbott", "Zoë O'Brien-Łukasiewicz"]}
    words = words_of(signed_in(world.lane).get(PAGE))
    assert "2 absent, 1 of them without a reason, 1 late, 1 with the family told or spoken with" in words
    assert "Text delivered 08:49 Call 09:19: no answer" in words
    assert "Text failed: ring" in words
    assert "Email due 08:59" in words
    assert "12 min late" in words
    assert "Khan (" not in words
    assert "Mrs" not in words.replace("Mrs Adeyemi", "")


def test_a_missing_mark_is_no_absence_and_a_missing_register_is_one_line(
    world: World, clock: time_machine.Traveller
) -> None:
    clock.move_to(NOW + timedelta(hours=2))
    amir, zoe, _ = world.pupils
    MarkFactory.create(pupil=zoe, date=TODAY, code=ILLNESS)
    page = signed_in(world.lane).get(PAGE).context["page"]
    (group,) = page.groups
    assert [line.name for line in group.lines] == [f"{zoe.known_forename} {zoe.known_surname}"]
    assert group.words == "1 absent, 2 without a mark"
    assert group.missing == "No morning register was submitted."

    absent(world, amir)
    page = signed_in(world.lane).get(PAGE).context["page"]
    (group,) = page.groups
    assert group.words == "2 absent, 1 of them without a reason, 1 without a mark"
    assert [line.name for line in group.lines][-1] == "Jack Abbott"
    assert group.missing == ""


def test_each_reads_of_the_groups_within_reach(world: World) -> None:
    absent(world, world.pupils[0])
    MarkFactory.create(pupil=world.pupils_elsewhere["7A"], date=TODAY, code=NO_REASON)
    assert list(groups_of(world.mwangi)) == ["7A"]
    assert list(groups_of(world.rahman)) == ["8HW"]
    assert list(groups_of(world.adeyemi)) == ["7A", "8HW"]
    assert signed_in(world.staff[Role.ADMIN]).get(PAGE).status_code == 403
    assert signed_in(world.shah).get(PAGE).status_code == 404


def test_the_bulletin_of_an_older_day_and_of_none(world: World) -> None:
    absent(world, world.pupils[0], on=YESTERDAY)
    message(world.pupils[1], MessageState.SENT, on=YESTERDAY, at=NOW - timedelta(days=1))
    assert groups_of(world.lane) == {}
    shown = groups_of(world.lane, day=YESTERDAY.isoformat())["8HW"]
    assert {"Amir Khan", "Zoë O'Brien-Łukasiewicz"} <= set(shown)
    words = words_of(signed_in(world.lane).get(PAGE, {"day": SUNDAY.isoformat()}))
    assert "There is no bulletin for a day without school." in words
    assert groups_of(world.lane, day="never") == {}


def test_the_page_costs_the_same_for_any_number_of_pupils(world: World) -> None:
    absent(world, world.pupils[0])
    client = signed_in(world.adeyemi)
    client.get(PAGE)
    with statements() as few:
        client.get(PAGE)
    for pupil in add_pupils(world.class_8hw, 30):
        MarkFactory.create(pupil=pupil, date=TODAY, code=NO_REASON)
        adult = family(pupil, ParentFactory.create(school=world.marlowe))
        message(pupil, MessageState.SENT, contact=adult)
    with statements() as many:
        client.get(PAGE)
    assert len(few) == len(many) <= 6


def test_who_has_something_to_read_has_one_mail_a_day(world: World, clock: time_machine.Traveller) -> None:
    Messaging.objects.create(school=world.marlowe, emails="file")
    write_bulletins()
    clock.move_to(AFTERNOON)
    write_bulletins()
    assert mailed(world) == set()

    absent(world, world.pupils[0])
    assert [write_bulletins(), write_bulletins()] == ["2 mails queued", "0 mails queued"]
    assert mailed(world) == {"Ms Lane", "Mr Rahman"}
    assert Message.objects.count() == 2
    row = Message.objects.filter(staff=world.lane).get()
    assert (row.channel, row.state, row.pupil, row.words) == ("email", "queued", None, "")

    MarkFactory.create(pupil=world.pupils_elsewhere["7A"], date=TODAY, code=LATE)
    write_bulletins()
    assert mailed(world) == {"Ms Lane", "Mr Rahman", "Mr Mwangi"}


def test_bulletins_wait_for_the_school_s_own_time_and_for_its_mail(
    world: World, clock: time_machine.Traveller
) -> None:
    absent(world, world.pupils[0])
    clock.move_to(AFTERNOON)
    write_bulletins()
    assert mailed(world) == set()
    Messaging.objects.create(school=world.marlowe, emails="file")
    clock.move_to(NOW.replace(hour=12))
    write_bulletins()
    assert mailed(world) == set()
    set_value(
        school=world.marlowe,
        key="bulletin.at",
        value="11:00",
        valid_from=TODAY,
        source="The head decided",
        by=world.adeyemi,
        at=NOW,
    )
    write_bulletins()
    assert mailed(world) == {"Ms Lane", "Mr Rahman"}
