"""The facts of the call list as its SQL counts them, beside the pure rules that say what they are."""

from datetime import date, datetime
from uuid import uuid4

import pytest

from attendance.line_rules import LINE_KEYS, LineValues, notice_from
from attendance.models import ContactAttempt, Outcome
from attendance.queries.first_day.call_facts import NoticeWeeks, UnexplainedPupil, absent_pupils
from attendance.thresholds import days_without_contact
from schools.calendar import LONDON, Session, last_school_weeks
from schools.models import SchoolDay
from schools.queries.school_days import school_day_now
from schools.value_table import BY_KEY
from tests.integration.attendance.n_code_steps import marked_n, rights_for
from tests.world import NOW, TODAY, World

TEN = NOW.replace(hour=10)
FRIDAY, THURSDAY = date(2027, 2, 26), date(2027, 3, 4)
# Before Christmas, on both sides of the half term, and the absence that began on a Tuesday.
MISSED = {
    date(2026, 12, 15): "O",
    date(2027, 1, 11): "G",
    date(2027, 2, 8): "O",
    date(2027, 2, 23): "N",
    date(2027, 3, 2): "O",
    THURSDAY: "N",
    TODAY: "N",
}


def calendar(world: World) -> list[date]:
    days = SchoolDay.objects.filter(school=world.marlowe).order_by("date")
    return list(days.values_list("date", flat=True))


def amir_on_the_list(
    world: World, *, weeks: int = 10, rolls_by_day: bool = False, at: datetime = TEN
) -> UnexplainedPupil:
    """What Ms Okafor's list counts of Amir at ten, or later."""
    day, notice = school_day_now(world.marlowe, at), NoticeWeeks(weeks, rolls_by_day)
    found = absent_pupils(rights_for(world.okafor, world.marlowe), day, notice=notice)
    return next(pupil for pupil in found if pupil.pupil_id == world.pupils[0].pk)


@pytest.mark.parametrize("weeks", [1, 2, 4, 5, 6, 10])
def test_unauthorised_sessions_are_counted_over_the_school_weeks_of_the_rule(
    world: World, weeks: int
) -> None:
    for on, letter in MISSED.items():
        marked_n(world.pupils[:1], on, *Session, letter=letter)

    found = amir_on_the_list(world, weeks=weeks)

    since = last_school_weeks(TODAY, calendar(world), weeks)[0]
    assert found.unauthorised + found.waiting == 2 * sum(on >= since for on in MISSED)


@pytest.mark.parametrize("ahead", [None, date(2027, 3, 10)])
def test_a_session_is_to_come_until_it_has_a_mark(world: World, ahead: date | None) -> None:
    """Elsewhere this morning, absent this afternoon; leave granted ahead is in the tally already."""
    marked_n(world.pupils[:1], TODAY, Session.AM, letter="D")
    marked_n(world.pupils[:1], TODAY, Session.PM)
    if ahead:
        marked_n(world.pupils[:1], ahead, *Session, letter="C")

    left = sum(day > TODAY and day != ahead for day in calendar(world))
    assert amir_on_the_list(world, at=TEN.replace(hour=14)).to_come == 2 * left


@pytest.mark.parametrize("weeks", [1, 2, 4, 5, 6, 10, 60])
def test_weeks_that_roll_by_day_are_counted_as_the_line_counts_them(world: World, weeks: int) -> None:
    for on in calendar(world):
        if on <= TODAY:
            marked_n(world.pupils[:1], on, letter="N" if on.weekday() == 2 or on == TODAY else "O")

    found = amir_on_the_list(world, weeks=weeks, rolls_by_day=True)

    default = {key: BY_KEY[key].default for key in LINE_KEYS}
    values = LineValues.of(default | {"notice.bucket": "day", "notice.weeks": weeks})
    since = notice_from(values, calendar(world), TODAY)
    counted = [on for on in calendar(world) if since <= on <= TODAY]
    waiting = sum(on.weekday() == 2 or on == TODAY for on in counted)
    assert (found.unauthorised, found.waiting) == (len(counted) - waiting, waiting)


@pytest.mark.parametrize("reached_on", [None, FRIDAY, THURSDAY, TODAY])
def test_days_without_a_word_from_home_are_counted_as_the_rule_says(
    world: World, reached_on: date | None
) -> None:
    amir = world.pupils[0]
    for on in calendar(world):
        if date(2027, 3, 2) <= on <= TODAY:
            marked_n([amir], on, *Session)
    if reached_on:
        ContactAttempt.objects.create(
            school=world.marlowe,
            pupil=amir,
            date=reached_on,
            call=uuid4(),
            name="Mrs Khan",
            outcome=Outcome.SPOKE,
            made_by=world.bell,
            made_at=datetime.combine(reached_on, TEN.time(), LONDON),
        )

    found = amir_on_the_list(world)

    wanted = days_without_contact(date(2027, 3, 2), reached_on, TODAY, calendar(world))
    assert (found.began_on, found.silent_days) == (date(2027, 3, 2), wanted)
