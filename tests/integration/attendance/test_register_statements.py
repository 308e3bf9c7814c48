"""The register costs the same number of statements for 5, 30 and 60 pupils: at most eight, a save nine.

Counted are all statements of the whole request, sign-in and rights included. Left out are those that only
begin, mark or end a transaction (BEGIN, SAVEPOINT, RELEASE, COMMIT): they read and write no row.
"""

import time_machine
from django.test import Client

from attendance.models import Mark
from schools.models import GroupMember, Pupil
from tests.integration.attendance.pages import address, as_sent, send, statements
from tests.integration.attendance.steps import mark, officer_saves
from tests.sign_in import signed_in
from tests.world import NOW, YESTERDAY, World, add_pupils

MOST = 8
MOST_OF_A_SAVE = 9  # its key is the ninth
MOST_OF_A_BOARD = 10  # two of them are its past days
SIZES = (5, 30, 60)


def class_of(world: World, size: int) -> list[Pupil]:
    """8HW with so many pupils, all marked yesterday so that their strips are full."""
    GroupMember.objects.filter(group=world.class_8hw).delete()
    pupils = add_pupils(world.class_8hw, size)
    officer_saves(world, *(mark(pupil, "/") for pupil in pupils), frame=world.frame(YESTERDAY))
    return pupils


def warmed(client: Client, world: World) -> Client:
    """A client whose first request is behind it: that one writes when the person was last seen."""
    assert client.get(address(world)).status_code == 200
    return client


def counted(world: World, client: Client, ask: object, pupils: list[Pupil]) -> list[str]:
    with statements() as sent:
        response = ask(client, pupils)  # type: ignore[operator]
    assert response.status_code == 200, response.content
    return sent


def compare(world: World, client: Client, ask: object, most: int = MOST) -> None:
    """Ask for each size of class; the counts are one number, and not above the most."""
    found = {size: counted(world, client, ask, class_of(world, size)) for size in SIZES}
    numbers = {size: len(sent) for size, sent in found.items()}
    told = "\n".join(found[SIZES[0]])
    assert len(set(numbers.values())) == 1, f"{numbers}\n{told}"
    assert max(numbers.values()) <= most, f"{numbers}\n{told}"


def test_the_page_of_a_teacher(world: World) -> None:
    compare(world, warmed(signed_in(world.lane), world), lambda client, _: client.get(address(world)))


def test_the_page_of_the_officer(world: World) -> None:
    compare(world, warmed(signed_in(world.okafor), world), lambda client, _: client.get(address(world)))


def test_the_first_save_of_all(world: World) -> None:
    def save(client: Client, pupils: list[Pupil]) -> object:
        return send(client, address(world, "register_save"), *(as_sent(pupil, "/") for pupil in pupils))

    compare(world, warmed(signed_in(world.lane), world), save, MOST_OF_A_SAVE)
    assert Mark.objects.filter(date="2027-03-09").count() == sum(SIZES)


def test_a_save_that_changes_each_mark(world: World) -> None:
    def save(client: Client, pupils: list[Pupil]) -> object:
        officer_saves(world, *(mark(pupil, "N") for pupil in pupils))
        with statements() as before:
            response = send(
                client, address(world, "register_save"), *(as_sent(pupil, "L", base=1) for pupil in pupils)
            )
        sizes.append(len(before))
        return response

    sizes: list[int] = []
    client = warmed(signed_in(world.lane), world)
    for size in SIZES:
        assert save(client, class_of(world, size)).status_code == 200  # type: ignore[attr-defined]
    assert len(set(sizes)) == 1
    assert sizes[0] <= MOST_OF_A_SAVE


def test_a_save_by_the_year_lead(world: World) -> None:
    def save(client: Client, pupils: list[Pupil]) -> object:
        return send(client, address(world, "register_save"), *(as_sent(pupil, "/") for pupil in pupils))

    compare(world, warmed(signed_in(world.rahman), world), save, MOST_OF_A_SAVE)


def test_the_paper_sheet(world: World) -> None:
    compare(
        world,
        warmed(signed_in(world.lane), world),
        lambda client, _: client.get(address(world, "register_print")),
    )


def test_the_board_costs_the_same_for_any_number_of_pupils(world: World) -> None:
    path = f"/{world.marlowe.slug}/registers/"
    compare(
        world, warmed(signed_in(world.okafor), world), lambda client, _: client.get(path), MOST_OF_A_BOARD
    )


def test_a_request_a_minute_later_adds_one_write_of_the_session(
    world: World, clock: time_machine.Traveller
) -> None:
    client = warmed(signed_in(world.lane), world)
    clock.move_to(NOW.replace(minute=51))

    with statements() as sent:
        client.get(address(world))

    assert len([sql for sql in sent if sql.startswith(("UPDATE", "INSERT"))]) <= 1
