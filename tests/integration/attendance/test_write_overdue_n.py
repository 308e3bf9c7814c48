"""write_overdue: O stands in the place of an N whose last school day is over (reg 10(9), SI 2024/208)."""

from datetime import date, datetime, timedelta

import pytest
import time_machine
from django.db import OperationalError, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.models import AuditEvent
from accounts.roles import Role
from attendance import tasks
from attendance.codes import NO_REASON, UNKNOWN_CIRCUMSTANCES
from attendance.models import Mark, MarkAmendment
from attendance.n_codes import has_run_out
from attendance.queries.first_day.n_overdue import overdue_n
from attendance.services.first_day.n_codes import write_overdue
from attendance.tasks import write_overdue_n
from schools.calendar import LONDON, Session, monday_of
from schools.models import (
    DatedValue,
    HalfTerm,
    LegalRegister,
    Membership,
    RollEntry,
    School,
    SchoolDay,
)
from tests.drawn_calendars import calendars, days
from tests.integration.attendance.n_code_steps import (
    DUE_TODAY,
    FOUR,
    OVERDUE,
    letters,
    marked_n,
    name_writer,
    set_limit,
)
from tests.integration.attendance.pages import statements
from tests.integration.attendance.steps import officer_amends, standing
from tests.world import NOW, TODAY, YESTERDAY, World, add_pupils

A_MINUTE = timedelta(minutes=1)


def set_calendar(school: School, calendar: list[date]) -> None:
    """The school meets on these days and no others."""
    term = HalfTerm.objects.filter(academic_year__school=school).earliest("number")
    SchoolDay.objects.filter(school=school).delete()
    SchoolDay.objects.bulk_create(
        SchoolDay(
            school=school,
            date=on,
            number=number,
            week_number=1,
            monday=monday_of(on),
            academic_year=term.academic_year,
            half_term=term,
        )
        for number, on in enumerate(calendar, start=1)
    )


def write(world: World, at: datetime = FOUR) -> int:
    return write_overdue(school=world.marlowe, at=at)


@pytest.fixture
def named(world: World) -> World:
    """Marlowe Park names Ms Okafor."""
    name_writer(world.marlowe, world.okafor)
    return world


def test_reg10_9_at_four_on_the_fifth_school_day_an_n_becomes_o(named: World) -> None:
    marked_n(named.pupils[:1], DUE_TODAY, *Session)
    marked_n(named.pupils[1:2], YESTERDAY)

    assert write(named, FOUR - A_MINUTE) == 0
    assert write(named) == 2
    assert letters(named) == {"Amir AM": "O", "Amir PM": "O"}
    assert letters(named, YESTERDAY) == {"Zoë AM": "N"}


def test_reg6_the_amendment_bears_the_name_and_title_of_the_person_and_the_rule(named: World) -> None:
    amir = named.pupils[0]
    marked_n([amir])

    write(named)

    row = MarkAmendment.objects.get()
    assert (row.original, row.amended, row.at) == (NO_REASON, UNKNOWN_CIRCUMSTANCES, FOUR)
    assert (row.by, row.by_name, row.by_title) == (named.okafor.pk, "Ms Okafor", "Attendance officer")
    assert row.reason == (
        "The reason is still unknown after 5 school days. "
        "Written by the clock at 16:00, as the school has set up (reg 10(9))"
    )
    found = standing(amir, on=DUE_TODAY)
    assert found is not None
    assert (found.set_by, found.version) == (named.okafor, 2)


def test_the_audit_says_that_the_clock_wrote_it(named: World) -> None:
    marked_n(named.pupils[:1])

    write(named)

    line = AuditEvent.objects.get(verb="amend")
    assert (line.actor, line.pupil, line.school) == (named.okafor.pk, named.pupils[0].pk, named.marlowe.pk)
    assert line.after == {"code": UNKNOWN_CIRCUMSTANCES, "minutes": None, "by_clock": True}
    assert "Written by the clock" in line.reason


def test_what_was_settled_or_changed_stays(named: World) -> None:
    amir, zoe, _ = named.pupils
    marked_n(named.pupils)
    officer_amends(named, amir, "I", on=DUE_TODAY)
    officer_amends(named, zoe, "O", on=DUE_TODAY)

    assert write(named) == 1
    assert MarkAmendment.objects.filter(pupil=zoe).count() == 1
    assert letters(named) == {"Amir AM": "I", "Zoë AM": "O", "Jack AM": "O"}


def test_a_second_run_changes_nothing(named: World) -> None:
    marked_n(named.pupils)
    write(named)
    lines = AuditEvent.objects.count()

    assert write(named, FOUR + A_MINUTE) == 0
    assert AuditEvent.objects.count() == lines


def test_what_a_dead_job_left_is_written_by_the_next_run_at_any_hour(named: World) -> None:
    marked_n(named.pupils, OVERDUE)

    assert write(named, NOW.replace(hour=6)) == 3


def test_an_n_of_before_a_holiday_waits_for_the_school_to_meet(named: World) -> None:
    friday = date(2027, 2, 12)
    marked_n(named.pupils[:1], friday)
    in_the_holiday = datetime(2027, 2, 20, 12, tzinfo=LONDON)
    last_day = datetime(2027, 3, 1, 16, tzinfo=LONDON)

    assert write(named, in_the_holiday) == 0
    assert write(named, last_day - A_MINUTE) == 0
    assert write(named, last_day) == 1


def test_a_school_may_ask_for_fewer_days_and_another_hour(named: World) -> None:
    marked_n(named.pupils[:1], YESTERDAY)
    for key, value in (("n_code.school_days", 1), ("n_code.written_at", "15:20")):
        DatedValue.objects.create(
            school=named.marlowe, key=key, value=value, valid_from=YESTERDAY, source="Policy"
        )

    assert write(named, FOUR.replace(hour=15, minute=19)) == 0
    assert write(named, FOUR.replace(hour=15, minute=20)) == 1


def test_where_nobody_is_named_nothing_is_written(world: World) -> None:
    marked_n(world.pupils, OVERDUE)

    assert write(world) == 0
    assert set(letters(world, OVERDUE).values()) == {"N"}


def test_in_the_name_of_whoever_left_or_lost_the_right_nothing_is_written(named: World) -> None:
    marked_n(named.pupils, OVERDUE)
    Membership.objects.filter(user=named.okafor).update(valid_until=YESTERDAY)
    assert write(named) == 0
    name_writer(named.marlowe, named.lane)
    assert write(named) == 0
    name_writer(named.marlowe, named.adeyemi)
    assert write(named) == 3
    assert set(MarkAmendment.objects.values_list("by_name", flat=True)) == {"Mrs Adeyemi"}


def test_a_school_whose_own_system_holds_the_legal_register_is_left_alone(
    named: World, clock: time_machine.Traveller
) -> None:
    School.objects.filter(pk=named.marlowe.pk).update(legal_register=LegalRegister.MIS)
    school = School.objects.get(pk=named.marlowe.pk)
    marked_n(named.pupils, OVERDUE)
    clock.move_to(FOUR)

    assert write_overdue_n() == "0 N codes became O"

    assert overdue_n(school, FOUR) == []
    assert write_overdue(school=school, at=FOUR) == 0
    assert set(letters(named, OVERDUE).values()) == {"N"}


def test_a_leavers_marks_become_o_up_to_the_last_day_on_roll(named: World) -> None:
    amir = named.pupils[0]
    marked_n([amir], OVERDUE)
    marked_n([amir], DUE_TODAY)
    RollEntry.objects.filter(pupil=amir).update(left_on=OVERDUE, is_history=True)

    assert write(named) == 1
    assert letters(named, OVERDUE) == {"Amir AM": "O"}
    assert letters(named) == {"Amir AM": "N"}


def test_what_another_system_marked_before_the_first_day_here_stays(named: World) -> None:
    marked_n(named.pupils, OVERDUE)
    School.objects.filter(pk=named.marlowe.pk).update(first_day_on=DUE_TODAY)

    assert write(named) == 0


def test_sixty_cost_as_many_statements_as_two(named: World) -> None:
    marked_n(add_pupils(named.class_8hw, 2))
    with statements() as for_two:
        assert write(named) == 2
    marked_n(add_pupils(named.class_7a, 60))
    with statements() as for_sixty:
        assert write(named) == 60
    assert len(for_sixty) == len(for_two) == 7


def test_the_database_and_the_pure_rule_agree_on_every_day_of_the_year(named: World) -> None:
    amir = named.pupils[0]
    calendar = list(
        SchoolDay.objects.filter(school=named.marlowe).order_by("date").values_list("date", flat=True)
    )
    for on in calendar:
        marked_n([amir], on)
    for number in range(0, 330, 11):
        at = datetime(2026, 9, 3, 15, 58, tzinfo=LONDON) + timedelta(days=number, minutes=number % 5)
        over = {on for on in calendar if has_run_out(on, at, calendar, written_at=FOUR.time())}
        assert {pick.on for pick in overdue_n(named.marlowe, at)} == over


@settings(max_examples=3, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(calendars(), st.integers(1, 5), st.lists(days, min_size=3, max_size=6))
def test_no_n_outlives_its_clock_whatever_the_calendar(
    named: World, calendar: list[date], limit: int, evenings: list[date]
) -> None:
    with transaction.atomic():
        set_calendar(named.marlowe, calendar)
        set_limit(named.marlowe, limit)
        for on in calendar:
            marked_n(named.pupils[:1], on)
        for at in (FOUR.replace(year=on.year, month=on.month, day=on.day) for on in evenings):
            over = {
                on for on in calendar if has_run_out(on, at, calendar, written_at=FOUR.time(), limit=limit)
            }
            assert {pick.on for pick in overdue_n(named.marlowe, at)} == over
        transaction.set_rollback(True)


class TestJob:
    """The job that runs every five minutes."""

    def test_it_writes_for_every_school_that_names_somebody(
        self, named: World, clock: time_machine.Traveller
    ) -> None:
        sam, poppy = named.pupils_elsewhere["9T"], named.pupils_elsewhere["Oak"]
        marked_n([named.pupils[0], sam, poppy])
        name_writer(named.tallis, named.shah)
        clock.move_to(FOUR)

        assert write_overdue_n() == "2 N codes became O"
        names = {row.pupil_id: row.by_name for row in MarkAmendment.objects.all()}
        assert names == {named.pupils[0].pk: "Ms Okafor", sam.pk: "Dr Shah"}
        assert Mark.objects.get(pupil=poppy).code == NO_REASON

    def test_it_rests_while_nothing_is_overdue(self, named: World) -> None:
        marked_n(named.pupils)

        assert write_overdue_n() == "0 N codes became O"

    def test_a_missed_day_is_caught_up(self, named: World, clock: time_machine.Traveller) -> None:
        marked_n(named.pupils)
        clock.move_to(FOUR + timedelta(days=3))

        assert write_overdue_n() == "3 N codes became O"
        assert write_overdue_n() == "0 N codes became O"
        assert set(letters(named).values()) == {"O"}

    def test_one_schools_failure_stops_no_other_and_is_told(
        self, named: World, clock: time_machine.Traveller, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        marked_n([named.pupils[0], named.pupils_elsewhere["9T"]])
        name_writer(named.tallis, named.shah)

        def fails(*, school: School, at: datetime) -> int:
            if school == named.marlowe:
                raise OperationalError("The connection was lost")
            return write_overdue(school=school, at=at)

        monkeypatch.setattr(tasks, "write_overdue", fails)
        clock.move_to(FOUR)

        assert write_overdue_n() == "failed: 1 of 2 schools; 1 N code became O"

    def test_it_runs_where_the_head_alone_holds_the_right(
        self, world: World, clock: time_machine.Traveller
    ) -> None:
        name_writer(world.marlowe, world.staff[Role.HEAD])
        marked_n(world.pupils[:1])
        clock.move_to(FOUR.replace(hour=23))

        write_overdue_n()

        assert letters(world) == {"Amir AM": "O"}
        assert MarkAmendment.objects.get().date <= TODAY
