"""What plain SQL as the application's role cannot do: clear by a made-up act, remove, or unsettle."""

import pytest

from accounts.models import AuditEvent
from attendance.models import LessonTaken, SignOut
from attendance.queries.lessons.follow_ups import version_of_follow_up
from attendance.services.follow_ups import FollowUpFacts, open_follow_up, write_follow_up
from attendance.services.permits import end_permit
from attendance.services.sign_outs import sign_back
from tests.integration.attendance.desk_steps import desk_signs_out, geography, rights, teacher_marks
from tests.integration.attendance.permit_steps import permit_row
from tests.integration.attendance.steps import (
    AFTER_CLOSE,
    mark,
    raw_act,
    run,
    select,
    teacher_saves,
)
from tests.integration.attendance.test_marks_in_the_database import (
    NOT_ALLOWED,
    SUBMITTED_STAYS,
    refused,
)
from tests.integration.attendance.test_set_codes import of_8hw, sets
from tests.world import NOW, TODAY, World

ACT_AS_MADE = "DM005"
ACT = """
INSERT INTO attendance_bulkact (school_id, kind, code, reason, whom, starts_on, ends_on, made_by_id, made_at,
                                undone_by_id, undone_at)
VALUES (%s, 'codes', 33, 'Trip', '8HW', %s, %s, %s, %s, %s, %s) RETURNING id
"""
ROW = """
INSERT INTO attendance_bulkmark (act_id, pupil_id, date, session, before, minutes_before, source_before,
                                 note_before, version)
VALUES (%s, %s, %s, 1, %s, NULL, %s, '', %s)
"""


def made_up_act(world: World, *, undone: bool = False, at: object = NOW) -> object:
    """An act that nobody carried out, by Ms Lane at the time of her marks."""
    by = world.lane.pk
    ((act,),) = select(ACT, world.marlowe.pk, TODAY, TODAY, by, at, *((by, at) if undone else (None, None)))
    return act


def test_no_act_is_made_undone(world: World) -> None:
    with refused(ACT_AS_MADE), raw_act(world.okafor, reason="Trip"):
        made_up_act(world, undone=True)


@pytest.mark.parametrize("stood", [(None, "", 1), (None, "", 2), (220, "register", 1)])
def test_an_act_says_what_truly_stood(world: World, stood: tuple[int | None, str, int]) -> None:
    teacher_saves(world, mark(world.pupils[0], "N"))

    with refused(ACT_AS_MADE), raw_act(world.okafor, reason="Trip"):
        run(ROW, made_up_act(world), world.pupils[0].pk, TODAY, *stood)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE attendance_bulkact SET made_in = attendance_this_transaction()",
        "UPDATE attendance_bulkact SET undone_in = attendance_this_transaction()",
        "UPDATE attendance_bulkmark SET pupil_id = pupil_id",
        "DELETE FROM attendance_lessonmark",
        "DELETE FROM attendance_lessontaken",
        "DELETE FROM reporting_document",
        "UPDATE attendance_lessonmark SET pupil_id = pupil_id",
        "UPDATE attendance_codepermit SET granted_by_id = granted_by_id",
        "UPDATE attendance_codepermit SET code = code",
        "UPDATE attendance_codepermit SET ends_on = ends_on",
    ],
)
def test_what_the_application_may_not_rewrite_or_remove(world: World, statement: str) -> None:
    with refused(NOT_ALLOWED):
        run(statement)


def test_the_client_does_not_say_in_which_transaction_an_act_was_made(world: World) -> None:
    act = sets(world, of_8hw(world, TODAY, TODAY))

    assert select("SELECT made_in = attendance_this_transaction(), undone_in FROM attendance_bulkact") == [
        (True, "")
    ]
    after = AuditEvent.objects.get(tbl="attendance_bulkact", obj=str(act.pk)).after
    assert after is not None
    assert "made_in" not in after


def stays(world: World, statement: str) -> None:
    """The database refuses to rewrite what was settled."""
    with refused(SUBMITTED_STAYS), raw_act(world.okafor, reason="Put right"):
        run(statement)


def test_a_settled_follow_up_stays_settled(world: World) -> None:
    lesson, amir = geography(world), world.pupils[0]
    teacher_saves(world, mark(amir, "/"))
    teacher_marks(lesson, world.lane, (amir, "N"))
    row = open_follow_up(
        rights=rights(world.rahman), pupil_id=amir.pk, lesson_id=lesson.pk, on=TODAY, at=AFTER_CLOSE
    )
    write_follow_up(
        rights=rights(world.rahman),
        follow_up_id=row.pk,
        facts=FollowUpFacts(outcome="medical"),
        version=version_of_follow_up(row),
        at=AFTER_CLOSE,
    )

    stays(
        world,
        "UPDATE attendance_lessonfollowup SET outcome = '', settled_at = NULL, settled_by_id = NULL",
    )
    stays(world, "UPDATE attendance_lessonfollowup SET outcome = 'truanted'")


def test_a_permit_that_was_ended_stays_ended(world: World) -> None:
    permit = permit_row(world, world.pupils[0])
    end_permit(rights=rights(world.okafor), permit_id=permit.pk, reason="Called off", at=NOW)

    stays(world, "UPDATE attendance_codepermit SET ended_at = NULL, ended_by_id = NULL, ended_reason = ''")


def test_who_signed_and_who_came_back_stay_and_time_and_reason_can_be_put_right(world: World) -> None:
    row = desk_signs_out(world, world.pupils[0])
    sign_back(rights=rights(world.bell), sign_out_id=row.pk, at=AFTER_CLOSE)

    for change in ("signed_by_id = 0", "back_at = NULL", "back_by_id = NULL", "date = date - 1"):
        stays(world, f"UPDATE attendance_signout SET {change}")
    with raw_act(world.bell):
        run("UPDATE attendance_signout SET out_at = out_at - interval '5 minutes', reason = 'Dentist'")
    assert SignOut.objects.get().reason == "Dentist"


def test_a_lesson_that_was_submitted_stays_so_and_a_change_before_leaves_a_line(world: World) -> None:
    teacher_marks(geography(world), world.lane, (world.pupils[0], "/"))
    taken = LessonTaken.objects.get()
    with raw_act(world.lane):
        run(
            "UPDATE attendance_lessontaken SET submitted_at = daymark_now(), submitted_by_id = %s",
            world.lane.pk,
        )

    line = AuditEvent.objects.get(tbl="attendance_lessontaken", verb="update")
    assert (line.obj, line.actor) == (str(taken.pk), world.lane.pk)
    stays(world, "UPDATE attendance_lessontaken SET submitted_at = NULL, submitted_by_id = NULL")
