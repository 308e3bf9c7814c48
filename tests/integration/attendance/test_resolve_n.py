"""resolve_n: many N codes get one reason at once; each keeps its amendment (reg 6 and 10(7)-(9))."""

from collections.abc import Sequence
from datetime import datetime

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404

from accounts.models import AuditEvent, User
from accounts.roles import Role
from attendance.models import MarkAmendment, MarkSource
from attendance.n_codes import NPick
from attendance.queries.first_day.n_picks import NPlan, plan_n
from attendance.services.first_day import n_codes
from attendance.services.first_day.n_codes import NOutcome, resolve_n
from schools.access import Rights
from schools.calendar import Session
from schools.models import RollEntry
from schools.models.roll import Enrolment
from tests.integration.attendance.n_code_steps import (
    DUE_TODAY,
    FOUR,
    REASON,
    letters,
    marked_n,
    pick,
    rights_for,
)
from tests.integration.attendance.pages import statements
from tests.integration.attendance.steps import officer_amends, standing
from tests.world import NOW, YESTERDAY, World, add_pupils


def resolve(
    world: World, *picks: NPick, letter: str = "I", reason: str = REASON, by: User | None = None
) -> NOutcome:
    rights = rights_for(by or world.okafor, world.marlowe)
    return resolve_n(rights=rights, picks=picks, letter=letter, reason=reason, at=NOW)


def test_all_that_were_ticked_get_the_code_and_others_stay(world: World) -> None:
    amir, zoe, _ = world.pupils
    marked_n(world.pupils, DUE_TODAY, *Session)

    outcome = resolve(world, pick(amir), pick(amir, session=Session.PM), pick(zoe))

    assert (outcome.changed, outcome.left) == (3, [])
    assert letters(world) == {
        "Amir AM": "I", "Amir PM": "I", "Zoë AM": "I", "Zoë PM": "N", "Jack AM": "N", "Jack PM": "N",
    }  # fmt: skip


def test_reg6_each_amendment_keeps_both_codes_the_reason_the_name_and_the_title(world: World) -> None:
    amir, zoe, _ = world.pupils
    marked_n([amir, zoe])

    resolve(world, pick(amir), pick(zoe))

    for pupil in (amir, zoe):
        row = MarkAmendment.objects.get(pupil=pupil)
        assert (row.original, row.amended, row.was_closed, row.reason) == (220, 104, True, REASON)
        assert (row.by_name, row.by_title, row.at) == ("Ms Okafor", "Attendance officer", NOW)
        found = standing(pupil, on=DUE_TODAY)
        assert found is not None
        assert (found.version, found.source, found.set_by) == (2, MarkSource.OFFICE, world.okafor)


def test_the_audit_has_a_line_for_each_mark(world: World) -> None:
    amir, zoe, _ = world.pupils
    marked_n([amir, zoe])

    resolve(world, pick(amir), pick(zoe))

    lines = AuditEvent.objects.filter(verb="amend", tbl="attendance_mark")
    assert {line.pupil for line in lines} == {amir.pk, zoe.pk}
    line = lines.get(pupil=amir.pk)
    assert (line.actor, line.school, line.reason) == (world.okafor.pk, world.marlowe.pk, REASON)
    assert line.obj == f"{amir.pk}/{DUE_TODAY}/AM"
    assert line.before == {"code": 220, "minutes": None}
    assert line.after == {"code": 104, "minutes": None}


def test_present_is_the_stroke_of_each_session(world: World) -> None:
    amir = world.pupils[0]
    marked_n([amir], DUE_TODAY, *Session)

    outcome = resolve(world, pick(amir), pick(amir, session=Session.PM), letter="/")

    assert outcome.title == "present"
    assert [mark.code for half in Session if (mark := standing(amir, on=DUE_TODAY, session=half))] == [10, 11]


def test_a_mark_that_changed_meanwhile_is_left_and_named(world: World) -> None:
    amir, zoe, _ = world.pupils
    marked_n([amir, zoe])
    officer_amends(world, amir, "M", on=DUE_TODAY)

    outcome = resolve(world, pick(amir), pick(zoe))

    (left,) = outcome.left
    assert (left.name, left.when, left.letter) == ("Amir Khan", "Tue 2 Mar AM", "M")
    assert left.words.startswith("Somebody changed this mark since you looked")
    assert (letters(world)["Amir AM"], letters(world)["Zoë AM"]) == ("M", "I")


def test_a_mark_that_changed_between_the_look_and_the_writing_is_left_and_named(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    amir, zoe, _ = world.pupils
    marked_n([amir, zoe])

    def overtaken(rights: Rights, picks: Sequence[NPick], letter: str, *, at: datetime) -> NPlan:
        plan = plan_n(rights, picks, letter, at=at)
        officer_amends(world, amir, "M", on=DUE_TODAY)
        return plan

    monkeypatch.setattr(n_codes, "plan_n", overtaken)
    outcome = resolve(world, pick(amir), pick(zoe))

    assert outcome.changed == 1
    assert [(left.name, left.letter) for left in outcome.left] == [("Amir Khan", "M")]
    assert (letters(world)["Amir AM"], letters(world)["Zoë AM"]) == ("M", "I")


def test_an_n_that_is_n_again_was_not_the_one_that_was_seen(world: World) -> None:
    amir = world.pupils[0]
    marked_n([amir])
    officer_amends(world, amir, "I", on=DUE_TODAY)
    officer_amends(world, amir, "N", base=2, on=DUE_TODAY, reason="The mother rang about a brother")

    assert resolve(world, pick(amir), letter="O").changed == 0
    assert letters(world)["Amir AM"] == "N"


def test_a_code_that_one_pupil_may_not_have_is_refused_for_that_pupil_alone(world: World) -> None:
    amir, zoe, _ = world.pupils
    marked_n([amir, zoe])
    RollEntry.objects.filter(pupil=amir).update(enrolment=Enrolment.MAIN)

    outcome = resolve(world, pick(amir), pick(zoe), letter="D")

    (left,) = outcome.left
    assert (left.name, left.letter) == ("Zoë O'Brien-Łukasiewicz", "N")
    assert left.words.startswith("D is only for a pupil who is registered at two schools")
    assert (letters(world)["Amir AM"], letters(world)["Zoë AM"]) == ("D", "N")


def test_the_fifth_day_does_not_stop_a_person(world: World) -> None:
    """A reason that comes late is better than O: an overdue N can still get it."""
    amir = world.pupils[0]
    marked_n([amir])
    rights = rights_for(world.okafor, world.marlowe)

    assert resolve_n(rights=rights, picks=[pick(amir)], letter="I", reason=REASON, at=FOUR).changed == 1


@pytest.mark.parametrize(
    ("letter", "reason", "words"),
    [
        ("I", "  ", "Say why"),
        ("N", REASON, "N says that the reason is not known yet"),
        ("Y4", REASON, "A closure has its own page"),
        ("Z", REASON, "Choose a code from the list"),
        ("??", REASON, "Choose a code from the list"),
    ],
)
def test_what_settles_nothing_is_refused(world: World, letter: str, reason: str, words: str) -> None:
    amir = world.pupils[0]
    marked_n([amir])

    with pytest.raises(ValidationError, match=words):
        resolve(world, pick(amir), letter=letter, reason=reason)
    with pytest.raises(ValidationError, match="Tick at least one"):
        resolve(world)
    assert letters(world)["Amir AM"] == "N"


@pytest.mark.parametrize("role", [Role.TEACHER, Role.OFFICE, Role.PASTORAL, Role.DSL, Role.SENCO])
def test_whoever_follows_absences_without_the_right_may_not_act(world: World, role: Role) -> None:
    amir = world.pupils[0]
    marked_n([amir])

    with pytest.raises(PermissionDenied, match="attendance officer or head"):
        resolve(world, pick(amir), by=world.staff[role])
    assert letters(world)["Amir AM"] == "N"


def test_a_pupil_of_another_school_is_not_found_and_nothing_changes(world: World) -> None:
    amir, sam = world.pupils[0], world.pupils_elsewhere["9T"]
    marked_n([amir, sam])

    with pytest.raises(Http404):
        resolve(world, pick(amir), pick(sam))
    assert letters(world)["Amir AM"] == "N"
    assert not MarkAmendment.objects.exists()


def test_sixty_cost_as_many_statements_as_two(world: World) -> None:
    few, many = add_pupils(world.class_8hw, 2), add_pupils(world.class_7a, 60)
    marked_n([*few, *many], YESTERDAY)
    with statements() as for_two:
        resolve(world, *(pick(pupil, YESTERDAY) for pupil in few))
    with statements() as for_sixty:
        assert resolve(world, *(pick(pupil, YESTERDAY) for pupil in many)).changed == 60
    assert len(for_sixty) == len(for_two) == 7
