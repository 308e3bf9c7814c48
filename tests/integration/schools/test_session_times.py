"""Session times: new ones hold from a day on, and no day that is over gets other times."""

from datetime import date, time

import pytest
from django.core.exceptions import ValidationError

from accounts.roles import Role
from schools.calendar import SessionTimes
from schools.queries.calendar import times_on
from schools.services.set_up import change_hours
from tests.sign_in import signed_in
from tests.world import NOW, TODAY, TOMORROW, YESTERDAY, World

LATER = SessionTimes(time(9), time(12), time(13), time(15, 30), 20)
POSTED = {
    "form": "hours",
    "am_starts": "09:00",
    "am_ends": "12:00",
    "pm_starts": "13:00",
    "pm_ends": "15:30",
    "register_minutes": "20",
}


def test_new_times_hold_from_their_day_and_earlier_days_keep_theirs(world: World) -> None:
    before = times_on(world.marlowe, TODAY)
    change_hours(school=world.marlowe, times=LATER, valid_from=TOMORROW, by=world.adeyemi, at=NOW)

    assert times_on(world.marlowe, TODAY) == before
    assert times_on(world.marlowe, TOMORROW) == LATER
    assert times_on(world.marlowe, date(2027, 7, 1)) == LATER


def test_times_of_the_same_day_are_corrected_in_place(world: World) -> None:
    for times in (LATER, SessionTimes(time(9, 5), time(12), time(13), time(15, 30), 20)):
        change_hours(school=world.marlowe, times=times, valid_from=TODAY, by=world.adeyemi, at=NOW)
    assert times_on(world.marlowe, TODAY) == times


def test_reg6_a_register_that_closed_is_not_opened_again_by_new_times(world: World) -> None:
    before = times_on(world.marlowe, YESTERDAY)
    with pytest.raises(ValidationError, match="Days that are over keep their times"):
        change_hours(school=world.marlowe, times=LATER, valid_from=YESTERDAY, by=world.adeyemi, at=NOW)
    assert times_on(world.marlowe, YESTERDAY) == before


@pytest.mark.parametrize(("valid_from", "status"), [(TODAY, 302), (YESTERDAY, 422)])
def test_the_page_saves_times_or_says_why_not(world: World, valid_from: date, status: int) -> None:
    response = signed_in(world.staff[Role.ADMIN]).post(
        "/marlowe-park/setup/school/", POSTED | {"valid_from": valid_from.isoformat()}
    )
    assert response.status_code == status
    assert (times_on(world.marlowe, valid_from) == LATER) is (status == 302)
