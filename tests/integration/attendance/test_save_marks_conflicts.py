"""save_marks: whatever somebody else did first stays, and the page is told in words (security.md 7)."""

from datetime import timedelta

from attendance.codes import ILLNESS, LATE
from attendance.services.marks import save_marks
from tests.integration.attendance.steps import mark, officer_saves, standing, teacher_saves
from tests.world import NOW, World

AT_0853 = NOW + timedelta(minutes=4)
AT_0855 = NOW + timedelta(minutes=6)


def test_a_mark_that_changed_since_is_left_alone_and_named(world: World) -> None:
    amir = world.pupils[0]
    save_marks(world.frame(), [mark(amir, "L", minutes=8)], by=world.adeyemi, office=True, at=AT_0853)

    outcome = teacher_saves(world, mark(amir, "N"), at=AT_0855)

    assert outcome.saved == []
    (conflict,) = outcome.conflicts
    assert conflict.words == "Mrs Adeyemi marked Amir Khan L at 08:53. You chose N."
    assert (conflict.pupil_id, conflict.yours, conflict.their_version) == (amir.pk, "N", 1)
    assert conflict.theirs is not None
    assert (conflict.theirs.letter, conflict.their_minutes) == ("L", 8)
    kept = standing(amir)
    assert kept is not None
    assert (kept.code, kept.version, kept.set_by, kept.set_at) == (LATE, 1, world.adeyemi, AT_0853)


def test_marks_of_other_pupils_in_the_same_save_are_kept(world: World) -> None:
    amir, zoe, jack = world.pupils
    officer_saves(world, mark(amir, "I"))

    outcome = teacher_saves(world, mark(amir, "/"), mark(zoe, "/"), mark(jack, "L"))

    assert {saved.pupil_id for saved in outcome.saved} == {zoe.pk, jack.pk}
    assert [conflict.pupil_id for conflict in outcome.conflicts] == [amir.pk]


def test_use_mine_sends_their_version_back_and_wins(world: World) -> None:
    amir = world.pupils[0]
    officer_saves(world, mark(amir, "L", minutes=3))
    (conflict,) = teacher_saves(world, mark(amir, "N")).conflicts

    outcome = teacher_saves(world, mark(amir, "N", base=conflict.their_version))

    assert [saved.version for saved in outcome.saved] == [2]


def test_an_older_page_than_two_changes_ago_overwrites_nothing(world: World) -> None:
    amir = world.pupils[0]
    teacher_saves(world, mark(amir, "N"))
    officer_saves(world, mark(amir, "I", base=1))

    outcome = teacher_saves(world, mark(amir, "L", base=1))

    assert [conflict.words for conflict in outcome.conflicts] == [
        "Ms Okafor marked Amir Khan I at 08:49. You chose L."
    ]


def test_the_same_letter_by_two_people_is_no_conflict(world: World) -> None:
    amir = world.pupils[0]
    officer_saves(world, mark(amir, "N"))

    outcome = teacher_saves(world, mark(amir, "N"))

    assert [(saved.pupil_id, saved.version) for saved in outcome.saved] == [(amir.pk, 1)]
    assert not outcome.conflicts


def test_a_mark_that_somebody_cleared_is_not_brought_back_unseen(world: World) -> None:
    amir = world.pupils[0]
    teacher_saves(world, mark(amir, "N"))
    officer_saves(world, mark(amir, "", base=1))

    outcome = teacher_saves(world, mark(amir, "L", base=1))

    assert outcome.saved == []
    assert [conflict.words for conflict in outcome.conflicts] == [
        "Amir Khan: somebody cleared this mark. You chose L."
    ]
    assert standing(amir) is None


def test_a_mark_cleared_and_set_again_is_not_the_mark_that_an_old_page_saw(world: World) -> None:
    amir = world.pupils[0]
    teacher_saves(world, mark(amir, "N"))
    officer_saves(world, mark(amir, "", base=1))
    officer_saves(world, mark(amir, "I"))

    outcome = teacher_saves(world, mark(amir, "/", base=1))

    assert outcome.saved == []
    assert [conflict.yours for conflict in outcome.conflicts] == ["/"]
    kept = standing(amir)
    assert kept is not None
    assert kept.code == ILLNESS


def test_clearing_a_mark_that_somebody_changed_is_a_conflict(world: World) -> None:
    amir = world.pupils[0]
    teacher_saves(world, mark(amir, "N"))
    officer_saves(world, mark(amir, "L", base=1))

    outcome = teacher_saves(world, mark(amir, "", base=1))

    assert [conflict.words for conflict in outcome.conflicts] == [
        "Ms Okafor marked Amir Khan L at 08:49. You chose blank."
    ]
    assert standing(amir) is not None


def test_minutes_that_differ_are_a_conflict_too(world: World) -> None:
    amir = world.pupils[0]
    officer_saves(world, mark(amir, "L", minutes=3))

    outcome = teacher_saves(world, mark(amir, "L", minutes=9))

    assert [conflict.their_minutes for conflict in outcome.conflicts] == [3]


def test_a_mark_set_by_an_import_is_named_as_such(world: World) -> None:
    amir = world.pupils[0]
    officer_saves(world, mark(amir, "L", minutes=3))
    kept = standing(amir)
    assert kept is not None
    type(kept).objects.filter(pk=kept.pk).update(set_by=None)

    (conflict,) = teacher_saves(world, mark(amir, "N")).conflicts

    assert conflict.words == "An import marked Amir Khan L at 08:49. You chose N."
