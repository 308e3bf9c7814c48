"""The sums of the tallies leave out nobody: SQL and rules together find what the rules find alone."""

from datetime import date, timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as st

from attendance.lines import LineKind
from attendance.queries.lines.candidates import pupils_on_roll
from attendance.queries.lines.crossed import crossed_lines
from attendance.queries.lines.frame import line_frame
from schools.models import AcademicYear, DatedValue, HalfTerm, Pupil, RollEntry
from schools.services.calendar import rebuild_school_days
from tests.figures_machine import lines_by_the_rules
from tests.integration.attendance.line_steps import mark_all, school_days
from tests.world import TODAY, World

LAST_DAY = TODAY + timedelta(days=3)
LAST_SUMMER = date(2026, 6, 1)
TURNS = ("/", "O", "ON", "GOU", "I ", "I/", "/////////I", "L/", "OI", " O", "/ ")
Stretches = list[tuple[str, int]]
# Days at a stretch with the same codes in turn; " " is a session without a mark. Before them, all attended.
stretches = st.lists(st.tuples(st.sampled_from(TURNS), st.integers(1, 24)), min_size=1, max_size=4)
THREE_DAYS_BEFORE_MARKS_AHEAD: Stretches = [("O", 3), ("/", 4)]
FIFTEEN_DAYS_OF_ILLNESS: Stretches = [("I ", 15)]
TEN_SESSIONS_FOR_A_NOTICE: Stretches = [("GOU/", 7)]
LATE_THREE_TIMES: Stretches = [("/L", 3), ("/", 5)]
TWENTY_DAYS_UNSEEN: Stretches = [("I/", 20), ("/", 1), ("ON", 20)]


@settings(
    max_examples=4,
    deadline=None,
    derandomize=True,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    pupils=st.lists(stretches, min_size=3, max_size=3),
    on=st.integers(0, 11),
    bucket=st.sampled_from(["monday", "day"]),
    rule=st.sampled_from(["dfe", "below"]),
    running=st.sampled_from([2, 10]),
)
@example([THREE_DAYS_BEFORE_MARKS_AHEAD, FIFTEEN_DAYS_OF_ILLNESS, TWENTY_DAYS_UNSEEN], 4, "monday", "dfe", 2)
@example([FIFTEEN_DAYS_OF_ILLNESS, TEN_SESSIONS_FOR_A_NOTICE, LATE_THREE_TIMES], 0, "day", "below", 10)
def test_whoever_crosses_a_line_by_the_rules_is_found_by_the_sums(
    world: World, pupils: list[Stretches], on: int, bucket: str, rule: str, running: int
) -> None:
    """Marks may stand ahead of the day that is asked about."""
    day = LAST_DAY - timedelta(days=on)
    with transaction.atomic():
        set_values(
            world,
            {"notice.bucket": bucket, "figures.persistent_rule": rule, "absence.continuous_days": running},
        )
        for pupil, drawn in zip(world.pupils, pupils, strict=True):
            mark_stretches(world, pupil, drawn)

        found = crossed_lines(world.marlowe, line_frame(world.marlowe).as_of(day))

        lines = {(pupil, line) for pupil, each in found.lines.items() for line in each.values()}
        assert lines == lines_by_the_rules(world.marlowe, day)
        transaction.set_rollback(True)


def mark_stretches(world: World, pupil: Pupil, stretches: Stretches) -> None:
    """The stretches one after another, the last of them up to the last day."""
    days = school_days(world.marlowe, until=LAST_DAY)
    place = len(days) - sum(length for _, length in stretches)
    mark_all(pupil, "/", days[:place])
    for letters, length in stretches:
        mark_all(pupil, letters, days[place : place + length])
        place += length


@pytest.mark.parametrize(
    ("letters", "is_looked_at"),
    [("/", False), ("///////////I", False), ("/////////I", True)],
    ids=["attends", "one in twelve", "one in ten"],
)
def test_only_the_marks_of_those_who_may_have_crossed_a_line_are_read(
    world: World, letters: str, *, is_looked_at: bool
) -> None:
    amir = world.pupils[0]
    mark_all(amir, letters, school_days(world.marlowe)[-60:])

    (row,) = pupils_on_roll(world.marlowe, line_frame(world.marlowe).as_of(TODAY), only=[amir.pk])

    assert (row.marks_from is not None) is is_looked_at


def set_values(world: World, values: dict[str, object]) -> None:
    """Values of Marlowe Park that hold for as long as there were marks."""
    DatedValue.objects.bulk_create(
        DatedValue(school=world.marlowe, key=key, value=value, valid_from=LAST_SUMMER, source="Us")
        for key, value in values.items()
    )


def test_a_run_that_began_before_the_summer_is_followed_back_to_its_first_day(world: World) -> None:
    """No other line reaches back over the summer for this pupil, whose run makes no penalty notice."""
    amir, school = world.pupils[0], world.marlowe
    year = AcademicYear.objects.create(school=school, starts_on=date(2025, 9, 1), ends_on=date(2026, 8, 31))
    HalfTerm.objects.create(academic_year=year, number=6, starts_on=LAST_SUMMER, ends_on=date(2026, 7, 21))
    rebuild_school_days(school=school)
    RollEntry.objects.filter(pupil=amir).update(admitted_on=LAST_SUMMER)
    set_values(world, {"absence.continuous_days": 2})
    days = school_days(school, since=LAST_SUMMER, until=date(2026, 9, 4))
    mark_all(amir, "/", days[:-4])
    mark_all(amir, "O", days[-4:])

    found = crossed_lines(school, line_frame(school).as_of(days[-1]))

    line = found.lines[amir.pk][LineKind.RETURN]
    assert (line.count, line.limit, line.from_on, line.reached_on) == (8, 4, days[-4], days[-3])
    assert (days[-4], days[-1]) == (date(2026, 7, 20), date(2026, 9, 4))
