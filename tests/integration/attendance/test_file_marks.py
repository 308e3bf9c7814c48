"""Marks of another system are filed where there is none. It is 2099, so that every register is open."""

from datetime import date, datetime

import pytest

from accounts.models import AuditEvent
from attendance.codes import ILLNESS, PRESENT_MORNING
from attendance.models import Mark
from attendance.queries.bulk.staged_marks import compare_staged_marks
from attendance.services.marks_import import MarksFiled, file_marks, stage_marks
from schools.calendar import LONDON
from tests.world import World

FRIDAY = date(2099, 3, 6)
AT = datetime(2099, 3, 6, 8, 52, tzinfo=LONDON)


def staged(*marks: tuple[int, int]) -> None:
    """Marks of a Friday morning: pupil and code."""
    stage_marks(
        f"{row}\t{pupil}\t{FRIDAY}\t1\t{code}\t\\N\tSaid \\\\ by\n"
        for row, (pupil, code) in enumerate(marks, 2)
    )


def test_a_mark_is_filed_once(world: World) -> None:
    amir = world.pupils[0]
    staged((amir.pk, ILLNESS))
    assert file_marks(school=world.marlowe, by=world.okafor, at=AT) == MarksFiled(1, 0)
    assert file_marks(school=world.marlowe, by=world.okafor, at=AT) == MarksFiled(0, 1)
    mark = Mark.objects.get(pupil=amir, date=FRIDAY)
    assert (mark.code, mark.source, mark.version, mark.set_by, mark.set_at) == (
        ILLNESS,
        "import",
        1,
        world.okafor,
        AT,
    )
    assert mark.note == "Said \\ by"
    assert AuditEvent.objects.filter(verb="import", actor=world.okafor.pk).count() == 1


def test_a_mark_that_stands_is_never_touched(world: World) -> None:
    amir = world.pupils[0]
    staged((amir.pk, ILLNESS))
    file_marks(school=world.marlowe, by=None, at=AT)
    staged((amir.pk, PRESENT_MORNING), (world.pupils[1].pk, PRESENT_MORNING))
    compared = compare_staged_marks(limit=10)
    assert (compared.new, compared.standing, compared.different) == (1, 1, 1)
    assert [(found.row, found.pupil_id, found.ours, found.theirs) for found in compared.differences] == [
        (2, amir.pk, ILLNESS, PRESENT_MORNING)
    ]
    file_marks(school=world.marlowe, by=None, at=AT)
    assert Mark.objects.get(pupil=amir, date=FRIDAY).code == ILLNESS


def test_the_list_of_differences_is_cut_and_the_count_is_whole(world: World) -> None:
    staged(*((pupil.pk, ILLNESS) for pupil in world.pupils))
    file_marks(school=world.marlowe, by=None, at=AT)
    staged(*((pupil.pk, PRESENT_MORNING) for pupil in world.pupils))
    compared = compare_staged_marks(limit=2)
    assert (compared.different, len(compared.differences)) == (len(world.pupils), 2)


def test_a_mark_that_was_cleared_gets_a_version_that_no_page_has_seen(world: World) -> None:
    amir = world.pupils[0]
    staged((amir.pk, ILLNESS))
    file_marks(school=world.marlowe, by=None, at=AT)
    Mark.objects.filter(pupil=amir, date=FRIDAY).delete()
    file_marks(school=world.marlowe, by=None, at=AT)
    assert Mark.objects.get(pupil=amir, date=FRIDAY).version == 2


def test_marks_are_handed_over_in_pieces(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("attendance.services.marks_import.PIECE", 50)
    staged(*((pupil.pk, ILLNESS) for pupil in world.pupils))
    assert file_marks(school=world.marlowe, by=None, at=AT).added == len(world.pupils)
