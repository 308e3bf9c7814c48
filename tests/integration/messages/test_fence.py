"""Whoever sends a message holds its row: nobody else sends it, however long the sender is frozen."""

import psycopg

from schools.services.sending import claim_messages, holding
from tests.integration.attendance.family_steps import CLOSED
from tests.integration.messages.steps import absent, by_file, queued, with_mother
from tests.world import build_world


def test_a_message_that_is_being_sent_is_held_by_one_alone(
    own_database: object, owner: psycopg.Connection[tuple[object, ...]]
) -> None:
    world = build_world(pupils=2)
    amir = world.pupils[0]
    by_file(world.marlowe)
    with_mother(amir)
    absent(world, amir)
    text = queued(world.marlowe, amir, at=CLOSED)[0]
    claim = claim_messages(at=CLOSED, most=9)[0]
    with owner.transaction():
        owner.execute("SELECT id FROM schools_message WHERE id = %s FOR UPDATE", [text.pk])
        with holding(claim) as held:
            assert held is None
