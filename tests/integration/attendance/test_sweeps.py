"""Sweeps of whole schools: each night for every day that was missed, each week for who moved, once each."""

from datetime import date
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from time_machine import travel

from accounts.models import AuditEvent
from accounts.roles import Role
from attendance import tasks
from attendance.models import CrossedLine, LookAgain, MovementTold, Sweep, SweepKind
from attendance.queries.sweeps import last_week_end
from attendance.services import sweeps
from attendance.services.lines import LineOutcome, sweep_lines
from attendance.services.sweeps import sweep_school, sweep_week
from schools.models import Pupil, RollEntry, SchoolDay
from tests.factories import MarkFactory
from tests.integration.attendance.pages import statements
from tests.integration.attendance.steps import officer_amends
from tests.sign_in import signed_in
from tests.world import NOW, TODAY, YESTERDAY, World

SATURDAY = date(2027, 3, 6)
LAST_FRIDAY = date(2027, 3, 5)
FRIDAY_BEFORE = date(2027, 2, 26)
UNKNOWN, PRESENT = 201, 10


def mark_weeks(pupil: Pupil, *, absent_since: date, until: date = TODAY) -> None:
    """Two marks a school day since the autumn: present, then absent without a reason."""
    days = SchoolDay.objects.filter(school=pupil.school, date__lt=until).values_list("date", flat=True)
    for day in days:
        for session in (1, 2):
            code = UNKNOWN if day >= absent_since else PRESENT + session - 1
            MarkFactory.create(pupil=pupil, date=day, session=session, code=code)


class TestEachNight:
    """The sweep of lines."""

    def test_a_sweep_looks_at_everybody_on_roll_and_finds_the_lines(self, world: World) -> None:
        amir = world.pupils[0]
        mark_weeks(amir, absent_since=date(2027, 2, 23))

        sweep = sweep_school(school=world.marlowe, on=TODAY, at=NOW)

        assert sweep is not None
        assert sweep.outcome["looked_at"] == sweep.done == sweep.of == 4
        kinds = set(CrossedLine.objects.filter(pupil=amir).values_list("kind", flat=True))
        assert {"notice", "return"} <= kinds

    def test_a_day_that_was_swept_is_not_swept_again(self, world: World) -> None:
        sweep_school(school=world.marlowe, on=TODAY, at=NOW)

        assert sweep_school(school=world.marlowe, on=TODAY, at=NOW) is None
        assert Sweep.objects.filter(school=world.marlowe, kind=SweepKind.LINES).count() == 1

    def test_a_sweep_that_died_goes_on_behind_the_last_pupil_it_looked_at(
        self, world: World, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        seen: list[int] = []

        def dies_at_the_third(*, only: list[int], **given: Any) -> LineOutcome:
            if len(seen) == 2:
                raise RuntimeError
            seen.extend(only)
            return sweep_lines(only=only, **given)

        monkeypatch.setattr(sweeps, "PUPILS_AT_ONCE", 1)
        monkeypatch.setattr(sweeps, "sweep_lines", dies_at_the_third)
        with pytest.raises(RuntimeError):
            sweep_school(school=world.marlowe, on=TODAY, at=NOW)
        left = Sweep.objects.get()
        assert (left.done, left.of, left.finished_at) == (2, 4, None)

        monkeypatch.setattr(sweeps, "sweep_lines", sweep_lines)
        sweep = sweep_school(school=world.marlowe, on=TODAY, at=NOW)

        assert sweep is not None
        assert (sweep.pk, sweep.done, sweep.outcome["looked_at"]) == (left.pk, 4, 4)

    def test_a_leaver_whose_line_stands_is_looked_at(self, world: World) -> None:
        amir = world.pupils[0]
        mark_weeks(amir, absent_since=date(2027, 2, 23))
        sweep_school(school=world.marlowe, on=YESTERDAY, at=NOW)
        RollEntry.objects.filter(pupil=amir).update(left_on=YESTERDAY, is_history=True)

        sweep_school(school=world.marlowe, on=TODAY, at=NOW)

        assert not CrossedLine.objects.filter(pupil=amir, state="standing").exists()

    def test_a_fault_at_one_school_stops_no_other(
        self, world: World, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
    ) -> None:
        def fails_at_ashgrove(*, school: object, **_: object) -> Sweep:
            if school == world.ashgrove:
                raise ValueError
            return Sweep()

        monkeypatch.setattr(tasks, "sweep_school", fails_at_ashgrove)

        with travel(NOW, tick=False):
            assert tasks.sweep_schools() == "failed: 1 of 3 schools; 2 schools swept"


class TestWithinTheDay:
    """What changed in the day."""

    def test_a_code_put_right_takes_the_line_away_within_the_next_look(self, world: World) -> None:
        amir = world.pupils[0]
        mark_weeks(amir, absent_since=date(2027, 3, 2), until=YESTERDAY)
        MarkFactory.create(pupil=amir, date=YESTERDAY, session=1, code=UNKNOWN)
        MarkFactory.create(pupil=amir, date=YESTERDAY, session=2, code=UNKNOWN)
        with travel(NOW, tick=False):
            tasks.look_again()
            assert CrossedLine.objects.get(pupil=amir, kind="notice").state == "standing"

            officer_amends(world, amir, "I", on=YESTERDAY)
            tasks.look_again()

        assert CrossedLine.objects.get(pupil=amir, kind="notice").state == "withdrawn"
        assert not LookAgain.objects.exists()

    def test_nothing_changed_is_one_look_at_the_table(self, world: World) -> None:
        LookAgain.objects.all().delete()

        with travel(NOW, tick=False), statements() as found:
            assert tasks.look_again() == "0 pupils looked at again"

        assert len(found) == 1


class TestEachWeek:
    """The sweep of the week."""

    @pytest.mark.parametrize(
        ("on", "ended"),
        [(SATURDAY, LAST_FRIDAY), (TODAY, LAST_FRIDAY), (LAST_FRIDAY, FRIDAY_BEFORE)],
        ids=["a Saturday", "the Tuesday after", "the Friday itself"],
    )
    def test_the_week_is_the_newest_that_is_over(self, world: World, on: date, ended: date) -> None:
        assert last_week_end(world.marlowe, on=on) == ended

    def test_who_follows_figures_is_told_once_of_who_moved(self, world: World) -> None:
        mark_weeks(world.pupils[0], absent_since=date(2027, 2, 8), until=SATURDAY)
        for _ in range(2):
            sweep_week(school=world.marlowe, on=SATURDAY, at=NOW)

        told = set(MovementTold.objects.values_list("person", flat=True))
        roles = (Role.OFFICER, Role.PASTORAL, Role.DSO, Role.DSL, Role.SENCO, Role.HEAD)
        assert told == {world.staff[role].pk for role in roles}
        assert MovementTold.objects.count() == len(told)

    def test_a_week_in_which_nobody_moved_tells_nobody(self, world: World) -> None:
        sweep = sweep_week(school=world.marlowe, on=SATURDAY, at=NOW)

        assert sweep is not None
        assert not MovementTold.objects.exists()


class TestByHand:
    """manage.py sweep."""

    def test_the_command_says_what_each_school_came_to(self, world: World) -> None:
        printed = StringIO()

        with travel(NOW, tick=False):
            call_command("sweep", "--school", world.marlowe.urn, stdout=printed)

        assert "Marlowe Park Academy, 09/03/2027: 4 pupils: nothing new" in printed.getvalue()

    def test_a_school_that_is_not_there_is_a_plain_sentence(self, world: World) -> None:
        with pytest.raises(CommandError, match="There is no school with the URN 999999"):
            call_command("sweep", "--school", "999999")


def test_the_page_of_work_shows_the_sweeps_to_who_sees_the_schools_figures(world: World) -> None:
    with travel(NOW, tick=False):
        sweep_school(school=world.marlowe, on=TODAY, at=NOW)
        shown = {
            role: "Sweep of lines"
            in signed_in(world.staff[role]).get("/marlowe-park/running/").content.decode()
            for role in (Role.OFFICER, Role.TEACHER)
        }

    assert shown == {Role.OFFICER: True, Role.TEACHER: False}


def test_today_says_that_a_weeks_movement_is_new_until_the_person_has_read_it(
    world: World,
) -> None:
    mark_weeks(world.pupils[0], absent_since=date(2027, 2, 8), until=SATURDAY)
    sweep_week(school=world.marlowe, on=SATURDAY, at=NOW)
    new = '<span class="flag flag-warn">New</span>'
    with travel(NOW, tick=False):
        officer = signed_in(world.okafor)
        before = officer.get("/marlowe-park/").content.decode()
        read_url = officer.get("/marlowe-park/figures/movement/").context["page"].told.read_url
        looked = officer.get("/marlowe-park/").content.decode()
        officer.post(read_url)
        after = officer.get("/marlowe-park/").content.decode()

    assert (new in before, new in looked, new in after) == (True, True, False)


def test_a_line_found_or_withdrawn_is_in_the_audit_and_its_evidence_is_not(world: World) -> None:
    mark_weeks(world.pupils[0], absent_since=date(2027, 2, 23))
    for day in (YESTERDAY, TODAY):
        sweep_school(school=world.marlowe, on=day, at=NOW)

    lines = AuditEvent.objects.filter(tbl="attendance_crossedline")
    assert set(lines.values_list("verb", flat=True)) == {"insert"}
    assert all("sessions" not in (line.after or {}) for line in lines)


@pytest.mark.parametrize("typed", ["0001-01-01", "9999-12-31"])
def test_a_day_of_no_schools_time_is_no_day(world: World, typed: str) -> None:
    with travel(NOW, tick=False):
        officer = signed_in(world.okafor)
        pupil = f"/marlowe-park/pupils/{world.pupils[0].pk}/marks/?until={typed}"
        for path in (pupil, f"/marlowe-park/figures/?period=between&from={typed}&to={typed}"):
            assert officer.get(path).status_code == 200
        assert officer.get(f"/marlowe-park/figures/movement/?week={typed}").status_code == 200
    with pytest.raises(CommandError, match="is no day"):
        call_command("figures", "--school", world.marlowe.urn, "--on", typed)
