"""One code for many sessions: blanks and N alone, each refusal with its sentence, and no mark overwritten."""

from datetime import date, datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404

from accounts.models import AuditEvent, User
from accounts.roles import Role
from attendance.bulk import Selection
from attendance.codes import code_of
from attendance.models import BulkAct, BulkMark, Mark, MarkAmendment
from attendance.queries.bulk.sessions import CodeChoice, plan_codes
from attendance.queries.tallies import tally_drift
from attendance.services.bulk import set_codes
from schools.access import Rights, rights_of
from schools.calendar import Session
from schools.models import Enrolment, Pupil, RollEntry
from tests.factories import MarkFactory
from tests.integration.attendance.steps import (
    AFTER_CLOSE,
    amendments,
    mark,
    officer_saves,
    standing,
    teacher_saves,
    teacher_submits,
)
from tests.world import NOW, SUNDAY, TODAY, TOMORROW, YESTERDAY, World

FRIDAY = date(2027, 3, 5)


def rights(person: User, school: str = "marlowe-park") -> Rights:
    found = rights_of(person, school, on=TODAY)
    assert found is not None
    return found


def of_8hw(world: World, first: date = TODAY, last: date | None = None, *halves: Session) -> Selection:
    return Selection(first, last or first, frozenset(halves or Session), groups=(world.class_8hw.pk,))


def sets(
    world: World,
    selection: Selection,
    code: str = "V",
    *,
    replace: str = "",
    reason: str = "Museum with Year 8",
    stamp: str | None = None,
    at: datetime = NOW,
) -> BulkAct:
    """Ms Okafor sets a code for a selection."""
    return set_codes(
        rights=rights(world.okafor),
        selection=selection,
        code=code,
        reason=reason,
        replace=frozenset(replace.split()),
        stamp=stamp,
        at=at,
    )


def letters(pupil: Pupil) -> dict[tuple[date, str], str]:
    """Every mark of a pupil by day and half."""
    return {
        (row.date, Session(row.session).name): code_of(row.code).letter
        for row in Mark.objects.filter(pupil=pupil)
    }


def test_blanks_are_filled_and_an_n_is_replaced_and_every_other_mark_stays(world: World) -> None:
    amir, zoe, jack = world.pupils
    teacher_saves(world, mark(amir, "N"), mark(zoe, "/"))
    officer_saves(world, mark(jack, "I"))

    act = sets(world, of_8hw(world))

    assert letters(amir) == {(TODAY, "AM"): "V", (TODAY, "PM"): "V"}
    assert letters(zoe) == {(TODAY, "AM"): "/", (TODAY, "PM"): "V"}
    assert letters(jack) == {(TODAY, "AM"): "I", (TODAY, "PM"): "V"}
    kept = BulkMark.objects.filter(act=act, pupil=amir, session=Session.AM.value).get()
    assert (kept.before, kept.source_before, kept.version) == (220, "register", 2)
    assert act.whom == "8HW"
    assert tally_drift(world.marlowe.pk) == []


def test_a_mark_set_in_bulk_is_the_offices_and_raises_its_version(world: World) -> None:
    amir = world.pupils[0]
    teacher_saves(world, mark(amir, "N"))

    sets(world, of_8hw(world, TODAY, TODAY, Session.AM))

    now = standing(amir)
    assert now is not None
    assert (now.source, now.version, now.set_by) == ("office", 2, world.okafor)
    assert [(row.original, row.amended, row.reason) for row in amendments(amir)] == [
        (220, 33, "Museum with Year 8")
    ]


def test_a_second_act_overwrites_the_letters_that_were_ticked_and_no_other(world: World) -> None:
    amir, zoe, jack = world.pupils
    teacher_saves(world, mark(amir, "/"), mark(zoe, "L"))
    officer_saves(world, mark(jack, "I"))

    sets(world, of_8hw(world, TODAY, TODAY, Session.AM), replace="/ L")

    assert [letters(pupil)[TODAY, "AM"] for pupil in (amir, zoe, jack)] == ["V", "V", "I"]


def test_present_is_the_stroke_of_each_session(world: World) -> None:
    sets(world, of_8hw(world, YESTERDAY), "/")

    assert letters(world.pupils[0]) == {(YESTERDAY, "AM"): "/", (YESTERDAY, "PM"): "\\"}


def test_nobody_is_present_in_an_afternoon_that_has_not_begun(world: World) -> None:
    sets(world, of_8hw(world), "/")

    assert letters(world.pupils[0]) == {(TODAY, "AM"): "/"}
    plan = plan_codes(world.marlowe, CodeChoice(of_8hw(world), "/"), at=NOW)
    assert {refused.words for refused in plan.refused} == {
        "The afternoon has not begun, so nobody has come to it yet"
    }


def test_marks_of_a_closed_register_change_with_the_reason(world: World) -> None:
    amir = world.pupils[0]
    teacher_saves(world, mark(amir, "N"))
    teacher_submits(world)

    sets(world, of_8hw(world, TODAY, TODAY, Session.AM), "C", reason="Funeral, leave granted", at=AFTER_CLOSE)

    (change,) = amendments(amir)
    assert (change.was_closed, change.reason, change.by_name) == (True, "Funeral, leave granted", "Ms Okafor")


def test_days_without_school_hold_no_session(world: World) -> None:
    sets(world, of_8hw(world, FRIDAY, YESTERDAY))

    assert {on for on, _ in letters(world.pupils[0])} == {FRIDAY, YESTERDAY}
    with pytest.raises(ValidationError, match="no blank and no N"):
        sets(world, of_8hw(world, SUNDAY))


def test_pupils_who_were_ticked_are_marked_and_their_class_is_not(world: World) -> None:
    amir, zoe, _ = world.pupils
    selection = Selection(TODAY, TODAY, frozenset({Session.AM}), (world.class_8hw.pk,), (amir.pk,))

    act = sets(world, selection)

    assert letters(amir) == {(TODAY, "AM"): "V"}
    assert letters(zoe) == {}
    assert act.whom == "1 pupil of 8HW"


@pytest.mark.parametrize(
    ("letter", "sentence"),
    [
        ("X", "X is only for a pupil who is not of compulsory school age on that day"),
        ("C2", "C2 needs a part-time timetable that is agreed for this session"),
        ("D", "D is only for a pupil who is registered at two schools"),
    ],
)
def test_a_code_that_does_not_fit_a_pupil_is_refused_with_its_sentence(
    world: World, letter: str, sentence: str
) -> None:
    plan = plan_codes(world.marlowe, CodeChoice(of_8hw(world), letter), at=NOW)

    assert plan.changes == []
    (words,) = {refused.words for refused in plan.refused}
    assert words.startswith(sentence)


def test_d_stands_for_a_pupil_of_two_schools(world: World) -> None:
    amir, zoe, _ = world.pupils
    RollEntry.objects.filter(pupil=amir).update(enrolment=Enrolment.MAIN)

    sets(world, of_8hw(world), "D")

    assert set(letters(amir).values()) == {"D"}
    assert letters(zoe) == {}


def test_a_pupil_is_marked_from_the_starting_day_on(world: World) -> None:
    amir = world.pupils[0]
    RollEntry.objects.filter(pupil=amir).update(admitted_on=YESTERDAY)
    selection = Selection(FRIDAY, YESTERDAY, pupils=(amir.pk,))

    plan = plan_codes(world.marlowe, CodeChoice(selection, "V"), at=NOW)

    assert {facts.on for facts in plan.changes} == {YESTERDAY}
    assert {refused.words for refused in plan.refused} == {"Not on roll: starts on Monday 8 March 2027"}


@pytest.mark.parametrize("letter", ["Y3", "Y4", "#", "y4 "])
def test_a_closure_cannot_be_faked_by_a_list_of_marks(world: World, letter: str) -> None:
    with pytest.raises(ValidationError, match="A closure has its own page"):
        sets(world, of_8hw(world), letter)


@pytest.mark.parametrize(
    ("first", "last", "sentence"),
    [
        (TODAY, TOMORROW, "Enter it under Planned"),
        (TODAY - timedelta(days=32), TODAY, "from Saturday 6 February on"),
        (TODAY, YESTERDAY, "The last day must not be before the first"),
    ],
)
def test_days_to_come_and_days_long_past_are_refused(
    world: World, first: date, last: date, sentence: str
) -> None:
    with pytest.raises(ValidationError, match=sentence):
        sets(world, of_8hw(world, first, last))


def test_without_a_reason_nothing_is_set(world: World) -> None:
    with pytest.raises(ValidationError, match="Say why"):
        sets(world, of_8hw(world), reason="  ")


def test_a_preview_that_is_stale_is_refused_whole(world: World) -> None:
    amir, zoe, _ = world.pupils
    stamp = plan_codes(world.marlowe, CodeChoice(of_8hw(world), "V"), at=NOW).stamp
    teacher_saves(world, mark(amir, "N"))

    with pytest.raises(ValidationError, match="Marks changed since this page was shown"):
        sets(world, of_8hw(world), stamp=stamp)
    assert letters(zoe) == {}
    assert BulkAct.objects.count() == 0


def test_only_who_holds_the_right_sets_marks_in_bulk(world: World) -> None:
    for role in (Role.TEACHER, Role.OFFICE, Role.PASTORAL, Role.DSL):
        with pytest.raises(PermissionDenied):
            set_codes(
                rights=rights(world.staff[role]), selection=of_8hw(world), code="V", reason="Trip", at=NOW
            )


def test_a_group_and_a_pupil_of_another_school_are_not_found(world: World) -> None:
    stranger = world.pupils_elsewhere["9T"]
    for selection in (
        Selection(TODAY, TODAY, groups=(world.class_9t.pk,)),
        Selection(TODAY, TODAY, groups=(world.class_8hw.pk,), pupils=(stranger.pk,)),
    ):
        with pytest.raises(Http404):
            sets(world, selection)


def test_an_act_leaves_one_line_in_the_audit_and_not_one_for_each_mark(world: World) -> None:
    before = AuditEvent.objects.count()

    act = sets(world, of_8hw(world, FRIDAY, TODAY))

    lines = AuditEvent.objects.order_by("pk")[before:]
    assert [(line.tbl, line.verb, line.obj, line.reason) for line in lines] == [
        ("attendance_bulkact", "insert", str(act.pk), "Museum with Year 8")
    ]


def test_a_mark_that_comes_back_after_it_was_cleared_gets_a_version_no_page_has_seen(world: World) -> None:
    amir = world.pupils[0]
    teacher_saves(world, mark(amir, "N"))
    teacher_saves(world, mark(amir, "", base=1))

    sets(world, of_8hw(world, TODAY, TODAY, Session.AM))

    now = standing(amir)
    assert now is not None
    assert now.version == 2
    assert MarkAmendment.objects.filter(pupil=amir).count() == 1


def test_a_mark_of_the_new_code_is_left_as_it_is(world: World) -> None:
    MarkFactory.create(pupil=world.pupils[0], date=YESTERDAY, code=33, version=4)

    plan = plan_codes(world.marlowe, CodeChoice(of_8hw(world, YESTERDAY), "V"), at=NOW)

    assert (plan.same, len(plan.changes)) == (1, 5)
    assert plan.words == ["5 blanks become V", "1 session had V already"]
