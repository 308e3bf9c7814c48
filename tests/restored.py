"""What tests of a restore do before and after it."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

from django.core.management import call_command
from django.db import connection, transaction

from safeguarding.door import ENTER, Purpose, opened_file
from safeguarding.keys import signing_key
from safeguarding.models import Concern, ConcernWords
from safeguarding.tickets import ticket
from schools import clock
from tests.databases import Addresses, owner_connection
from tests.seats import seat
from tests.world import World

# So many transactions from now an old opening has the number of a new one.
SOON = 20
OLD = """
    INSERT INTO safeguarding_opening (txid, actor, school, kind, purpose, pupils, whole, team)
    SELECT (pg_current_xact_id()::text::bigint + %s)::text::xid8, %s, %s, 'file', 'old',
           ARRAY[child], ARRAY[child], ARRAY[child] FROM (SELECT %s::bigint AS child) AS one
"""


def back_up(into: Path) -> Path:
    """Make a backup; gives its folder."""
    call_command("backup", str(into), stdout=io.StringIO())
    (place,) = into.iterdir()
    return place


def facts_read(world: World) -> list[str]:
    """What the lead reads in the first child's file."""
    child = world.pupils[0]
    with opened_file(seat(world.reid), school_id=child.school_id, pupil_id=child.pk, purpose=Purpose.REVIEW):
        return list(ConcernWords.objects.values_list("facts", flat=True))


def newest_opening(database: Addresses) -> int:
    """The newest number of a transaction that opened something."""
    with owner_connection(database) as owner:
        owner.execute("SET ROLE daymark_keeper")
        ((number,),) = owner.execute("SELECT max(txid)::text FROM safeguarding_opening").fetchall()
    return int(str(number))


def write_old_opening(database: Addresses, world: World) -> int:
    """Write an opening of the first child's file with the number of a transaction that is to come."""
    child = world.pupils[0]
    with owner_connection(database) as owner:
        owner.execute("SET ROLE daymark_keeper")
        owner.execute(OLD, [SOON, world.reid.pk, child.school_id, child.pk])
    return newest_opening(database)


def read_with_an_old_opening(world: World, old: Callable[[], int]) -> tuple[int, int]:
    """Concerns that a transaction reads by an older row with its number, then by an opening of its own."""
    wanted, child, person = old(), world.pupils[0], seat(world.reid)
    while True:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT pg_backend_pid(), pg_current_xact_id()::text")
            process, number = cursor.fetchone()
            if int(number) == wanted:
                signed = ticket(person, key=signing_key(), process=process, transaction=wanted)
                cursor.execute(ENTER, [signed, clock.now().isoformat()])
                before = Concern.objects.count()
                asked = [child.school_id, child.pk]
                cursor.execute("SELECT safeguarding_open(%s, %s, 'x', 'confirmed')", asked)
                after = Concern.objects.count()
                transaction.set_rollback(True)
                return before, after
        if int(number) > wanted:
            # The server itself took that number.
            wanted = old()
