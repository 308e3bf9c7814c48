"""A family rings: from any page it is written down, and the register knows before it closes."""

import pytest
from django.test import Client

from attendance.codes import ILLNESS, PRESENT_MORNING, code_of
from attendance.models import CodePermit, ContactAttempt, Mark
from tests.integration.attendance.family_steps import CLOSED, letters, mother_of, nobody_came
from tests.integration.attendance.pages import address as register_address
from tests.integration.attendance.steps import mark, teacher_saves
from tests.sign_in import signed_in
from tests.world import NOW, SUNDAY, TODAY, TOMORROW, World

PAGE = "/marlowe-park/contact/from-family/"
KEY = "8b9bd1c8-2f3a-4f0e-9a52-3f4d8c1a2b3c"


def rang(client: Client, world: World, **more: str) -> int:
    """Mrs Khan rings about Amir, who has a cold."""
    amir = world.pupils[0]
    plain = {
        "pupil": str(amir.pk),
        "call": KEY,
        "contact": str(amir.contacts.get().pk),
        "words": "Has a cold",
        "letter": "I",
        "until": str(TODAY),
        "name": "",
    }
    return client.post(PAGE, plain | more).status_code


@pytest.fixture(autouse=True)
def family(world: World) -> None:
    """Amir's mother is in the contacts."""
    mother_of(world.pupils[0])


def test_three_letters_find_the_pupil_and_the_header_leads_here(world: World) -> None:
    client = signed_in(world.bell)
    page = client.get(f"{PAGE}?q=kha").content.decode()
    assert "Amir Khan" in page
    assert "8HW" in page
    assert f'href="{PAGE}"' in client.get("/marlowe-park/registers/").content.decode()
    assert f'href="{PAGE}"' not in signed_in(world.lane).get("/marlowe-park/").content.decode()
    assert "Nobody on roll today has this name." in client.get(f"{PAGE}?q=qqq").content.decode()


def test_before_the_close_the_teacher_finds_the_code_set_and_locked(world: World) -> None:
    amir = world.pupils[0]
    assert rang(signed_in(world.okafor), world) == 302
    assert {half: code for half, (code, _) in letters(amir).items()} == {1: ILLNESS, 2: ILLNESS}
    row = Mark.objects.get(pupil=amir, date=TODAY, session=1)
    assert (row.source, row.note, row.set_by) == ("office", "The family rang", world.okafor)
    permit = CodePermit.objects.get()
    assert (permit.starts_on, permit.ends_on, permit.reason) == (TODAY, TODAY, "Has a cold")
    teacher_saves(world, mark(amir, "/"))
    assert letters(amir)[1] == (ILLNESS, 1)
    assert "The family rang" in signed_in(world.lane).get(register_address(world)).content.decode()


def test_after_the_close_an_n_is_amended(world: World, clock: object) -> None:
    amir = world.pupils[0]
    nobody_came(world, amir)
    clock.move_to(CLOSED)  # type: ignore[attr-defined]
    assert rang(signed_in(world.okafor), world) == 302
    assert letters(amir)[1] == (ILLNESS, 2)


def test_a_pupil_who_is_here_keeps_the_mark_and_the_caller_s_words_are_kept(world: World) -> None:
    amir = world.pupils[0]
    teacher_saves(world, mark(amir, "/"))
    client = signed_in(world.okafor)
    rang(client, world)
    assert letters(amir)[1] == (PRESENT_MORNING, 1)
    assert ContactAttempt.objects.get().words == "Has a cold"


def test_the_office_proposes_and_sets_nothing(world: World) -> None:
    client = signed_in(world.bell)
    assert rang(client, world) == 302
    assert letters(world.pupils[0]) == {}
    row = ContactAttempt.objects.get()
    assert row.proposed_code == ILLNESS
    assert (row.from_family, row.outcome, row.number) == (True, "spoke", "")
    told = client.get(PAGE).content.decode()
    assert "I proposed to the attendance officer" in told


def test_days_to_come_are_proposals_alone_and_twice_is_once(world: World) -> None:
    client = signed_in(world.okafor)
    for _ in range(2):
        assert rang(client, world, until="2027-03-15") == 302
    days = list(ContactAttempt.objects.order_by("date").values_list("date", flat=True))
    assert [on.day for on in days] == [9, 10, 11, 12, 15]
    assert not Mark.objects.filter(date__gte=TOMORROW).exists()
    codes = ContactAttempt.objects.values_list("proposed_code", flat=True)
    assert {code_of(code).letter for code in codes if code} == {"I"}


def test_the_days_proposed_are_named_and_a_last_day_without_school_is_refused(world: World) -> None:
    client = signed_in(world.okafor)
    amir = str(world.pupils[0].pk)
    refused = client.post(
        PAGE,
        {"pupil": amir, "call": KEY, "name": "Aunt", "words": "Flu", "letter": "I", "until": "2027-03-13"},
    )
    assert refused.status_code == 422
    page = refused.content.decode()
    assert "School is closed on Saturday 13 March 2027" in page
    assert "The last school day before it is Friday 12 March" in page
    assert 'value="Flu"' in page
    assert not ContactAttempt.objects.exists()
    assert rang(client, world, until="2027-03-15") == 302
    assert "I proposed for Wed 10 Mar to Mon 15 Mar." in client.get(PAGE).content.decode()


def test_a_code_that_needs_more_than_a_call_is_refused_before_the_close(world: World) -> None:
    client = signed_in(world.okafor)
    assert rang(client, world, letter="C") == 422
    assert rang(client, world, letter="O") == 422
    assert not ContactAttempt.objects.exists()
    assert rang(client, world, letter="", contact="", name="") == 422
    assert rang(client, world, letter="", words="") == 422
    assert rang(client, world, letter="", contact="", name="The aunt") == 302
    assert ContactAttempt.objects.get().name == "The aunt"


def test_another_school_s_pupil_is_not_there(world: World) -> None:
    abroad = world.pupils_elsewhere["9T"]
    client = signed_in(world.okafor)
    assert client.get(f"{PAGE}?pupil={abroad.pk}").status_code == 404
    assert rang(client, world, pupil=str(abroad.pk)) == 404
    assert signed_in(world.lane).get(PAGE).status_code == 403
    assert "Sam Dalton" not in client.get(f"{PAGE}?q=dal").content.decode()


def test_on_a_sunday_a_call_is_kept_and_a_code_refused(world: World, clock: object) -> None:
    clock.move_to(NOW.replace(day=SUNDAY.day))  # type: ignore[attr-defined]
    client = signed_in(world.okafor)
    assert rang(client, world, until=str(SUNDAY)) == 422
    assert rang(client, world, until=str(SUNDAY), letter="") == 302
