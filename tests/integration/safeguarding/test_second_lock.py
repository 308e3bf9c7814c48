"""The lock in the database: what the catalogue says of it, and what raw SQL as the web's role meets."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import psycopg
import pytest
import time_machine
from django.contrib.sessions.models import Session
from django.db import DatabaseError, connection, transaction
from django.http import Http404

from accounts.models import User
from safeguarding.door import Purpose, opened_file, opened_list, opened_log, opened_own
from safeguarding.keys import signing_key
from safeguarding.models import Concern, ConcernPupil, ConcernWords, FileGrant, GrantKind, Opening
from safeguarding.tickets import Level, Seat, ticket
from schools.models import Membership, Pupil
from tests.databases import Addresses
from tests.factories import MembershipFactory
from tests.sealed_school import SEALED_TABLES
from tests.seats import given_a_concern, seat
from tests.world import NOW, World, build_world

FUNCTIONS = """
SELECT p.proname::text, pg_get_userbyid(p.proowner)::text, p.prosecdef, coalesce(p.proconfig, '{}')::text,
       has_function_privilege('daymark_app', p.oid, 'EXECUTE'), p.proacl::text
  FROM pg_proc p
 WHERE p.pronamespace = 'public'::regnamespace AND p.proname LIKE 'safeguarding\\_%' ORDER BY 1
"""
PRIVILEGES = ("SELECT", "INSERT", "UPDATE", "DELETE", "TRUNCATE", "REFERENCES", "TRIGGER")
FOR_JOBS = {"safeguarding_read_about_head", "safeguarding_tell_next", "safeguarding_tell_review"}
FOR_THE_DATABASE_ALONE = {
    "safeguarding_about_head",
    "safeguarding_fixed_key",
    "safeguarding_move_clock",
    "safeguarding_number",
    "safeguarding_reach",
    "safeguarding_reads_staff",
    "safeguarding_records",
    "safeguarding_stop_emergency",
    "safeguarding_ticket",
    "safeguarding_write_opening",
}


@pytest.fixture
def committed(own_database: Addresses) -> Iterator[World]:
    """The world in a database of its own, with one concern about its first child."""
    with time_machine.travel(NOW, tick=False):
        world = build_world()
        given_a_concern(world.lane, world.pupils[0])
        yield world


def asked(sql: str, *values: str | int) -> list[tuple[object, ...]]:
    """The rows of a statement as whoever the connection is."""
    with connection.cursor() as cursor:
        cursor.execute(sql, values or None)
        return list(cursor.fetchall())


def become_sealed(signed: str = "") -> None:
    """Be the sealed role until the transaction ends, as a bug in the application could."""
    asked("SELECT set_config('role', 'daymark_sealed', true), set_config('app.ticket', %s, true)", signed)


def facts_read_by(person: Seat, child: Pupil) -> list[str]:
    """What somebody reads in a child's file."""
    with opened_file(person, school_id=child.school_id, pupil_id=child.pk, purpose=Purpose.REVIEW):
        return list(ConcernWords.objects.values_list("facts", flat=True))


def grant(world: World, child: Pupil, person: User, kind: GrantKind, **facts: object) -> None:
    """A word of the lead about one person and one child."""
    with opened_file(seat(world.reid), school_id=child.school_id, pupil_id=child.pk, purpose=Purpose.REACH):
        rest = {"from_at": NOW - timedelta(days=9), "reason": "Named", "by": world.reid, "at": NOW}
        made = {"school_id": child.school_id, "pupil": child, "person": person, "kind": kind}
        FileGrant(**made, **rest | facts).save(force_insert=True)


def tables() -> list[str]:
    """The sealed tables."""
    return [str(row[0]) for row in asked(SEALED_TABLES)]


# What the catalogue says.


def test_row_security_is_on_and_forced_and_nothing_is_granted_but_reading_and_adding(db: None) -> None:
    for table in tables():
        facts = asked(
            "SELECT relrowsecurity, relforcerowsecurity FROM pg_class WHERE oid = %s::regclass", table
        )
        assert facts == [(True, True)], table
        held = {
            role: {
                privilege
                for privilege in PRIVILEGES
                if asked("SELECT has_table_privilege(%s, %s, %s)", role, table, privilege) == [(True,)]
            }
            for role in ("daymark_app", "daymark_sealed")
        }
        assert held["daymark_app"] == set(), table
        changes = {"UPDATE", "DELETE"} if table == "safeguarding_concerndraft" else set()
        assert held["daymark_sealed"] <= {"SELECT", "INSERT"} | changes, table
        columns = asked(
            "SELECT grantee::text, column_name::text FROM information_schema.column_privileges"
            " WHERE table_name = %s AND grantee IN ('daymark_app', 'PUBLIC')",
            table,
        )
        assert columns == [], table


def test_every_table_that_the_sealed_role_reads_has_a_policy_for_it_alone(db: None) -> None:
    found = asked("SELECT tablename::text, roles::text, cmd FROM pg_policies WHERE schemaname = 'public'")
    assert {roles for table, roles, _ in found} == {"{daymark_sealed}", "{daymark_owner}"}
    assert [table for table, roles, _ in found if roles == "{daymark_owner}"] == ["safeguarding_key"]
    closed = {"safeguarding_key", "safeguarding_counter"}
    assert {table for table, _, cmd in found if cmd in ("SELECT", "ALL")} >= set(tables()) - closed


def test_the_functions_are_the_keepers_with_a_pinned_path_and_open_by_name_alone(db: None) -> None:
    for name, owner, definer, settings, for_app, acl in asked(FUNCTIONS):
        assert owner == "daymark_keeper", name
        assert "search_path=pg_catalog, public, pg_temp" in str(settings), name
        assert definer or name == "safeguarding_fixed_key", name
        assert for_app == (name in FOR_JOBS), name
        assert not {"{=X", ",=X"} & {str(acl)[at : at + 3] for at in range(len(str(acl)))}, name
        sealed = "daymark_sealed=X" in str(acl)
        assert sealed == (name not in FOR_JOBS | FOR_THE_DATABASE_ALONE), name


def test_the_roles_are_as_weak_as_they_are_said_to_be(db: None) -> None:
    facts = asked(
        "SELECT rolname::text, rolsuper, rolbypassrls, rolcanlogin FROM pg_roles WHERE rolname IN"
        " ('daymark_app', 'daymark_sealed', 'daymark_keeper') ORDER BY 1"
    )
    assert facts == [
        ("daymark_app", False, False, True),
        ("daymark_keeper", False, True, False),
        ("daymark_sealed", False, False, False),
    ]
    assert asked("SELECT pg_has_role('daymark_app', 'daymark_keeper', 'SET')") == [(False,)]
    assert asked("SELECT pg_has_role('daymark_app', 'daymark_sealed', 'USAGE')") == [(False,)]


# What raw SQL meets.


def test_raw_sql_as_the_webs_role_is_denied_on_every_sealed_table(committed: World) -> None:
    for table in tables():
        for sql in (f"SELECT FROM {table}", f"INSERT INTO {table} DEFAULT VALUES", f"DELETE FROM {table}"):
            with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
                asked(sql)


def test_the_sealed_role_without_a_ticket_reads_no_row_of_any_table(committed: World) -> None:
    with transaction.atomic():
        become_sealed()
        for table in set(tables()) - {"safeguarding_key", "safeguarding_counter"}:
            assert asked(f"SELECT count(*) FROM {table}") == [(0,)], table
        for table in ("safeguarding_key", "safeguarding_counter"):
            with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
                asked(f"SELECT count(*) FROM {table}")
        transaction.set_rollback(True)


def test_a_second_request_is_shut(committed: World) -> None:
    assert facts_read_by(seat(committed.reid), committed.pupils[0]) == ["Asked for a second lunch."]
    with opened_own(seat(committed.reid), school_id=committed.marlowe.pk, purpose=Purpose.OWN):
        assert (Concern.objects.count(), ConcernWords.objects.count()) == (0, 0)


def test_no_row_opens_that_another_transaction_wrote(
    committed: World, owner: psycopg.Connection[tuple[object, ...]]
) -> None:
    with transaction.atomic():
        become_sealed(signed_now(seat(committed.reid)))
        number = asked("SELECT pg_current_xact_id()::text")[0][0]
        owner.execute("ALTER TABLE safeguarding_opening NO FORCE ROW LEVEL SECURITY")
        owner.execute(
            "INSERT INTO safeguarding_opening (txid, at, actor, school, kind, purpose, pupils, whole)"
            " VALUES (%s::xid8, now() - interval '1 day', %s, 1, 'file', 'old', %s, %s)",
            [number, committed.reid.pk, [committed.pupils[0].pk], [committed.pupils[0].pk]],
        )
        assert asked("SELECT count(*) FROM safeguarding_concern") == [(0,)]
        transaction.set_rollback(True)


def signed_now(person: Seat, **other: int) -> str:
    """A ticket for this transaction of this connection, or with another number or process."""
    process, number = asked("SELECT pg_backend_pid(), pg_current_xact_id()::text")[0]
    facts = {"process": int(str(process)), "transaction": int(str(number))} | other
    return ticket(person, key=signing_key(), **facts)


def opens(signed: str, child: Pupil) -> bool:
    """Whether a ticket opens a child's file."""
    become_sealed(signed)
    answer = asked("SELECT safeguarding_open(%s, %s, 'x', 'confirmed')", child.school_id, child.pk)
    return answer != [(None,)]


def test_a_second_person_in_the_same_transaction_reads_nothing(world: World) -> None:
    given_a_concern(world.okafor, world.pupils[0])
    assert facts_read_by(seat(world.reid), world.pupils[0])
    with opened_own(seat(world.lane, Level.KNOWN), school_id=world.marlowe.pk, purpose=Purpose.OWN):
        assert (Concern.objects.count(), ConcernWords.objects.count()) == (0, 0)


def test_a_ticket_is_good_for_its_own_transaction_connection_session_and_person(world: World) -> None:
    child, reid = world.pupils[0], seat(world.reid)
    stranger = replace(reid, user_id=world.lane.pk)
    swapped = signed_now(stranger).replace(f"{world.lane.pk}:", f"{world.reid.pk}:", 1)
    for signed in (
        signed_now(reid, transaction=7),
        signed_now(reid, process=7),
        signed_now(replace(reid, session="0" * 64)),
        signed_now(replace(reid, level=Level.KNOWN)),
        signed_now(replace(reid, level=Level.KNOWN)).replace(":known:", ":stepped:"),
        swapped,
        ticket(reid, key=b"0" * 32, process=1, transaction=1),
        "",
        "::::",
        f"{world.reid.pk}:stepped:::",
    ):
        with transaction.atomic():
            assert not opens(signed, child), signed
            transaction.set_rollback(True)
    with transaction.atomic():
        assert opens(signed_now(reid), child)
        transaction.set_rollback(True)


def test_a_session_that_ended_and_a_person_who_left_open_nothing(world: World) -> None:
    child, reid = world.pupils[0], seat(world.reid)
    Session.objects.update(expire_date=NOW - timedelta(days=400 * 5))
    with pytest.raises(Http404):
        facts_read_by(reid, child)
    Session.objects.all().delete()
    with pytest.raises(Http404):
        facts_read_by(reid, child)
    User.objects.filter(pk=world.reid.pk).update(is_active=False)
    with pytest.raises(Http404):
        facts_read_by(seat(world.reid), child)


def test_an_unapproved_lead_and_one_whose_post_ended_open_nothing(world: World) -> None:
    child, post = world.pupils[0], Membership.objects.filter(user=world.reid)
    post.update(approved_by=None)
    with pytest.raises(Http404):
        facts_read_by(seat(world.reid), child)
    post.update(approved_by=world.adeyemi, valid_from=NOW.date() - timedelta(9))
    post.update(valid_until=NOW.date() - timedelta(1))
    with pytest.raises(Http404):
        facts_read_by(seat(world.reid), child)


def test_a_grant_that_ended_or_has_not_begun_opens_nothing(world: World) -> None:
    child = world.pupils[0]
    grant(world, child, world.rahman, GrantKind.READ, until_at=NOW - timedelta(days=1))
    grant(world, child, world.rahman, GrantKind.READ, from_at=NOW + timedelta(days=1))
    with pytest.raises(Http404):
        facts_read_by(seat(world.rahman), child)


def test_only_the_few_open_a_restricted_file(world: World) -> None:
    child, deputy = world.pupils[0], MembershipFactory.create(school=world.marlowe, role="dsl").user
    grant(world, child, world.reid, GrantKind.ONLY)
    with pytest.raises(Http404):
        facts_read_by(seat(deputy), child)
    assert facts_read_by(seat(world.reid), child) == []


def test_an_export_asks_for_a_young_second_factor_whatever_the_application_says(world: World) -> None:
    child = world.pupils[0]
    with (
        pytest.raises(Http404),
        opened_file(
            seat(world.reid, Level.CONFIRMED),
            school_id=child.school_id,
            pupil_id=child.pk,
            purpose=Purpose.EXPORT,
        ),
    ):
        pass


# What an error or a gap could tell.


def test_no_key_of_a_child_or_person_can_be_asked_after_by_deleting_or_changing_it(world: World) -> None:
    given_a_concern(world.lane, world.pupils[0])
    for table in ("schools_pupil", "accounts_user", "schools_school", "safeguarding_category"):
        for sql in (f"DELETE FROM {table}", f"UPDATE {table} SET id = id + 1000"):
            with (
                pytest.raises(DatabaseError, match=r"permission denied|key never changes"),
                transaction.atomic(),
            ):
                asked(sql)


def test_nobody_counts_the_openings(db: None) -> None:
    with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
        asked("SELECT last_value FROM safeguarding_opening_id_seq")


def test_a_concern_that_names_a_shut_child_is_shut_in_the_other_childs_file(world: World) -> None:
    child, niece = world.pupils[0], world.pupils[1]
    deputy = MembershipFactory.create(school=world.marlowe, role="dsl").user
    given_a_concern(world.lane, child, niece, facts="Of both.")
    given_a_concern(world.lane, child, facts="Of one.")
    assert set(facts_read_by(seat(world.reid), child)) == {"Of both.", "Of one."}
    grant(world, niece, deputy, GrantKind.EXCLUDED)
    assert facts_read_by(seat(deputy), child) == ["Of one."]
    with opened_list(seat(deputy), school_id=world.marlowe.pk, purpose=Purpose.INBOX):
        assert Concern.objects.count() == 1
        assert list(ConcernPupil.objects.values_list("pupil", flat=True)) == [child.pk]


def test_the_log_tells_an_excluded_lead_nothing_of_that_child(world: World) -> None:
    niece, deputy = world.pupils[0], MembershipFactory.create(school=world.marlowe, role="dsl").user
    facts_read_by(seat(world.reid), niece)
    with opened_log(seat(deputy)):
        assert Opening.objects.filter(pupils__contains=[niece.pk]).exists()
    grant(world, niece, deputy, GrantKind.EXCLUDED)
    with opened_log(seat(deputy)):
        assert not Opening.objects.filter(pupils__contains=[niece.pk]).exists()


def test_nobody_names_a_child_of_another_school_in_a_concern(world: World) -> None:
    with pytest.raises(DatabaseError, match="row-level security"):
        given_a_concern(world.lane, world.pupils[0], world.pupils_elsewhere["9T"])
