"""Each weakening of the lock's SQL must make a named test fail: the tests of the lock are tested."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import nullcontext
from dataclasses import dataclass

import psycopg
import pytest
import time_machine
from django.db import transaction

from safeguarding.models import ConcernClock
from tests.databases import Addresses, owner_connection
from tests.integration.safeguarding import test_door, test_second_lock
from tests.seats import given_a_concern
from tests.world import NOW, World, build_world

Connection = psycopg.Connection[tuple[object, ...]]


@dataclass(frozen=True)
class Mutant:
    """One weakening, of a function, of a policy or by a statement; and the test that sees it."""

    name: str
    seen_by: str
    function: str = ""
    policy: str = ""
    was: str = ""
    now: str = ""
    statement: str = ""

    def apply(self, owner: Connection) -> None:
        """Weaken this database."""
        if self.statement:
            owner.execute(self.statement.encode())
        elif self.function:
            self._replace_function(owner)
        else:
            self._replace_policy(owner)

    def _replace_function(self, owner: Connection) -> None:
        (text,) = _one(
            owner,
            "SELECT pg_get_functiondef(oid) FROM pg_proc WHERE proname = %s"
            " AND pronamespace = 'public'::regnamespace",
            self.function,
        )
        # As the keeper, whose functions they are.
        with owner.transaction():
            owner.execute("GRANT CREATE ON SCHEMA public TO daymark_keeper")
            owner.execute("SET LOCAL ROLE daymark_keeper")
            owner.execute(self._weaker(str(text)).encode())

    def _replace_policy(self, owner: Connection) -> None:
        table, text = _one(
            owner, "SELECT tablename::text, qual FROM pg_policies WHERE policyname = %s", self.policy
        )
        owner.execute(f"ALTER POLICY {self.policy} ON {table} USING ({self._weaker(str(text))})".encode())

    def _weaker(self, text: str) -> str:
        assert self.was in text, f"{self.name}: the SQL no longer says {self.was}"
        return text.replace(self.was, self.now)


def _one(owner: Connection, sql: str, name: str) -> tuple[object, ...]:
    row = owner.execute(sql.encode(), [name]).fetchone()
    assert row is not None, name
    return row


SEALED = "daymark_sealed"
MUTANTS = (
    Mutant(
        "the opening of anybody opens",
        "test_a_second_person_in_the_same_transaction_reads_nothing",
        function="safeguarding_openings",
        was="o.actor = (SELECT public.safeguarding_actor())",
        now="true",
    ),
    Mutant(
        "an opening of any transaction opens",
        "test_a_second_request_is_shut",
        function="safeguarding_openings",
        was="o.txid = pg_current_xact_id_if_assigned() AND o.at >= now()",
        now="true",
    ),
    Mutant(
        "a restored opening opens",
        "test_no_row_opens_that_another_transaction_wrote",
        function="safeguarding_openings",
        was="AND o.at >= now()",
    ),
    Mutant(
        "row security not forced",
        "test_row_security_is_on_and_forced_and_nothing_is_granted_but_reading_and_adding",
        statement="ALTER TABLE safeguarding_concernwords NO FORCE ROW LEVEL SECURITY",
    ),
    Mutant(
        "row security off",
        "test_the_sealed_role_without_a_ticket_reads_no_row_of_any_table",
        statement="ALTER TABLE safeguarding_concernwords DISABLE ROW LEVEL SECURITY",
    ),
    Mutant(
        "reading granted to the web's role",
        "test_raw_sql_as_the_webs_role_is_denied_on_every_sealed_table",
        statement="GRANT SELECT ON safeguarding_concern TO daymark_app",
    ),
    Mutant(
        "a column granted to the web's role",
        "test_row_security_is_on_and_forced_and_nothing_is_granted_but_reading_and_adding",
        statement="GRANT SELECT (facts) ON safeguarding_concernwords TO daymark_app",
    ),
    Mutant(
        "changing granted to the sealed role",
        "test_row_security_is_on_and_forced_and_nothing_is_granted_but_reading_and_adding",
        statement=f"GRANT UPDATE ON safeguarding_concernwords TO {SEALED}",
    ),
    Mutant(
        "a policy that lets everybody read",
        "test_the_sealed_role_without_a_ticket_reads_no_row_of_any_table",
        statement=f"CREATE POLICY wide ON safeguarding_concernwords FOR SELECT TO {SEALED} USING (true)",
    ),
    Mutant(
        "exclusions dropped",
        "test_an_exclusion_beats_the_role_of_a_lead",
        function="safeguarding_reach",
        was="bool_or(mine AND kind = 'excluded')",
        now="false",
    ),
    Mutant(
        "the few dropped",
        "test_only_the_few_open_a_restricted_file",
        function="safeguarding_reach",
        was="bool_or(kind = 'only') AND NOT bool_or(kind = 'only' AND mine)",
        now="false",
    ),
    Mutant(
        "grants never end",
        "test_a_grant_that_ended_or_has_not_begun_opens_nothing",
        function="safeguarding_reach",
        was="AND (f.until_at IS NULL OR f.until_at > (SELECT public.daymark_now()))",
    ),
    Mutant(
        "grants begin at once",
        "test_a_grant_that_ended_or_has_not_begun_opens_nothing",
        function="safeguarding_reach",
        was="f.from_at <= (SELECT public.daymark_now())",
        now="true",
    ),
    Mutant(
        "leads need no approval",
        "test_an_unapproved_lead_and_one_whose_post_ended_open_nothing",
        function="safeguarding_roles",
        was="AND (m.role NOT IN ('dsl', 'dso', 'head', 'admin') OR m.approved_by_id IS NOT NULL)",
    ),
    Mutant(
        "posts never end",
        "test_an_unapproved_lead_and_one_whose_post_ended_open_nothing",
        function="safeguarding_roles",
        was="AND (m.valid_until IS NULL OR m.valid_until >= d.today)",
    ),
    Mutant(
        "the second factor is not asked for",
        "test_a_session_without_a_second_factor_opens_no_file",
        function="safeguarding_open",
        was="who.level = 'stepped'",
        now="true",
    ),
    Mutant(
        "exports ask for no young factor",
        "test_an_export_asks_for_a_young_second_factor_whatever_the_application_says",
        function="safeguarding_open",
        was="AND p_purpose <> 'export'",
    ),
    Mutant(
        "the signature is not read",
        "test_a_ticket_is_good_for_its_own_transaction_connection_session_and_person",
        function="safeguarding_ticket",
        was="t.part[4] = encode(",
        now="'' <> encode(",
    ),
    Mutant(
        "a ticket of another connection",
        "test_a_ticket_is_good_for_its_own_transaction_connection_session_and_person",
        function="safeguarding_ticket",
        was="pg_backend_pid()",
        now="7",
    ),
    Mutant(
        "an ended session",
        "test_a_session_that_ended_and_a_person_who_left_open_nothing",
        function="safeguarding_ticket",
        was="AND s.expire_date > least(now(), public.daymark_now())",
    ),
    Mutant(
        "people who left",
        "test_a_session_that_ended_and_a_person_who_left_open_nothing",
        function="safeguarding_ticket",
        was="AND u.is_active",
    ),
    Mutant(
        "words readable in a list",
        "test_a_list_shows_headers_and_no_words_and_names_its_children_in_one_row",
        policy="read_words",
        was="'{file}'",
        now="'{file,list}'",
    ),
    Mutant(
        "own words of everybody",
        "test_a_writer_reads_their_own_words_and_no_other",
        policy="read_child",
        was="(by_id = ( SELECT safeguarding_actor() AS safeguarding_actor))",
        now="true",
    ),
    Mutant(
        "a shut child's concerns in another file",
        "test_a_concern_that_names_a_shut_child_is_shut_in_the_other_childs_file",
        function="safeguarding_withheld",
        was="cp.pupil_id = ANY",
        now="false AND cp.pupil_id = ANY",
    ),
    Mutant(
        "the log of a shut child",
        "test_the_log_tells_an_excluded_lead_nothing_of_that_child",
        function="safeguarding_shut",
        was="f.kind = 'excluded' AND f.person_id = a.actor",
        now="false",
    ),
    Mutant(
        "the child deleted to ask after it",
        "test_no_key_of_a_child_or_person_can_be_asked_after_by_deleting_or_changing_it",
        statement="GRANT DELETE ON schools_pupil TO daymark_app",
    ),
    Mutant(
        "openings counted",
        "test_nobody_counts_the_openings",
        statement="GRANT SELECT ON SEQUENCE safeguarding_opening_id_seq TO daymark_app",
    ),
    Mutant(
        "a search path left open",
        "test_the_functions_are_the_keepers_with_a_pinned_path_and_open_by_name_alone",
        statement="SET ROLE daymark_keeper; ALTER FUNCTION safeguarding_actor() RESET search_path;"
        " RESET ROLE",
    ),
    Mutant(
        "reach open to be asked",
        "test_the_functions_are_the_keepers_with_a_pinned_path_and_open_by_name_alone",
        statement="SET ROLE daymark_keeper;"
        " GRANT EXECUTE ON FUNCTION safeguarding_reach(bigint, bigint, bigint[]) TO PUBLIC; RESET ROLE",
    ),
)


def found_by(name: str, made: World, request: pytest.FixtureRequest) -> bool:
    """Whether the named test fails in this database."""
    module = test_second_lock if hasattr(test_second_lock, name) else test_door
    test = getattr(module, name)
    wanted = test.__code__.co_varnames[: test.__code__.co_argcount]
    known = {"world": made, "committed": made, "db": None}
    given = {one: known[one] if one in known else request.getfixturevalue(one) for one in wanted}
    if "committed" in given and not ConcernClock.objects.exists():
        given_a_concern(made.lane, made.pupils[0])
    # What takes the world alone runs in a transaction, as it does by itself.
    with transaction.atomic() if "world" in given else nullcontext():
        try:
            test(**given)
        except (Exception, pytest.fail.Exception):
            return True
        finally:
            if "world" in given:
                transaction.set_rollback(True)
    return False


@pytest.fixture
def made(own_database: Addresses) -> Iterator[World]:
    """The world in a database that may be weakened."""
    with time_machine.travel(NOW, tick=False):
        yield build_world()


@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda mutant: mutant.name)
def test_a_weaker_lock_makes_its_named_test_fail(
    mutant: Mutant, own_database: Addresses, made: World, request: pytest.FixtureRequest
) -> None:
    assert not found_by(mutant.seen_by, made, request), "the test fails without the mutant, too"
    with owner_connection(own_database) as owner:
        mutant.apply(owner)
    assert found_by(mutant.seen_by, made, request)
