"""The evacuation list: who is on site by the marks and the sign-outs, for all staff, without a reason."""

from datetime import datetime, timedelta

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test import Client

from accounts.models import AuditEvent
from accounts.roles import Role
from attendance.codes import CODES
from attendance.models import SignOut
from attendance.queries.evacuation import ListedPupil, Where, evacuation_list
from attendance.services.evacuation import log_evacuation_list
from schools.access import rights_of
from schools.calendar import LONDON, Session
from schools.models import GroupMember, Pupil
from tests.architecture.crowds import enrol
from tests.factories import MarkFactory
from tests.integration.attendance.pages import statements, words_of
from tests.sign_in import signed_in
from tests.world import NOW, TODAY, World

PAGE = "/marlowe-park/evacuation/"
BREAK = NOW + timedelta(hours=2)
AFTERNOON = datetime(2027, 3, 9, 13, 20, tzinfo=LONDON)
CODE = {code.letter: code.number for code in CODES if code.valid_to is None}


def mark(pupil: Pupil, letter: str, session: Session = Session.AM) -> None:
    MarkFactory.create(pupil=pupil, date=TODAY, session=session.value, code=CODE[letter])


def sign_out(world: World, pupil: Pupil, at: datetime, back: datetime | None = None) -> None:
    SignOut.objects.create(
        school=world.marlowe,
        pupil=pupil,
        date=TODAY,
        out_at=at,
        back_at=back,
        reason="Dentist",
        signed_by=world.bell,
        back_by=world.bell if back else None,
    )


def listed(world: World, at: datetime = BREAK) -> dict[str, ListedPupil]:
    rights = rights_of(world.lane, "marlowe-park", on=at.date())
    assert rights is not None
    found = evacuation_list(rights, at=at)
    return {pupil.forename: pupil for group in found.classes for pupil in group.pupils}


@pytest.mark.parametrize(
    ("letter", "where"),
    [
        *(("/", Where.ON_SITE), ("L", Where.ON_SITE), ("U", Where.ON_SITE)),
        *((letter, Where.OFF_SITE) for letter in ("V", "B", "K", "P", "W", "D")),
        *((letter, Where.ABSENT) for letter in ("I", "M", "N", "O", "G", "C2")),
    ],
)
def test_a_mark_says_where_a_pupil_is(world: World, letter: str, where: Where) -> None:
    mark(world.pupils[0], letter)

    assert listed(world)["Amir"].where is where


def test_a_pupil_without_a_mark_is_to_be_looked_for(world: World) -> None:
    pupil = listed(world)["Amir"]

    assert (pupil.where, pupil.is_due, pupil.words) == (Where.UNKNOWN, True, "Check")


def test_who_is_signed_out_now_is_away_and_who_came_back_is_not(world: World) -> None:
    amir, zoe, jack = world.pupils
    for pupil in (amir, zoe, jack):
        mark(pupil, "/")
    sign_out(world, amir, BREAK - timedelta(minutes=20))
    sign_out(world, zoe, BREAK - timedelta(minutes=20), back=BREAK - timedelta(minutes=5))
    sign_out(world, jack, BREAK + timedelta(minutes=5))

    found = listed(world)

    assert (found["Amir"].where, found["Amir"].words) == (Where.SIGNED_OUT, "Out 10:29")
    assert found["Zoë"].where is Where.ON_SITE
    assert found["Jack"].where is Where.ON_SITE


def test_morning_marks_hold_until_the_afternoons_are_there_and_the_list_says_so(world: World) -> None:
    amir, zoe, _ = world.pupils
    mark(amir, "/")
    mark(zoe, "M")
    with time_machine.travel(AFTERNOON, tick=False):
        words = words_of(signed_in(world.lane).get(PAGE))
        assert "Morning marks: no afternoon register yet" in words
        assert listed(world, AFTERNOON)["Amir"].where is Where.ON_SITE

        mark(amir, "N", Session.PM)
        mark(zoe, "\\", Session.PM)
        words = words_of(signed_in(world.lane).get(PAGE))

    found = listed(world, AFTERNOON)
    assert "Morning marks for 1: the afternoon register is part taken" in words
    assert (found["Amir"].where, found["Zoë"].where) == (Where.ABSENT, Where.ON_SITE)


def test_whom_a_teacher_saw_in_the_afternoon_is_back_though_nobody_signed_them_in(world: World) -> None:
    amir, zoe, _ = world.pupils
    for pupil in (amir, zoe):
        mark(pupil, "/")
        mark(pupil, "\\", Session.PM)
    sign_out(world, amir, BREAK)
    sign_out(world, zoe, AFTERNOON - timedelta(minutes=1))

    found = listed(world, AFTERNOON)

    assert found["Amir"].where is Where.ON_SITE
    assert found["Zoë"].where is Where.SIGNED_OUT


def test_a_pupil_in_no_class_is_on_the_list(world: World) -> None:
    GroupMember.objects.filter(pupil=world.pupils[0]).delete()

    words = words_of(signed_in(world.bell).get(PAGE))

    assert "No registration group" in words
    assert "Khan , Amir" in words


def test_every_teacher_sees_the_whole_school_and_the_own_class_first(world: World) -> None:
    words = words_of(signed_in(world.lane).get(PAGE))

    assert words.index("8HW") < words.index("7A")
    assert "Wren" not in words
    assert signed_in(world.shah).get(PAGE).status_code == 404


def test_no_code_no_reason_and_no_flag_is_told(world: World) -> None:
    for pupil, letter in zip(world.pupils, ("I", "G", "V"), strict=True):
        mark(pupil, letter)

    words = words_of(signed_in(world.lane).get(PAGE))

    assert words.count("Absent") == 3  # its tile, and two pupils
    for told in ("Illness", "Holiday", "visit", "SEN"):
        assert told not in words


def test_who_holds_the_right_in_no_role_is_turned_away(world: World) -> None:
    assert signed_in(world.staff[Role.ADMIN]).get(PAGE).status_code == 403


def audited() -> list[tuple[str, str, str]]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT obj, coalesce(after->>'shown_without_network', ''), "
            "coalesce(after->>'pupils', '') FROM accounts_auditevent "
            "WHERE tbl = 'evacuation' ORDER BY id"
        )
        return list(cursor.fetchall())


def test_a_list_that_is_seen_leaves_a_line_and_a_pages_copies_one_in_half_an_hour(world: World) -> None:
    client = signed_in(world.lane)
    client.get(PAGE)
    client.get(PAGE, {"part": "list"})
    client.get(PAGE, {"part": "list", "shown": "08:47:20"})
    signed_in(world.bell).get(PAGE, {"part": "list"})

    lines = AuditEvent.objects.filter(tbl="evacuation")
    assert [(line.verb, line.actor, line.obj) for line in lines] == [
        ("print", world.lane.pk, "08:49:00"),
        ("fetch", world.lane.pk, "08:49:00"),
        ("fetch", world.bell.pk, "08:49:00"),
    ]


def test_a_copy_that_was_shown_is_posted_with_a_time_that_is_past(world: World) -> None:
    client = signed_in(world.lane)

    assert client.post(PAGE, {"shown": "08:47:20"}).status_code == 204
    for wrong in ("08:50:00", "<b>", ""):
        assert client.post(PAGE, {"shown": wrong}).status_code == 400
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = client.cookies
    assert strict.post(PAGE, {"shown": "08:47:20"}).status_code == 403

    assert audited() == [("08:47:20", "true", "")]


def test_a_class_sees_no_difference_between_absent_and_off_site(world: World) -> None:
    mark(world.pupils[0], "I")
    mark(world.pupils[1], "V")
    client = signed_in(world.lane)
    client.post("/marlowe-park/classroom/", {"on": "1", "next": PAGE})

    for query in ({}, {"part": "list"}):
        words = words_of(client.get(PAGE, query))
        assert words.count("Not on site") == 3  # its tile, and two pupils
        assert "Absent" not in words
        assert "ff site" not in words


def test_who_may_not_see_the_list_cannot_have_it_written_down(world: World) -> None:
    rights = rights_of(world.staff[Role.ADMIN], "marlowe-park", on=TODAY)
    assert rights is not None

    with pytest.raises(PermissionDenied):
        log_evacuation_list(rights=rights, as_of="08:49:00", pupils=4)
    assert audited() == []


def test_the_list_of_a_large_school_takes_as_many_statements(world: World) -> None:
    rights = rights_of(world.lane, "marlowe-park", on=TODAY)
    assert rights is not None
    with statements() as few:
        evacuation_list(rights, at=NOW)
    enrol(world.marlowe, range(5))
    with statements() as many:
        found = evacuation_list(rights, at=NOW)

    assert len(few) == len(many) == 2
    assert found.total == 154
