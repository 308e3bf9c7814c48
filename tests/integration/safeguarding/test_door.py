"""The door: what opens for whom, and what stays shut."""

from __future__ import annotations

import uuid

import pytest
from django.db import DatabaseError, connection, transaction
from django.http import Http404

from accounts.models import User
from safeguarding.door import Purpose, opened_file, opened_list, opened_log, opened_own
from safeguarding.models import (
    Concern,
    ConcernClock,
    ConcernPupil,
    ConcernWords,
    FileGrant,
    GrantKind,
    Opening,
)
from safeguarding.tickets import Level, Seat
from schools.models import Pupil
from tests.factories import MembershipFactory
from tests.seats import given_a_concern, seat
from tests.world import NOW, World

pytestmark = pytest.mark.django_db


def read(person_seat: Seat, pupil: Pupil, purpose: Purpose = Purpose.REVIEW) -> list[str]:
    """The facts that somebody reads in a child's file."""
    with opened_file(person_seat, school_id=pupil.school_id, pupil_id=pupil.pk, purpose=purpose):
        return list(ConcernWords.objects.values_list("facts", flat=True))


def given_a_grant(
    world: World, pupil: Pupil, person: User, kind: GrantKind, record: uuid.UUID | None = None
) -> None:
    with opened_file(seat(world.reid), school_id=pupil.school_id, pupil_id=pupil.pk, purpose=Purpose.REACH):
        FileGrant(
            school_id=pupil.school_id,
            pupil=pupil,
            person=person,
            kind=kind,
            record=record,
            from_at=NOW,
            reason="Named by the lead",
            by=world.reid,
            at=NOW,
        ).save(force_insert=True)


def test_a_lead_reads_the_file_of_a_child(world: World) -> None:
    given_a_concern(world.lane, world.pupils[0], world.pupils[1])
    given_a_concern(world.lane, world.pupils[2], facts="Of another child.")
    assert read(seat(world.reid), world.pupils[0]) == ["Asked for a second lunch."]


def test_without_opening_the_login_role_may_read_nothing(world: World) -> None:
    given_a_concern(world.lane, world.pupils[0])
    for model in (Concern, ConcernWords, FileGrant, Opening):
        with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
            model.objects.count()
    assert ConcernClock.objects.count() == 1


def test_after_the_door_the_connection_is_the_login_role_again(world: World) -> None:
    given_a_concern(world.lane, world.pupils[0])
    read(seat(world.reid), world.pupils[0])
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user, current_setting('app.ticket', true)")
        assert cursor.fetchone() == ("daymark_app", "")


def test_nobody_opens_a_file_without_a_grant(world: World) -> None:
    given_a_concern(world.lane, world.pupils[0])
    for person in (world.lane, world.okafor, world.adeyemi, world.rahman, world.shah):
        with pytest.raises(Http404):
            read(seat(person), world.pupils[0])


def test_a_session_without_a_second_factor_opens_no_file(world: World) -> None:
    given_a_concern(world.lane, world.pupils[0])
    with pytest.raises(Http404):
        read(seat(world.reid, Level.KNOWN), world.pupils[0])
    with (
        pytest.raises(Http404),
        opened_file(
            seat(world.reid, Level.CONFIRMED),
            school_id=world.marlowe.pk,
            pupil_id=world.pupils[0].pk,
            purpose=Purpose.EXPORT,
            needs=Level.STEPPED,
        ),
    ):
        pass


def test_a_writer_reads_their_own_words_and_no_other(world: World) -> None:
    given_a_concern(world.lane, world.pupils[0])
    given_a_concern(world.bell, world.pupils[0], facts="Seen at the desk.")
    with opened_own(seat(world.lane, Level.KNOWN), school_id=world.marlowe.pk, purpose=Purpose.OWN):
        assert list(ConcernWords.objects.values_list("facts", flat=True)) == ["Asked for a second lunch."]
        assert ConcernPupil.objects.count() == 1


def test_a_named_team_reads_and_an_excluded_person_does_not(world: World) -> None:
    child = world.pupils[0]
    given_a_concern(world.lane, child)
    given_a_grant(world, child, world.rahman, GrantKind.READ)
    assert read(seat(world.rahman), child) == ["Asked for a second lunch."]
    given_a_grant(world, child, world.rahman, GrantKind.EXCLUDED)
    with pytest.raises(Http404):
        read(seat(world.rahman), child)


def test_an_exclusion_beats_the_role_of_a_lead(world: World) -> None:
    child = world.pupils[0]
    deputy = MembershipFactory.create(school=world.marlowe, role="dsl").user
    given_a_concern(world.lane, child)
    assert read(seat(deputy), child)
    given_a_grant(world, child, deputy, GrantKind.EXCLUDED)
    with pytest.raises(Http404):
        read(seat(deputy), child)
    with opened_list(seat(deputy), school_id=world.marlowe.pk, purpose=Purpose.INBOX) as children:
        assert children == set()


def test_one_shared_concern_shows_that_and_counts_the_rest(world: World) -> None:
    child = world.pupils[0]
    shared = given_a_concern(world.okafor, child, world.pupils[1])
    given_a_concern(world.bell, child, facts="Not for her tutor.")
    given_a_grant(world, child, world.lane, GrantKind.SHARE, shared.pk)
    with opened_file(
        seat(world.lane), school_id=world.marlowe.pk, pupil_id=child.pk, purpose=Purpose.REVIEW
    ) as file:
        assert (file.reach, file.writes, file.restricted) == ("shared", False, 1)
        assert list(ConcernWords.objects.values_list("facts", flat=True)) == ["Asked for a second lunch."]
        assert list(ConcernPupil.objects.values_list("pupil", flat=True)) == [child.pk]


def test_a_list_shows_headers_and_no_words_and_names_its_children_in_one_row(world: World) -> None:
    given_a_concern(world.lane, world.pupils[0])
    given_a_concern(world.lane, world.pupils[1])
    with opened_list(seat(world.reid), school_id=world.marlowe.pk, purpose=Purpose.INBOX) as children:
        assert children == {world.pupils[0].pk, world.pupils[1].pk}
        assert (Concern.objects.count(), ConcernWords.objects.count()) == (2, 0)
    with opened_log(seat(world.reid)):
        opening = Opening.objects.get(kind="list")
        assert set(opening.pupils) == children
        assert opening.actor == world.reid.pk


def test_a_ticket_of_another_person_is_not_believed(world: World) -> None:
    given_a_concern(world.lane, world.pupils[0])
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL ROLE daymark_sealed")
        cursor.execute("SELECT set_config('app.ticket', %s, true)", [f"{world.reid.pk}:stepped:x:y"])
        cursor.execute(
            "SELECT safeguarding_open(%s, %s, 'x', 'confirmed')", [world.marlowe.pk, world.pupils[0].pk]
        )
        assert cursor.fetchone() == (None,)
        cursor.execute("SELECT count(*) FROM safeguarding_concern")
        assert cursor.fetchone() == (0,)
        cursor.execute("SET LOCAL ROLE NONE")


def test_what_is_sent_cannot_be_changed_or_added_to_by_its_writer(world: World) -> None:
    concern = given_a_concern(world.lane, world.pupils[0])
    lane = seat(world.lane, Level.KNOWN)
    with pytest.raises(DatabaseError), opened_own(lane, school_id=world.marlowe.pk, purpose=Purpose.OWN):
        ConcernPupil(concern=concern, pupil=world.pupils[1], by=world.lane, at=NOW).save(force_insert=True)
    with pytest.raises(DatabaseError), opened_own(lane, school_id=world.marlowe.pk, purpose=Purpose.OWN):
        ConcernWords.objects.update(facts="Nothing.")
