"""Any sequence of saves, clears, submissions, amendments, moves of roll and calendar keeps the books right.

The machine holds a model of each mark: its letter, its version, and how often it changed. After every step
the marks equal the model, each change has its amendment, a closed mark changed only with a reason, and the
tallies equal a fresh count, in which an unmarked session counts nowhere.
"""

from datetime import date, datetime, timedelta
from typing import ClassVar

from django.core.exceptions import ValidationError
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from attendance.codes import code_of, find_code
from attendance.metrics import Tally, total
from attendance.models import Mark, MarkAmendment, WeekTally
from attendance.queries.tallies import tally_drift
from schools.calendar import LONDON, Session
from schools.models import RollEntry, SchoolDay
from tests.integration.attendance.steps import mark, officer_amends, officer_saves, teacher_submits
from tests.world import NOW, TODAY, YEAR, YESTERDAY, World

DAYS = (YESTERDAY, TODAY)
LETTERS = ("/", "\\", "L", "N", "I", "U", "V")
Key = tuple[int, date, Session]
places = st.integers(0, 1)
days = st.sampled_from(DAYS)
halves = st.just(Session.AM)
letters = st.sampled_from(LETTERS)


class Registers(RuleBasedStateMachine):
    """8HW on two days; `marks` maps a session of a pupil to its letter and version."""

    world: ClassVar[World]

    def __init__(self) -> None:
        super().__init__()
        self.undo = transaction.atomic()
        self.undo.__enter__()
        self.marks: dict[Key, tuple[str, int]] = {}
        self.changes: dict[Key, int] = {}
        self.submitted: set[tuple[date, Session]] = set()
        self.now = NOW - timedelta(days=1, minutes=40)
        self.steps = 0

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.undo.__exit__(None, None, None)

    def is_closed(self, on: date, half: Session) -> bool:
        closes = datetime(
            on.year, on.month, on.day, *((9, 15) if half is Session.AM else (13, 30)), tzinfo=LONDON
        )
        return self.now >= closes or (on, half) in self.submitted

    def may_arrive(self, letter: str, on: date) -> bool:
        """Whether the clock lets somebody be here, L or U of a morning, with no minutes given."""
        opens = datetime(on.year, on.month, on.day, 8, 30, tzinfo=LONDON)
        closes = opens.replace(hour=9, minute=15)
        if letter in ("/", "L", "U") and self.now < opens:
            return False
        if letter == "U":
            return self.now >= closes
        return letter != "L" or not closes <= self.now < closes.replace(hour=12, minute=0)

    def is_on_roll(self, place: int, on: date) -> bool:
        entry = RollEntry.objects.get(pupil=self.world.pupils[place])
        return entry.left_on is None or on <= entry.left_on

    @rule(minutes=st.sampled_from([1, 2, 5]))
    def minutes_pass(self, minutes: int) -> None:
        self.now += timedelta(minutes=minutes)

    @precondition(lambda self: self.steps > 12)
    @rule(hours=st.sampled_from([2, 24]))
    def hours_pass(self, hours: int) -> None:
        self.now += timedelta(hours=hours)

    @rule(place=places, on=days, half=halves, letter=letters, stale=st.sampled_from([False] * 4 + [True]))
    def somebody_marks(self, place: int, on: date, half: Session, letter: str, *, stale: bool) -> None:
        self.steps += 1
        pupil = self.world.pupils[place]
        key = (pupil.pk, on, half)
        before = self.marks.get(key, ("", 0))
        base = before[1] + 1 if stale else before[1]

        outcome = officer_saves(
            self.world, mark(pupil, letter, base=base), at=self.now, frame=self.world.frame(on, half)
        )

        fits = self.is_on_roll(place, on) and letter != "\\" and self.may_arrive(letter, on)
        free = not before[0] or not self.is_closed(on, half)
        if fits and free and not stale and letter != before[0]:
            self.marks[key] = (letter, 1 + self.changes.get(key, 0) + bool(before[0]))
            self.changes[key] = self.changes.get(key, 0) + bool(before[0])
            assert [saved.version for saved in outcome.saved] == [self.marks[key][1]]
        elif letter != before[0] or not fits:
            assert outcome.saved == []
            assert len(outcome.problems) + len(outcome.conflicts) == 1

    @precondition(lambda self: self.marks)
    @rule(data=st.data())
    def somebody_clears(self, data: st.DataObject) -> None:
        key = data.draw(st.sampled_from(sorted(self.marks)))
        pupil_id, on, half = key
        _, version = self.marks[key]
        place = [pupil.pk for pupil in self.world.pupils].index(pupil_id)
        pupil = self.world.pupils[place]

        officer_saves(
            self.world, mark(pupil, "", base=version), at=self.now, frame=self.world.frame(on, half)
        )

        if self.is_on_roll(place, on) and not self.is_closed(on, half):
            del self.marks[key]
            self.changes[key] = self.changes.get(key, 0) + 1

    @precondition(lambda self: self.steps > 8)
    @rule(on=days, half=halves)
    def the_teacher_submits(self, on: date, half: Session) -> None:
        frame = self.world.frame(on, half)
        if frame.is_school_day:
            teacher_submits(self.world, at=self.now, frame=frame)
            self.submitted.add((on, half))
            for place, pupil in enumerate(self.world.pupils):
                key = (pupil.pk, on, half)
                if key not in self.marks and self.is_on_roll(place, on):
                    self.marks[key] = ("/" if half is Session.AM else "\\", 1 + self.changes.get(key, 0))

    @precondition(lambda self: self.marks)
    @rule(data=st.data(), letter=letters)
    def the_officer_amends(self, data: st.DataObject, letter: str) -> None:
        key = data.draw(st.sampled_from(sorted(self.marks)))
        pupil_id, on, half = key
        before, version = self.marks[key]
        place = [pupil.pk for pupil in self.world.pupils].index(pupil_id)
        pupil = self.world.pupils[place]
        try:
            officer_amends(self.world, pupil, letter, base=version, on=on, session=half, at=self.now)
        except ValidationError:
            may_stand = self.is_on_roll(place, on) and self.may_arrive(letter, on)
            assert letter in {before, "\\"} or not may_stand
        else:
            self.marks[key] = (letter, version + 1)
            self.changes[key] = self.changes.get(key, 0) + 1

    @rule(place=places, left_on=st.sampled_from([None, None, YESTERDAY - timedelta(days=1), YESTERDAY]))
    def the_roll_changes(self, place: int, left_on: date | None) -> None:
        RollEntry.objects.filter(pupil=self.world.pupils[place]).update(
            left_on=left_on, is_history=left_on is not None
        )

    @rule(on=days)
    def the_calendar_changes(self, on: date) -> None:
        day = SchoolDay.objects.filter(school=self.world.marlowe, date=on)
        if day.exists():
            day.delete()
        else:
            like = SchoolDay.objects.filter(school=self.world.marlowe, date__gt=on).first()
            assert like is not None
            like.pk, like.date, like.number = None, on, 900 + DAYS.index(on)
            like.save(force_insert=True)

    @invariant()
    def marks_are_as_the_model_says(self) -> None:
        held = {
            (row.pupil_id, row.date, Session(row.session)): (code_of(row.code).letter, row.version)
            for row in Mark.objects.all()
        }
        assert held == self.marks

    @invariant()
    def each_change_has_its_amendment(self) -> None:
        assert MarkAmendment.objects.count() == sum(self.changes.values())
        assert not MarkAmendment.objects.filter(was_closed=True, reason="").exists()

    @invariant()
    def tallies_equal_the_marks(self) -> None:
        assert tally_drift(self.world.marlowe.pk) == []
        rows = WeekTally.objects.values_list(
            "possible", "attended", "authorised", "unauthorised", "late", "late_after_close"
        )
        meets = set(SchoolDay.objects.filter(school=self.world.marlowe).values_list("date", flat=True))
        place_of = {pupil.pk: place for place, pupil in enumerate(self.world.pupils)}
        counted: dict[int, int] = {}
        for (pupil_id, on, _), (letter, _) in self.marks.items():
            code = find_code(letter, on)
            if code and on in meets and self.is_on_roll(place_of[pupil_id], on):
                counted[code.number] = counted.get(code.number, 0) + 1
        assert total(Tally(*row) for row in rows) == Tally.of_numbers(counted)


def test_the_books_stay_right(standing_world: World, django_db_blocker: object) -> None:
    Registers.world = standing_world
    assert YEAR.starts_on < YESTERDAY

    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        run_state_machine_as_test(
            Registers,
            settings=settings(
                max_examples=12,
                stateful_step_count=30,
                deadline=None,
                derandomize=True,
                suppress_health_check=list(HealthCheck),
            ),
        )
