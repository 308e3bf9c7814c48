"""Two people ring about one pupil at the same moment: both calls are kept, and one code stands."""

from functools import partial

import pytest
from django.db import transaction

from attendance.codes import ILLNESS
from attendance.models import ContactAttempt
from attendance.services.first_day.calls import log_call
from tests.databases import Addresses
from tests.integration.attendance.desk_steps import rights
from tests.integration.attendance.family_steps import (
    CLOSED,
    facts_about,
    letters,
    mother_of,
    nobody_came,
    seen_by,
)
from tests.integration.attendance.test_simultaneous import Elsewhere
from tests.world import World, build_world


@pytest.fixture
def open_school(own_database: Addresses) -> World:
    """A world whose rows are committed, so that every connection sees them."""
    return build_world()


def test_of_two_at_once_one_sets_the_code_and_the_other_is_told(open_school: World) -> None:
    amir = open_school.pupils[0]
    mother_of(amir)
    nobody_came(open_school, amir)
    officer, head = rights(open_school.okafor), rights(open_school.adeyemi)
    seen = seen_by(open_school.okafor, amir)
    ring = partial(log_call, seen=seen, at=CLOSED)
    with transaction.atomic():
        ring(rights=officer, facts=facts_about(amir, letter="I"))
        other = Elsewhere(partial(ring, rights=head, facts=facts_about(amir, letter="M")))
        other.has_to_wait()
    done = other.result()
    assert [clash.words for clash in done.clashes] == [  # type: ignore[attr-defined]
        "Ms Okafor set I for the morning at 09:20"
    ]
    assert letters(amir) == {1: (ILLNESS, 2)}
    assert ContactAttempt.objects.count() == 2

    facts = facts_about(amir, letter="I")
    with transaction.atomic():
        ring(rights=officer, facts=facts)
        again = Elsewhere(partial(ring, rights=officer, facts=facts))
        again.has_to_wait()
    again.result()
    assert ContactAttempt.objects.filter(call=facts.call).count() == 1
