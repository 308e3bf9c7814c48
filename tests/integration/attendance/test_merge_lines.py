"""Crossed lines go along when two records of one child are made one, with what people did about them."""

from datetime import timedelta

import pytest

from attendance.lines import LineKind
from attendance.models import CrossedLine, LineState, LineTold
from schools.models import Pupil
from tests.integration.attendance.line_steps import (
    acted,
    line_of,
    looked_again,
    mark_all,
    school_days,
    states,
    swept,
)
from tests.integration.attendance.merge_steps import LATER, merged, pair
from tests.world import NOW, TODAY, World

AFTER = LATER + timedelta(minutes=1)


@pytest.fixture
def records(world: World) -> tuple[Pupil, Pupil]:
    """Amir's record that stays, and the one that goes."""
    kept, other = pair(world)
    return kept, other


def test_a_line_moves_with_what_was_done_about_it(world: World, records: tuple[Pupil, Pupil]) -> None:
    kept, other = records
    mark_all(other, "O", school_days(world.marlowe)[-6:])
    swept(world)
    act = acted(world, line_of(other, LineKind.NOTICE))

    merged(kept, other, by=world.adeyemi)

    line = line_of(kept, LineKind.NOTICE)
    assert line.state == LineState.STANDING
    assert list(line.acts.all()) == [act]


def test_of_two_lines_of_one_kind_one_stands_and_counts_the_marks_of_both(
    world: World, records: tuple[Pupil, Pupil]
) -> None:
    kept, other = records
    days = school_days(world.marlowe)
    mark_all(kept, "O", days[-6:])
    mark_all(other, "O", days[-12:-6])
    swept(world)

    merged(kept, other, by=world.adeyemi)
    looked_again(world, at=AFTER)

    rows = CrossedLine.objects.filter(pupil=kept, kind=LineKind.NOTICE).order_by("ended_at")
    assert [(row.state, row.count) for row in rows] == [
        (LineState.OVER, 12),
        (LineState.STANDING, 24),
    ]
    assert not CrossedLine.objects.filter(pupil=other).exists()


def test_a_line_that_the_joined_record_never_crossed_is_withdrawn_and_told(
    world: World, records: tuple[Pupil, Pupil]
) -> None:
    kept, other = records
    days = school_days(world.marlowe)
    mark_all(kept, "/", days[-40:-5])
    mark_all(other, "I////", days[-5:])
    swept(world)
    assert states(other) == {"persistent": LineState.STANDING}
    acted(world, line_of(other, LineKind.PERSISTENT))

    merged(kept, other, by=world.adeyemi)
    looked_again(world, TODAY, at=AFTER)

    assert states(kept) == {"persistent": LineState.WITHDRAWN}
    told = LineTold.objects.get()
    assert (told.person, told.line.pupil, told.at > NOW) == (world.okafor, kept, True)
