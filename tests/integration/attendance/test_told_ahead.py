"""A family says "away until Friday": on the days to come that is a proposal, and nobody has spoken then."""

from datetime import datetime
from uuid import uuid4

import pytest

from attendance.codes import ILLNESS
from attendance.queries.first_day.attempts import families_contacted
from attendance.queries.first_day.escalations import open_escalations
from attendance.queries.first_day.steps import steps_now
from attendance.queries.first_day.unseen import unseen_page
from attendance.services.first_day.attempts import log_attempt
from attendance.services.first_day.calls import log_call_in
from schools.models import Pupil
from tests.factories import ProtectedFactFactory
from tests.integration.attendance.absence_steps import at, attempt, day_at, rights_at, was_away, was_here
from tests.integration.attendance.call_steps import listed, row_of
from tests.integration.attendance.family_steps import facts_about, mother_of
from tests.world import TODAY, YESTERDAY, World

NINE_YESTERDAY = at(9, on=YESTERDAY)
LATE = at(11, 5)


@pytest.fixture
def amir(world: World) -> Pupil:
    """Amir, at risk, was here yesterday; his mother rang then: ill until tomorrow. Today nobody knows."""
    amir = world.pupils[0]
    mother_of(amir)
    ProtectedFactFactory.create(pupil=amir)
    was_here(amir, YESTERDAY)
    facts = facts_about(amir, on=YESTERDAY, from_family=True, words="Ill until tomorrow", letter="I")
    log_call_in(rights=rights_at(world.bell), facts=facts, until=TODAY, at=NINE_YESTERDAY)
    was_away(amir, TODAY, sessions=(1,))
    return amir


def brought_by_the_clock(world: World, moment: datetime = LATE) -> list[int]:
    lines = open_escalations(rights_at(world.reid, moment), day_at(world.marlowe, moment))
    return [line.pupil_id for line in lines]


def due(world: World, pupil: Pupil) -> list[str]:
    lines = steps_now(rights_at(world.okafor, LATE), day_at(world.marlowe, LATE))
    return [line.key for line in lines if line.pupil_id == pupil.pk]


def test_the_clock_brings_a_child_at_risk_of_whom_somebody_spoke_the_day_before(
    world: World, amir: Pupil
) -> None:
    assert brought_by_the_clock(world) == [amir.pk]


def test_the_steps_of_the_day_are_due(world: World, amir: Pupil) -> None:
    assert due(world, amir) == ["text", "calls", "siblings", "decision", "visit"]


def test_the_call_list_tells_it_and_the_call_is_still_to_make(world: World, amir: Pupil) -> None:
    row = row_of(listed(world, at=LATE), amir)
    assert (row.so_far, row.so_far_tone) == (
        "Mrs Sana Khan said ahead Mon 8 Mar: Ill until tomorrow",
        "due",
    )
    assert not row.is_tried


def test_the_tutor_is_not_told_of_a_contact_of_today(world: World, amir: Pupil) -> None:
    assert families_contacted(rights_at(world.lane), on=TODAY) == []
    assert [row.pupil_id for row in families_contacted(rights_at(world.lane), on=YESTERDAY)] == [amir.pk]


def test_a_child_whom_nobody_saw_counts_from_the_day_on_which_somebody_spoke(world: World) -> None:
    zoe = world.pupils[1]
    days = [at(9, on=day).date() for day in (at(9, on=TODAY.replace(day=number)) for number in (3, 4, 5, 8))]
    was_here(zoe, TODAY.replace(day=2))
    for on in days:
        was_away(zoe, on, ILLNESS)
    was_away(zoe, TODAY, ILLNESS, sessions=(1,))
    for on in (*days, TODAY):
        attempt(zoe, world.bell, date=on, outcome="spoke", made_at=at(9, on=days[0]))
    page = unseen_page(rights_at(world.okafor, LATE), day_at(world.marlowe, LATE))
    line = next(line for line in page.lines if line.pupil_id == zoe.pk)
    assert (line.days, line.contact) == (4, "Spoke to mother, Wed 3 Mar")


def test_a_name_that_was_typed_clears_no_child_at_risk_and_the_lead_reads_of_it(
    world: World, amir: Pupil
) -> None:
    unknown = facts_about(amir, contact_id=None, name="The aunt", words="He is with me")
    log_attempt(rights=rights_at(world.bell), facts=unknown, at=at(9, 40))
    (line,) = open_escalations(rights_at(world.reid, LATE), day_at(world.marlowe, LATE))
    assert line.tries_words == (
        "1 try, the last 09:40. The school spoke at 09:40 to somebody who is not among the contacts"
    )
    assert due(world, amir) == ["decision"]
    log_attempt(rights=rights_at(world.bell), facts=facts_about(amir, call=uuid4()), at=at(9, 50))
    assert brought_by_the_clock(world) == []
    assert due(world, amir) == []
