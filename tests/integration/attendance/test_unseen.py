"""Nobody has seen this child: absent pupils without a sighting or a word for some school days."""

import random
from datetime import date, datetime

import pytest
import time_machine
from django.test import Client

from accounts.models import User
from attendance.codes import (
    ILLNESS,
    LATE,
    LATE_AFTER_CLOSE,
    NO_REASON,
    PRESENT_MORNING,
    WORK_EXPERIENCE,
)
from attendance.models import Arrival, HandOver, LessonMark
from attendance.queries.first_day.call_facts import NoticeWeeks, absent_pupils
from attendance.queries.first_day.one_absence import last_seen_of
from attendance.queries.first_day.unseen import UnseenLine, unseen_page
from schools.models import DatedValue, Pupil, RollEntry
from tests.factories import LessonFactory, MarkFactory
from tests.integration.attendance.absence_steps import (
    at,
    attempt,
    away_for,
    day_at,
    rights_at,
    school_days_before,
    visit,
    was_away,
    was_here,
)
from tests.integration.attendance.pages import statements, words_of
from tests.sign_in import signed_in
from tests.world import TODAY, World, add_pupils

LATE_MORNING = at(10, 15)
UNSEEN = "/marlowe-park/contact/unseen/"
FIFTH, FOURTH, THIRD, SECOND, MONDAY = (date(2027, 3, day) for day in (2, 3, 4, 5, 8))


@pytest.fixture
def amir(world: World) -> Pupil:
    """Amir was here on Tuesday 2 March and is ill since; all others are here today."""
    for pupil in (*world.pupils[1:], world.pupils_elsewhere["7A"]):
        was_here(pupil, TODAY)
    amir = world.pupils[0]
    away_for(amir, 5, ILLNESS)
    return amir


def lines(world: World, by: User, moment: datetime = LATE_MORNING) -> list[UnseenLine]:
    return unseen_page(rights_at(by, moment), day_at(world.marlowe, moment)).lines


def days(world: World) -> list[int]:
    return [line.days for line in lines(world, world.okafor)]


def test_an_absence_with_authority_hides_nobody(world: World, amir: Pupil) -> None:
    (line,) = lines(world, world.okafor)
    assert (line.name, line.days, line.letter) == ("Amir Khan", 5, "I")
    assert (line.seen, line.contact) == ("In school, Tue 2 Mar", "None")
    assert line.with_whom == "Attendance office"


@pytest.mark.parametrize(
    ("code", "seen"),
    [
        (PRESENT_MORNING, "In school, Fri 5 Mar"),
        (LATE, "In school, Fri 5 Mar"),
        (LATE_AFTER_CLOSE, "In school, Fri 5 Mar"),
        (WORK_EXPERIENCE, "Seen by the provider, Fri 5 Mar"),
    ],
)
def test_a_mark_of_somebody_who_saw_the_pupil_begins_the_count_anew(
    world: World, code: int, seen: str
) -> None:
    amir = world.pupils[0]
    was_away(amir, TODAY, sessions=(1,))
    was_away(amir, MONDAY)
    MarkFactory.create(pupil=amir, date=SECOND, session=1, code=code)
    DatedValue.objects.create(
        school=world.marlowe, key="absence.unseen_days", value=1, valid_from=date(2026, 9, 1)
    )
    line = next(line for line in lines(world, world.okafor) if line.pupil_id == amir.pk)
    assert (line.seen, line.days) == (seen, 2)


def test_an_arrival_counts_until_it_is_taken_back(world: World, amir: Pupil) -> None:
    row = Arrival.objects.create(
        school=world.marlowe,
        pupil=amir,
        date=THIRD,
        session=1,
        arrived_at=at(9, 40, on=THIRD),
        minutes_late=40,
        signed_by=world.bell,
        signed_at=at(9, 40, on=THIRD),
    )
    (line,) = lines(world, world.okafor)
    assert (line.days, line.seen) == (3, "Signed in late, Thu 4 Mar")
    Arrival.objects.filter(pk=row.pk).update(
        undone_at=LATE_MORNING, undone_by=world.bell, undone_why="Another Khan"
    )
    assert days(world) == [5]


@pytest.mark.parametrize(("code", "left"), [("/", 3), ("L", 3), ("N", 5)])
def test_a_lesson_counts_where_the_pupil_was_in_it(world: World, amir: Pupil, code: str, left: int) -> None:
    lesson = LessonFactory.create(group=world.class_8hw)
    LessonMark.objects.create(
        pupil=amir, lesson=lesson, date=THIRD, school=world.marlowe, code=code, set_at=at(9, 40, on=THIRD)
    )
    assert days(world) == [left]


@pytest.mark.parametrize(("child_seen", "left"), [(True, 3), (False, 5)])
def test_a_visit_counts_where_the_child_was_seen(
    world: World, amir: Pupil, child_seen: bool, left: int
) -> None:
    visit(
        amir,
        world.reid,
        at(13, on=THIRD),
        arrived_at=at(13, on=THIRD),
        written_at=at(15, on=THIRD),
        written_by=world.reid,
        child_seen=child_seen,
        next_step="Ring tomorrow",
    )
    assert days(world) == [left]


def test_a_word_with_the_family_counts_until_it_is_struck_out(world: World, amir: Pupil) -> None:
    attempt(amir, world.bell, date=FOURTH, outcome="no_answer")
    assert days(world) == [5]
    row = attempt(amir, world.bell, date=THIRD, outcome="spoke")
    (line,) = lines(world, world.okafor)
    assert (line.days, line.contact, line.seen) == (
        3,
        "Spoke to mother, Thu 4 Mar",
        "In school, Tue 2 Mar",
    )
    type(row).objects.filter(pk=row.pk).update(
        struck_at=LATE_MORNING, struck_by=world.bell, struck_why="Another Khan"
    )
    assert days(world) == [5]


def test_who_was_seen_of_late_is_not_listed(world: World, amir: Pupil) -> None:
    attempt(amir, world.bell, date=MONDAY, outcome="spoke")
    assert days(world) == []


def test_a_new_pupil_counts_from_the_starting_day(world: World, amir: Pupil) -> None:
    (new,) = add_pupils(world.class_8hw, 1, [("New", "Nia")])
    RollEntry.objects.filter(pupil=new).update(admitted_on=THIRD)
    found = {line.name: line for line in lines(world, world.okafor)}
    assert (found["Nia New"].days, found["Nia New"].letter) == (4, "")
    assert found["Nia New"].seen == "Never since joining, Thu 4 Mar"
    assert list(found) == ["Amir Khan", "Nia New"]


def test_who_is_here_today_or_educated_elsewhere_is_not_listed(world: World, amir: Pupil) -> None:
    here, elsewhere = add_pupils(world.class_8hw, 2, [("Here", "Hal"), ("Else", "Eva")])
    was_here(here, TODAY)
    MarkFactory.create(pupil=elsewhere, date=TODAY, session=1, code=WORK_EXPERIENCE)
    assert [line.name for line in lines(world, world.okafor)] == ["Amir Khan"]


def test_a_school_sets_its_own_number_of_days(world: World, amir: Pupil) -> None:
    DatedValue.objects.create(
        school=world.marlowe, key="absence.unseen_days", value=6, valid_from=date(2026, 9, 1)
    )
    assert days(world) == []


def test_a_pastoral_lead_sees_their_own_year_and_who_follows(world: World, amir: Pupil) -> None:
    HandOver.objects.create(
        school=world.marlowe,
        pupil=amir,
        date=MONDAY,
        to=world.rahman,
        made_by=world.bell,
        made_at=LATE_MORNING,
    )
    (line,) = lines(world, world.rahman)
    assert line.with_whom == "Mr Rahman"
    User.objects.filter(pk=world.rahman.pk).update(is_active=False)
    assert [line.with_whom for line in lines(world, world.okafor)] == ["Attendance office"]
    assert signed_in(world.lane).get(UNSEEN).status_code == 403


def test_the_list_agrees_with_counting_on_ones_fingers(world: World) -> None:
    """Forty pupils with any marks of two weeks: the days since the last sighting, counted plainly."""
    dice = random.Random(5)
    before = school_days_before(world.marlowe, 10)
    here = (PRESENT_MORNING, LATE, LATE_AFTER_CLOSE)
    wanted: dict[int, int] = {}
    for pupil in add_pupils(world.class_8hw, 40):
        seen = -1
        for number, on in enumerate(before):
            code = dice.choice((*here, ILLNESS, NO_REASON, ILLNESS))
            MarkFactory.create(pupil=pupil, date=on, session=1, code=code)
            seen = number if code in here else seen
        was_away(pupil, TODAY, dice.choice((ILLNESS, NO_REASON)), sessions=(1,))
        if seen >= 0:
            wanted[pupil.pk] = len(before) - seen
    found = {line.pupil_id: line.days for line in lines(world, world.okafor)}
    assert {pk: found.get(pk) for pk in wanted} == {
        pk: count if count >= 3 else None for pk, count in wanted.items()
    }
    assert [line.days for line in lines(world, world.okafor)] == sorted(found.values(), reverse=True)


@pytest.fixture
def officer(world: World, clock: time_machine.Traveller) -> Client:
    """Ms Okafor at 10:15."""
    clock.move_to(LATE_MORNING)
    return signed_in(world.okafor)


def test_the_page_says_who_how_long_and_what_was_last(world: World, amir: Pupil, officer: Client) -> None:
    told = words_of(officer.get(UNSEEN))
    assert "Amir Khan" in told
    assert "5 school days" in told
    assert "In school, Tue 2 Mar" in told


def test_the_page_says_when_everybody_was_seen(world: World, officer: Client) -> None:
    for pupil in (*world.pupils, world.pupils_elsewhere["7A"]):
        was_here(pupil, TODAY)
    assert "Every absent pupil was seen or spoken about lately." in words_of(officer.get(UNSEEN))


def test_the_list_takes_two_statements_however_many_they_are(world: World) -> None:
    rights, day = rights_at(world.okafor), day_at(world.marlowe, LATE_MORNING)
    for many in (3, 40):
        for pupil in add_pupils(world.class_8hw, many):
            was_away(pupil, TODAY, ILLNESS, sessions=(1,))
        with statements() as sent:
            page = unseen_page(rights, day)
        assert len(sent) == 2
        assert page.count >= many


def test_the_call_list_the_unseen_and_the_lead_say_the_same_day(world: World) -> None:
    amir = world.pupils[0]
    away_for(amir, 5)

    def told() -> tuple[date | None, str, str]:
        rights, day = rights_at(world.okafor), day_at(world.marlowe, LATE_MORNING)
        rows = {row.pupil_id: row.last_seen_on for row in absent_pupils(rights, day, notice=NoticeWeeks(10))}
        seen = {line.pupil_id: line.seen for line in unseen_page(rights, day).lines}
        return rows[amir.pk], seen[amir.pk], last_seen_of(amir.pk, on=TODAY)

    assert told() == (FIFTH, "In school, Tue 2 Mar", "In school, Tue 2 Mar")
    was_seen = {"arrived_at": at(13, on=THIRD), "written_at": at(15, on=THIRD), "written_by": world.reid}
    visit(amir, world.reid, at(13, on=THIRD), **was_seen, child_seen=True, next_step="Ring tomorrow")
    assert told() == (THIRD, "Seen on a visit, Thu 4 Mar", "Seen on a visit, Thu 4 Mar")
