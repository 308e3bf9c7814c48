"""Codes agreed ahead are granted, changed and ended through the services, and the audit names who did it."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.models import AuditEvent
from accounts.roles import Role
from attendance.models import CodePermit, MarkAmendment
from attendance.permit_times import covers
from attendance.queries.permits.in_force import codes_permitted
from attendance.services.permits import PermitDoubtError, change_permit, end_permit, grant_permit
from schools.calendar import Session
from schools.models import RollEntry
from tests.factories import ContactFactory
from tests.integration.attendance.permit_steps import (
    AFTERNOONS,
    MORNINGS,
    marks_of,
    officer_grants,
    part_time,
    permit_row,
    rights_for,
    visit,
)
from tests.integration.attendance.steps import mark, officer_saves, standing, teacher_saves, teacher_submits
from tests.world import NOW, TODAY, TOMORROW, YESTERDAY, World

V, C2, M = 33, 102, 106


class TestGranting:
    """The office agrees a code ahead."""

    def test_a_permit_for_today_is_on_the_register_at_once(self, world: World) -> None:
        amir = world.pupils[0]

        permit = officer_grants(world, visit(amir))

        assert (permit.code, permit.granted_by, permit.granted_at) == (V, world.okafor, NOW)
        assert marks_of(amir) == [(TODAY, Session.AM, V), (TODAY, Session.PM, V)]

    def test_a_permit_for_days_to_come_leaves_no_mark_yet(self, world: World) -> None:
        amir = world.pupils[0]

        officer_grants(world, visit(amir, starts_on=TOMORROW, ends_on=TOMORROW))

        assert marks_of(amir) == []

    def test_blanks_of_past_days_are_filled_and_marks_that_differ_stay(self, world: World) -> None:
        amir = world.pupils[0]
        officer_saves(world, mark(amir, "N"), frame=world.frame(YESTERDAY))

        officer_grants(world, visit(amir, starts_on=date(2027, 3, 5), ends_on=YESTERDAY))

        friday = date(2027, 3, 5)
        assert marks_of(amir) == [
            (friday, Session.AM, V),
            (friday, Session.PM, V),
            (YESTERDAY, Session.AM, 220),
            (YESTERDAY, Session.PM, V),
        ]

    def test_another_permit_of_the_past_days_is_not_placed_by_the_way(self, world: World) -> None:
        amir, zoe, _ = world.pupils
        permit_row(world, zoe, starts_on=YESTERDAY)

        officer_grants(world, visit(amir, starts_on=YESTERDAY))

        assert marks_of(zoe) == []

    def test_the_audit_names_the_officer_and_the_pupil(self, world: World) -> None:
        amir = world.pupils[0]

        permit = officer_grants(world, part_time(amir))

        line = AuditEvent.objects.filter(tbl="attendance_codepermit").latest("id")
        assert (line.verb, line.actor, line.pupil, line.obj) == (
            "insert",
            world.okafor.pk,
            amir.pk,
            str(permit.pk),
        )

    def test_a_permit_is_held_to_the_stay_in_which_it_begins(self, world: World) -> None:
        amir = world.pupils[0]
        RollEntry.objects.filter(pupil=amir).update(left_on=TOMORROW, is_history=True)
        RollEntry.objects.create(pupil=amir, school=world.marlowe, admitted_on=TOMORROW + timedelta(days=30))

        officer_grants(world, visit(amir, starts_on=TODAY, ends_on=TODAY))

        assert [on for on, _, _ in marks_of(amir)] == [TODAY, TODAY]

    @pytest.mark.parametrize("role", [Role.OFFICE, Role.OFFICER, Role.HEAD])
    def test_the_office_the_officer_and_the_head_may(self, world: World, role: Role) -> None:
        rights = rights_for(world.staff[role])
        assert grant_permit(rights=rights, facts=visit(world.pupils[0]), at=NOW)

    @pytest.mark.parametrize("role", [Role.TEACHER, Role.PASTORAL, Role.DSL, Role.ADMIN])
    def test_nobody_else_may(self, world: World, role: Role) -> None:
        with pytest.raises(PermissionDenied, match="The office, attendance officer or head teacher"):
            grant_permit(rights=rights_for(world.staff[role]), facts=visit(world.pupils[0]), at=NOW)

    def test_a_pupil_of_another_school_is_not_there(self, world: World) -> None:
        with pytest.raises(Http404):
            officer_grants(world, visit(world.pupils_elsewhere["9T"]))

    def test_a_rule_that_refuses_says_so_beside_its_field(self, world: World) -> None:
        with pytest.raises(ValidationError) as refusal:
            officer_grants(world, visit(world.pupils[0], letter="D"))

        assert list(refusal.value.message_dict) == ["letter"]
        assert not CodePermit.objects.exists()

    def test_a_doubt_is_read_before_the_permit_is_granted(self, world: World) -> None:
        facts = visit(world.pupils[0], letter="W")
        with pytest.raises(PermitDoubtError) as doubt:
            officer_grants(world, facts)

        assert doubt.value.messages == ["W is rarely right below Year 10. Check the code."]
        assert officer_grants(world, facts, heeded=True)

    def test_reg11_6_a_part_time_timetable_is_agreed_with_a_parent_at_home(self, world: World) -> None:
        amir = world.pupils[0]
        elsewhere = ContactFactory.create(pupil=amir, call_order=2, lives_with_pupil=False)
        with pytest.raises(ValidationError, match="Choose a parent with whom Amir Khan lives"):
            officer_grants(world, part_time(amir, agreed_with_id=elsewhere.parent_id))


class TestTwoPermits:
    """No session is promised two codes."""

    def test_two_codes_for_one_session_are_refused_and_both_are_named(self, world: World) -> None:
        amir = world.pupils[0]
        officer_grants(world, part_time(amir))

        with pytest.raises(ValidationError) as refusal:
            officer_grants(world, visit(amir, starts_on=TOMORROW, ends_on=TOMORROW))

        (sentence,) = refusal.value.message_dict["letter"]
        assert sentence.startswith(
            "Amir Khan has C2 (Mornings only) on Wed 10 Mar, afternoon, and this is V. "
        )

    def test_other_sessions_of_the_same_days_may_have_another_code(self, world: World) -> None:
        amir = world.pupils[0]
        officer_grants(world, part_time(amir))
        assert officer_grants(world, visit(amir, places=frozenset(MORNINGS)))

    def test_the_same_code_a_note_and_an_ended_permit_stand_in_no_way(self, world: World) -> None:
        amir = world.pupils[0]
        first = officer_grants(world, visit(amir))
        assert officer_grants(world, visit(amir, ends_on=TOMORROW))
        assert officer_grants(world, visit(amir, letter="", note="Dentist at 11:00"))
        for permit in CodePermit.objects.filter(code=first.code):
            end_permit(rights=rights_for(world.okafor), permit_id=permit.pk, reason="Not going", at=NOW)
        assert officer_grants(world, visit(amir, letter="M"))


class TestEnding:
    """A permit is ended with a reason, and never removed."""

    def end(self, world: World, permit: CodePermit, reason: str = "Trip called off", **more: object) -> int:
        rights = rights_for(world.okafor)
        values = {"rights": rights, "permit_id": permit.pk, "reason": reason, "at": NOW} | more
        return end_permit(**values).cleared  # type: ignore[arg-type]

    def test_todays_open_marks_are_taken_back_so_that_the_teacher_is_asked(self, world: World) -> None:
        amir = world.pupils[0]
        permit = officer_grants(world, visit(amir))

        assert self.end(world, permit) == 2

        permit.refresh_from_db()
        assert (permit.ended_by, permit.ended_at, permit.ended_reason) == (
            world.okafor,
            NOW,
            "Trip called off",
        )
        assert marks_of(amir) == []
        assert {row.reason for row in MarkAmendment.objects.filter(pupil=amir)} == {"Trip called off"}

    def test_a_mark_of_a_submitted_or_closed_register_stays(self, world: World) -> None:
        amir = world.pupils[0]
        permit = officer_grants(world, visit(amir))
        teacher_submits(world)

        assert self.end(world, permit) == 1  # the afternoon's

        assert [row[1] for row in marks_of(amir)] == [Session.AM]

    def test_what_the_teacher_or_the_office_marked_otherwise_stays(self, world: World) -> None:
        amir = world.pupils[0]
        permit = officer_grants(world, visit(amir))
        officer_saves(world, mark(amir, "/", base=1))

        assert self.end(world, permit) == 1

        found = standing(amir)
        assert found is not None
        assert found.code == 10

    def test_a_teachers_own_mark_of_the_morning_is_left_alone(self, world: World) -> None:
        amir = world.pupils[0]
        teacher_saves(world, mark(amir, "/"))
        permit = officer_grants(world, visit(amir))

        assert self.end(world, permit) == 1

    def test_marks_of_days_before_stay_and_are_still_covered(self, world: World) -> None:
        amir = world.pupils[0]
        permit = officer_grants(world, visit(amir, starts_on=YESTERDAY))

        self.end(world, permit)

        assert {row[0] for row in marks_of(amir)} == {YESTERDAY}
        pupils = [amir.pk]
        assert codes_permitted(world.marlowe.pk, pupils, on=YESTERDAY, session=Session.AM) == {(amir.pk, V)}
        assert codes_permitted(world.marlowe.pk, pupils, on=TODAY, session=Session.AM) == set()

    def test_it_needs_a_reason_and_ends_once(self, world: World) -> None:
        permit = officer_grants(world, visit(world.pupils[0]))
        with pytest.raises(ValidationError, match="Say why it ends"):
            self.end(world, permit, reason="  ")
        self.end(world, permit)
        with pytest.raises(ValidationError, match="ended already"):
            self.end(world, permit)

    def test_a_permit_that_is_over_is_not_ended(self, world: World) -> None:
        permit = permit_row(world, world.pupils[0], starts_on=YESTERDAY, ends_on=YESTERDAY)
        with pytest.raises(ValidationError, match="its last day is past"):
            self.end(world, permit)

    def test_a_permit_of_another_school_is_not_there(self, world: World) -> None:
        permit = permit_row(world, world.pupils_elsewhere["9T"])
        with pytest.raises(Http404):
            self.end(world, permit)

    def test_a_teacher_may_not(self, world: World) -> None:
        permit = officer_grants(world, visit(world.pupils[0]))
        with pytest.raises(PermissionDenied):
            self.end(world, permit, rights=rights_for(world.lane))


class TestChanging:
    """Another permit takes the place of one that stands."""

    def test_the_old_one_ends_with_the_reason_and_the_new_one_stands(self, world: World) -> None:
        amir = world.pupils[0]
        old = officer_grants(world, visit(amir))

        new = change_permit(
            rights=rights_for(world.okafor),
            permit_id=old.pk,
            facts=visit(amir, letter="M", places=frozenset(AFTERNOONS)),
            reason="Hospital moved it",
            at=NOW,
        )

        old.refresh_from_db()
        assert old.ended_reason == "Hospital moved it"
        assert marks_of(amir) == [(TODAY, Session.PM, new.code)]

    def test_a_refused_change_leaves_the_old_one_in_force(self, world: World) -> None:
        amir = world.pupils[0]
        old = officer_grants(world, visit(amir))
        with pytest.raises(ValidationError):
            change_permit(
                rights=rights_for(world.okafor),
                permit_id=old.pk,
                facts=visit(amir, letter="D"),
                reason="Other school",
                at=NOW,
            )
        old.refresh_from_db()
        assert old.ended_at is None
        assert len(marks_of(amir)) == 2

    def test_a_change_keeps_to_the_same_pupil(self, world: World) -> None:
        amir, zoe, _ = world.pupils
        old = officer_grants(world, visit(amir))
        with pytest.raises(Http404):
            change_permit(
                rights=rights_for(world.okafor), permit_id=old.pk, facts=visit(zoe), reason="Moved", at=NOW
            )


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    places=st.frozensets(st.integers(0, 9), min_size=1),
    first=st.integers(-8, 8),
    days=st.integers(0, 9),
    asked=st.integers(-9, 12),
    half=st.sampled_from(list(Session)),
)
def test_the_database_and_the_rules_agree_on_what_a_permit_covers(
    world: World, places: frozenset[int], first: int, days: int, asked: int, half: Session
) -> None:
    amir = world.pupils[0]
    starts_on = TODAY + timedelta(days=first)
    facts = replace(visit(amir), starts_on=starts_on, ends_on=starts_on + timedelta(days=days), places=places)
    permit = permit_row(
        world, amir, starts_on=facts.starts_on, ends_on=facts.ends_on, places=sorted(facts.places)
    )
    on = TODAY + timedelta(days=asked)

    found = codes_permitted(world.marlowe.pk, [amir.pk], on=on, session=half)

    assert bool(found) == covers(facts, on, half)
    CodePermit.objects.filter(pk=permit.pk).update(
        ended_by=world.okafor, ended_at=NOW - timedelta(days=60), ended_reason="Next example"
    )
