"""A look at changed marks beside a sweep of the same school: it does not wait, and nothing is forgotten."""

import psycopg

from attendance.models import LookAgain
from attendance.services.line_statements import ONE_AT_A_TIME
from attendance.services.lines import look_again
from tests.databases import Addresses
from tests.world import NOW, TODAY, build_world


def test_a_look_does_not_wait_for_a_sweep_and_keeps_what_was_noted(
    own_database: Addresses, owner: psycopg.Connection[tuple[object, ...]]
) -> None:
    school = build_world(pupils=1).marlowe
    noted = LookAgain.objects.filter(school=school)
    with owner.transaction():
        owner.execute(ONE_AT_A_TIME.encode(), {"school": school.pk})
        assert look_again(school=school, on=TODAY, at=NOW).looked_at == 0
        assert noted.exists()

    assert look_again(school=school, on=TODAY, at=NOW).looked_at > 0
    assert not noted.exists()
