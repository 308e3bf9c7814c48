"""Each night's look for patterns: once a day, resumable, and every row replaced by what holds now."""

from datetime import date, timedelta

import pytest

from attendance import tasks
from attendance.models import FoundPattern, Mark, Sweep, SweepKind
from attendance.patterns.find import find_patterns
from attendance.patterns.kinds import PatternKind
from attendance.patterns.values import PATTERN_KEYS, PatternValues
from attendance.queries.patterns.histories import year_days
from attendance.queries.patterns.of_pupil import pupil_patterns
from attendance.queries.patterns.shape import last_look, school_shape
from attendance.queries.sweeps import sweep_work
from attendance.services import pattern_sweeps
from attendance.services.pattern_sweeps import sweep_patterns
from schools.access import rights_of
from schools.models import Pupil, RollEntry, SiblingPair
from schools.value_table import BY_KEY
from tests.integration.attendance.line_steps import mark_all, school_days
from tests.integration.attendance.pages import statements
from tests.world import NOW, TODAY, YESTERDAY, World, add_pupils

VALUES = PatternValues.of({key: BY_KEY[key].default for key in PATTERN_KEYS})
FRIDAY = 4


@pytest.fixture
def amir(world: World) -> Pupil:
    """A pupil who was away on each of the last ten Fridays, and present on all other days of the year."""
    amir = world.pupils[0]
    mark_week(world, amir)
    return amir


def mark_week(world: World, pupil: Pupil) -> None:
    days = school_days(world.marlowe, until=YESTERDAY)
    away = [day for day in days if day.weekday() == FRIDAY][-10:]
    mark_all(pupil, "O", away)
    mark_all(pupil, "/", [day for day in days if day not in away])


def look(world: World, on: date = TODAY, *, again: bool = False) -> Sweep | None:
    return sweep_patterns(school=world.marlowe, on=on, at=NOW, again=again)


def found(pupil: Pupil) -> list[str]:
    return sorted(FoundPattern.objects.filter(pupil=pupil).values_list("kind", flat=True))


def test_a_night_keeps_what_it_finds_with_its_counts_and_days(world: World, amir: Pupil) -> None:
    sweep = look(world)

    assert sweep is not None
    assert (sweep.done, sweep.of, sweep.outcome["looked_at"], sweep.outcome["found"]) == (4, 4, 4, 1)
    row = FoundPattern.objects.get(pupil=amir)
    assert (row.kind, row.found, row.beside, row.part) == (PatternKind.WEEKDAY, 10, 0, FRIDAY)
    assert all(day.weekday() == FRIDAY for day in row.days)
    assert last_look(world.marlowe, on=TODAY) == TODAY
    assert school_shape(world.marlowe, on=TODAY).weekdays[FRIDAY].part == 10


def test_a_day_is_looked_at_once_and_the_next_night_replaces_it(world: World, amir: Pupil) -> None:
    look(world)

    with statements() as sent:
        assert look(world) is None
    assert any("attendance_sweep" in each and "FOR UPDATE" in each for each in sent)
    look(world, TODAY + timedelta(days=1))
    assert found(amir) == ["weekday"]
    assert FoundPattern.objects.get().found_on == TODAY + timedelta(days=1)


def test_what_holds_no_more_and_whoever_left_stand_no_more(world: World, amir: Pupil) -> None:
    leaver = world.pupils[1]
    mark_week(world, leaver)
    look(world, YESTERDAY)
    assert (found(amir), found(leaver)) == (["weekday"], ["weekday"])

    FoundPattern.objects.filter(pupil=amir).delete()
    RollEntry.objects.filter(pupil=leaver).update(left_on=YESTERDAY, is_history=True)
    look(world)

    assert (found(amir), found(leaver)) == (["weekday"], [])


def test_a_look_whose_worker_died_goes_on_behind_it(
    world: World, amir: Pupil, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pattern_sweeps, "PUPILS_AT_ONCE", 1)
    calls: list[object] = []

    def dies_at_the_third(*asked: object) -> list[object]:
        calls.append(asked)
        if len(calls) == 3:
            raise ConnectionError
        return []

    monkeypatch.setattr(pattern_sweeps, "find_patterns", dies_at_the_third)
    with pytest.raises(ConnectionError):
        look(world)
    half = Sweep.objects.get(kind=SweepKind.PATTERNS)
    assert (half.done, half.finished_at) == (2, None)
    kept = half.outcome["shape"]
    assert school_shape(world.marlowe, on=TODAY).as_facts() == kept

    monkeypatch.setattr(pattern_sweeps, "find_patterns", find_patterns)
    sweep = look(world)
    assert sweep is not None
    assert (sweep.done, sweep.of) == (4, 4)
    again = look(world, again=True)
    assert again is not None
    assert (again.done, found(amir)) == (4, ["weekday"])


def test_siblings_are_held_against_each_other(world: World, amir: Pupil) -> None:
    other = world.pupils[2]
    mark_week(world, other)
    pair = sorted((amir, other), key=lambda pupil: pupil.pk)
    SiblingPair.objects.create(one=pair[0], other=pair[1], are_siblings=True, decided_at=NOW)

    look(world)

    assert found(amir) == found(other) == ["siblings", "weekday"]
    assert FoundPattern.objects.get(pupil=amir, kind="siblings").sibling == other


def test_a_pupils_page_finds_the_same_from_its_own_marks(world: World, amir: Pupil) -> None:
    look(world)
    rights = rights_of(world.okafor, "marlowe-park", on=TODAY)
    assert rights is not None
    days = year_days(world.marlowe, on=TODAY)
    marks = list(
        Mark.objects.filter(pupil=amir).order_by("date", "session").values_list("date", "session", "code")
    )

    with statements() as sent:
        patterns = pupil_patterns(rights, amir.pk, marks, school_days=days, values=VALUES, on=TODAY)

    assert len(sent) == 2
    assert [(each.kind, each.found) for each in patterns] == [(PatternKind.WEEKDAY, 10)]


def test_a_look_takes_as_many_statements_for_thirty_pupils_as_for_four(world: World, amir: Pupil) -> None:
    with statements() as few:
        look(world, YESTERDAY)
    for pupil in add_pupils(world.class_8hw, 26):
        mark_all(pupil, "O", school_days(world.marlowe, until=YESTERDAY)[-3:])
    with statements() as many:
        look(world)
    assert len(few) == len(many)


def test_the_job_looks_at_every_school_and_running_work_shows_it(world: World, amir: Pupil) -> None:
    assert "looked at" in tasks.sweep_patterns()
    rights = rights_of(world.okafor, "marlowe-park", on=TODAY)
    assert rights is not None
    titles = [line.title for line in sweep_work(rights, NOW)]
    assert any(title.startswith("Look for patterns") for title in titles)
