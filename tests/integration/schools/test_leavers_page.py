"""The page of proposed leavers says who proposed it, and takes the word that a pupil stays."""

from datetime import date, timedelta

import pytest

from accounts.roles import Role
from schools.models import LeavingState, ProposedLeaving, RollEntry
from tests.integration.reporting.steps import opened, shown, statements
from tests.sign_in import signed_in
from tests.world import NOW, TOMORROW, World, add_pupils

PAGE = "/marlowe-park/setup/leavers/"


def proposed(world: World, number: int = 0, last_on: date = TOMORROW) -> ProposedLeaving:
    entry = RollEntry.objects.get(pupil=world.pupils[number])
    return ProposedLeaving.objects.create(
        roll_entry=entry, last_on=last_on, source="Arbor, pupils.csv", proposed_at=NOW
    )


def test_the_page_names_the_pupil_the_day_and_the_source(world: World) -> None:
    proposed(world)
    page = shown(world.okafor, PAGE)
    for words in ("Amir Khan", "8HW", "10 Mar 2027", "Arbor, pupils.csv", "1 pupil proposed"):
        assert words in page


def test_a_day_that_is_over_says_so(world: World) -> None:
    proposed(world, last_on=NOW.date() - timedelta(days=3))
    assert "This day is over" in shown(world.okafor, PAGE)


def test_who_stays_leaves_the_list_with_words(world: World) -> None:
    leaving = proposed(world)
    answer = signed_in(world.okafor).post(
        PAGE, {"leaving": leaving.pk, "words": "The move fell through."}, follow=True
    )
    page = answer.content.decode()
    assert "Amir Khan stays on roll." in page
    assert "0 pupils proposed" in page
    assert "The move fell through." in page
    leaving.refresh_from_db()
    assert leaving.state == LeavingState.STAYS


def test_without_words_the_row_stays_open_with_the_problem_beside_it(world: World) -> None:
    leaving = proposed(world)
    answer = signed_in(world.okafor).post(PAGE, {"leaving": leaving.pk, "words": " "})
    assert answer.status_code == 422
    assert "Say why the pupil stays, so that nobody asks again" in answer.content.decode()
    leaving.refresh_from_db()
    assert leaving.state == LeavingState.WAITING


def test_a_leaving_of_another_school_is_not_found(world: World) -> None:
    entry = RollEntry.objects.get(pupil=world.pupils_elsewhere["9T"])
    foreign = ProposedLeaving.objects.create(
        roll_entry=entry, last_on=TOMORROW, source="MIS", proposed_at=NOW
    )
    assert "Dalton" not in shown(world.okafor, PAGE)
    client = signed_in(world.okafor)
    assert client.post(PAGE, {"leaving": foreign.pk, "words": "No."}).status_code == 404
    assert client.post(PAGE, {"leaving": "nine", "words": "No."}).status_code == 404


@pytest.mark.parametrize("role", [Role.ADMIN, Role.TEACHER, Role.OFFICE])
def test_who_prepares_no_leavers_does_not_see_them(world: World, role: Role) -> None:
    assert opened(world.staff[role], PAGE).status_code == 403


def test_the_page_sends_as_many_statements_for_thirty(world: World) -> None:
    proposed(world)
    few = len(statements(world.okafor, PAGE))
    for pupil in add_pupils(world.class_8hw, 30):
        entry = RollEntry.objects.get(pupil=pupil)
        ProposedLeaving.objects.create(roll_entry=entry, last_on=TOMORROW, source="MIS", proposed_at=NOW)
    assert len(statements(world.okafor, PAGE)) == few
