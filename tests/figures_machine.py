"""What people do to registers, rolls, calendars and values over weeks, and what must hold after each act.

After every act the tallies equal a count of the marks. The lines that stand, looked at again only where
something changed, equal those of a sweep where none stood, and those of the pure rules over every mark of
everybody on roll. A period cut in two has the sum of its parts.
"""

from collections import defaultdict
from contextlib import suppress
from datetime import date, datetime, time, timedelta
from typing import ClassVar

from django.core.exceptions import ValidationError
from django.db import transaction
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from attendance.line_rules import PupilMarks
from attendance.lines import Evidence, LineKind
from attendance.metrics import Tally
from attendance.models import CrossedLine, LineState, Mark
from attendance.queries.figures.sums import Days
from attendance.queries.lines.frame import line_frame
from attendance.queries.registers.frame import register_frame
from attendance.queries.tallies import tally_drift
from attendance.services.lines import look_again, sweep_lines
from schools.access import Rights, rights_of
from schools.calendar import LONDON, Session, academic_year_start
from schools.models import Closure, ClosureKind, DatedValue, GroupMember, Pupil, RollEntry, School, SchoolDay
from schools.services.calendar import ClosureFacts
from schools.services.closures import close_days, open_days
from schools.services.dated_values import set_value
from tests.integration.attendance.line_steps import mark_all, school_days
from tests.integration.attendance.steps import mark, officer_amends, officer_saves
from tests.pupil_sums import pupil_sums
from tests.world import YESTERDAY, World, add_pupils

BEGUN = 14
LETTERS = ("/", "I", "O", "N", "G", "U", "Y1", "D")
LOW = {
    "notice.sessions": 4,
    "notice.weeks": 2,
    "late.count": 2,
    "late.weeks": 1,
    "absence.continuous_days": 1,
    "absence.long_days": 2,
    "absence.sickness_days": 2,
}
CHOICES = (
    ("notice.sessions", 3),
    ("notice.weeks", 1),
    ("notice.bucket", "day"),
    ("notice.bucket", "monday"),
    ("figures.persistent_rule", "below"),
    ("absence.sickness_unit", "sessions"),
    ("absence.sickness_days", 3),
    ("late.count", 1),
)
REGISTER_TIMES = {Session.AM: time(8, 49), Session.PM: time(13, 5)}
Line = tuple[int, Evidence]
places = st.integers(0, 3)
sessions = st.sampled_from(Session)
letters = st.sampled_from(LETTERS)
back = st.integers(0, BEGUN)


class Figures(RuleBasedStateMachine):
    """8HW, and a child who moves between Marlowe Park and Ashgrove, each with a record of its own."""

    world: ClassVar[World]

    def __init__(self) -> None:
        super().__init__()
        self.undo = transaction.atomic()
        self.undo.__enter__()
        self.today = YESTERDAY
        self.acts = 0
        here, there = add_pupils(self.world.class_8hw, 1)[0], self.world.pupils_elsewhere["Oak"]
        self.pupils = [*self.world.pupils[:2], here, there]
        self.schools = (self.world.marlowe, self.world.ashgrove)
        days = school_days(self.world.marlowe, until=YESTERDAY)[-BEGUN:]
        for pupil, turns in zip(self.pupils, ("/////I", "O/", "NNNNNNNNNG/", "IL/U"), strict=True):
            mark_all(pupil, turns, days)
        for school in self.schools:
            for key, value in LOW.items():
                DatedValue.objects.create(
                    school=school, key=key, value=value, valid_from=days[0], source="Us"
                )
        self.sweep()

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.undo.__exit__(None, None, None)

    def at(self, wall: time = time(15, 30)) -> datetime:
        return datetime.combine(self.today, wall, tzinfo=LONDON)

    def sweep(self) -> None:
        for school in self.schools:
            sweep_lines(school=school, on=self.today, at=self.at())

    def rights(self) -> Rights:
        found = rights_of(self.world.adeyemi, "marlowe-park", on=self.today)
        assert found is not None
        return found

    def day(self, days_back: int) -> date:
        """A school day that lies so many back, or today's date."""
        days = school_days(self.world.marlowe, until=self.today)
        return days[-1 - min(days_back, len(days) - 1)]

    def saves(self, place: int, session: Session, letter: str, *, base: int) -> None:
        """Ms Okafor saves a mark of today's register, which may be refused."""
        frame = register_frame(self.world.class_8hw, self.today, session, today=self.today)
        change = mark(self.pupils[place], letter, base=base)
        if frame.is_school_day:
            officer_saves(self.world, change, at=self.at(REGISTER_TIMES[session]), frame=frame)

    @rule(place=places, session=sessions, letter=letters)
    def somebody_marks(self, place: int, session: Session, letter: str) -> None:
        self.saves(place, session, "\\" if letter == "/" and session is Session.PM else letter, base=0)

    @rule(place=places, session=sessions)
    def somebody_clears(self, place: int, session: Session) -> None:
        standing = self.mark_of(place, self.today, session)
        if standing is not None:
            self.saves(place, session, "", base=standing.version)

    def mark_of(self, place: int, on: date, session: Session) -> Mark | None:
        return Mark.objects.filter(pupil=self.pupils[place], date=on, session=session.value).first()

    @rule(place=places, session=sessions, letter=letters, days_back=back)
    def the_officer_amends(self, place: int, session: Session, letter: str, days_back: int) -> None:
        on = self.day(days_back)
        standing = self.mark_of(place, on, session)
        if standing is None:
            return
        pupil, letter = self.pupils[place], "\\" if letter == "/" and session is Session.PM else letter
        with suppress(ValidationError):  # It is no code for this pupil and session, or stands already.
            officer_amends(
                self.world, pupil, letter, base=standing.version, on=on, session=session, at=self.at()
            )

    @rule(place=places, days_back=back)
    def a_pupil_leaves(self, place: int, days_back: int) -> None:
        entry = self.last_entry(place)
        left_on = self.day(days_back)
        if entry.left_on is None and left_on >= entry.admitted_on:
            RollEntry.objects.filter(pk=entry.pk).update(left_on=left_on, is_history=True)

    @rule(place=places, is_mistake=st.booleans())
    def a_pupil_comes_back(self, place: int, *, is_mistake: bool) -> None:
        entry = self.last_entry(place)
        if entry.left_on is None:
            return
        if is_mistake:
            RollEntry.objects.filter(pk=entry.pk).update(left_on=None, is_history=False)
        elif entry.left_on < self.today:
            RollEntry.objects.create(
                pupil_id=entry.pupil_id, school_id=entry.school_id, admitted_on=self.today
            )

    @rule(place=places, days_back=back)
    def a_starting_day_is_put_right(self, place: int, days_back: int) -> None:
        entry = RollEntry.objects.filter(pupil=self.pupils[place]).earliest("admitted_on")
        starts = self.day(days_back)
        if entry.left_on is None or starts <= entry.left_on:
            RollEntry.objects.filter(pk=entry.pk).update(admitted_on=starts)

    def last_entry(self, place: int) -> RollEntry:
        return RollEntry.objects.filter(pupil=self.pupils[place]).latest("admitted_on")

    @rule()
    def the_child_moves_to_the_other_school(self) -> None:
        """The one record's name is deleted yesterday, the other's is entered today."""
        for place in (2, 3):
            if self.last_entry(place).left_on is None:
                self.a_pupil_leaves(place, 1)
            else:
                self.a_pupil_comes_back(place, is_mistake=False)

    @rule(place=st.integers(0, 2))
    def a_pupil_moves_to_another_class(self, place: int) -> None:
        mine = GroupMember.objects.filter(
            pupil=self.pupils[place], until_on=None, group__kind="registration", from_on__lt=self.today
        ).first()
        if mine is not None:
            other = self.world.class_7a if mine.group_id == self.world.class_8hw.pk else self.world.class_8hw
            GroupMember.objects.filter(pk=mine.pk).update(until_on=self.today - timedelta(days=1))
            GroupMember.objects.create(group=other, pupil=self.pupils[place], from_on=self.today)

    @rule(days_back=st.integers(-3, BEGUN))
    def the_school_was_closed_or_was_not(self, days_back: int) -> None:
        on = self.today - timedelta(days=days_back)
        standing = Closure.objects.filter(school=self.world.marlowe, starts_on=on).first()
        if standing is not None:
            open_days(rights=self.rights(), closure_id=standing.pk, at=self.at())
        else:
            facts = ClosureFacts(ClosureKind.CLOSURE.value, on, on, "Boiler")
            close_days(rights=self.rights(), facts=facts, at=self.at())

    @rule(choice=st.sampled_from(CHOICES), ahead=st.sampled_from([0, 0, 2]))
    def a_value_changes(self, choice: tuple[str, object], ahead: int) -> None:
        key, value = choice
        from_on = self.today + timedelta(days=ahead)
        with suppress(ValidationError):  # It is the value already.
            set_value(
                school=self.world.marlowe,
                key=key,
                value=value,
                valid_from=from_on,
                source="The council",
                by=self.world.adeyemi,
                at=self.at(),
            )

    @precondition(lambda self: self.acts > 3)
    @rule(days=st.sampled_from([1, 1, 1, 3, 7, 18]))
    def days_pass_and_the_night_sweeps(self, days: int) -> None:
        self.today += timedelta(days=days)
        self.sweep()

    @invariant()
    def tallies_equal_the_marks(self) -> None:
        self.acts += 1
        for school in self.schools:
            assert tally_drift(school.pk) == []

    @invariant()
    def lines_equal_a_fresh_sweep_and_the_rules(self) -> None:
        for school in self.schools:
            look_again(school=school, on=self.today, at=self.at())
            standing = lines_that_stand(school)
            assert standing == self.fresh(school)
            assert standing == lines_by_the_rules(school, self.today)

    def fresh(self, school: School) -> set[Line]:
        """The lines that a sweep finds where none stand."""
        with transaction.atomic():
            rows = CrossedLine.objects.filter(school=school, state=LineState.STANDING)
            rows.update(state=LineState.OVER, ended_on=self.today, ended_at=self.at())
            sweep_lines(school=school, on=self.today, at=self.at())
            found = lines_that_stand(school)
            transaction.set_rollback(True)
        return found

    @invariant()
    def a_period_is_the_sum_of_its_parts(self) -> None:
        begin = academic_year_start(self.today)
        cut = self.today - timedelta(days=self.acts % 40)
        school = self.world.marlowe
        parts: defaultdict[int, Tally] = defaultdict(Tally)
        for days in (Days(begin, cut), Days(cut + timedelta(days=1), self.today)):
            for pupil_id, tally in pupil_sums(school, days).items():
                parts[pupil_id] += tally
        assert parts == pupil_sums(school, Days(begin, self.today))


def lines_that_stand(school: School) -> set[Line]:
    """The standing lines of a school with all that they rest on."""
    return {
        (
            line.pupil_id,
            Evidence(
                LineKind(line.kind),
                count=line.count,
                limit=line.limit,
                from_on=line.from_on,
                until_on=line.until_on,
                reached_on=line.reached_on,
                possible=line.possible,
                sessions=tuple((date.fromisoformat(day), half, code) for day, half, code in line.sessions),
            ),
        )
        for line in CrossedLine.objects.filter(school=school, state=LineState.STANDING)
    }


def lines_by_the_rules(school: School, on: date) -> set[Line]:
    """The same by the pure rules over every mark of everybody on roll, counted in Python alone."""
    frame = line_frame(school).as_of(on)
    meets = set(SchoolDay.objects.filter(school=school).values_list("date", flat=True))
    entries: defaultdict[int, list[RollEntry]] = defaultdict(list)
    for entry in RollEntry.objects.filter(school=school):
        entries[entry.pupil_id].append(entry)
    marks: defaultdict[int, list[tuple[date, int, int]]] = defaultdict(list)
    for row in Mark.objects.filter(school=school, date__in=meets).order_by("date", "session"):
        if is_on_roll(entries[row.pupil_id], row.date):
            marks[row.pupil_id].append((row.date, row.session, row.code))
    return {
        (pupil.pk, evidence)
        for pupil in Pupil.objects.filter(school=school)
        if is_on_roll(entries[pupil.pk], on)
        for evidence in frame.lines(PupilMarks(pupil.born_on, marks[pupil.pk])).values()
    }


def is_on_roll(entries: list[RollEntry], on: date) -> bool:
    """Whether some entry in the roll covers a day."""
    return any(entry.admitted_on <= on <= (entry.left_on or on) for entry in entries)
