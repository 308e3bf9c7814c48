"""A duplicate's file is the file of the child that was kept."""

import pytest
from django.http import Http404

from safeguarding.door import Purpose, opened_file
from safeguarding.models import ConcernWords
from tests.integration.attendance.merge_steps import merged, pair
from tests.seats import given_a_concern, seat
from tests.world import World

pytestmark = pytest.mark.django_db


def test_what_was_raised_of_a_duplicate_stands_in_the_file_of_the_child_that_was_kept(world: World) -> None:
    kept, other = pair(world)
    given_a_concern(world.lane, kept, facts="Before.")
    given_a_concern(world.bell, other, facts="Under the other name.")
    merged(kept, other, by=world.adeyemi)
    with opened_file(seat(world.reid), school_id=world.marlowe.pk, pupil_id=kept.pk, purpose=Purpose.REVIEW):
        facts = set(ConcernWords.objects.values_list("facts", flat=True))
    assert facts == {"Before.", "Under the other name."}
    with (
        pytest.raises(Http404),
        opened_file(seat(world.reid), school_id=world.marlowe.pk, pupil_id=other.pk, purpose=Purpose.REVIEW),
    ):
        pass
