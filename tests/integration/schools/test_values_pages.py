"""The page of thresholds and texts: what is in force, and a change from a day on."""

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from schools.queries.dated_values import value_of
from schools.services.dated_values import set_value
from schools.value_table import BY_KEY, VALUES
from tests.integration.reporting.steps import statements
from tests.sign_in import signed_in
from tests.world import NOW, TODAY, TOMORROW, World

VALUES_PAGE = "/marlowe-park/setup/values/"


@pytest.fixture
def okafor(world: World) -> Client:
    return signed_in(world.okafor)


def test_every_value_is_there_with_its_source(world: World, okafor: Client) -> None:
    page = okafor.get(VALUES_PAGE).content.decode()

    for value in VALUES:
        assert (value.title in page) == value.on_page
    assert "reg 10" in page


@pytest.mark.parametrize("value", [value for value in VALUES if value.on_page], ids=lambda value: value.key)
def test_every_value_has_a_page_that_shows_the_default(world: World, okafor: Client, value: object) -> None:
    page = okafor.get(f"{VALUES_PAGE}{value.key}/")  # type: ignore[attr-defined]
    assert page.status_code == 200
    assert "The default" in page.content.decode()


def test_codes_are_changed_from_tomorrow(world: World, okafor: Client) -> None:
    chosen = {"value": ["/", "\\", "L", "N", "V"], "valid_from": "2027-03-10", "source": "Head, 8 March"}
    page = okafor.post(f"{VALUES_PAGE}register.teacher_codes/", chosen, follow=True).content.decode()

    assert "Codes a teacher may set: saved." in page
    assert "From 10 Mar 2027: /, \\, L, N and V" in page
    letters = [value_of(world.marlowe, "register.teacher_codes", on=on) for on in (TODAY, TOMORROW)]
    assert ["V" in found for found in letters] == [False, True]


@pytest.mark.parametrize(
    ("key", "value", "words"),
    [
        ("n_code.school_days", "9", "from 1 to 5"),
        ("n_code.school_days", "", "This is needed"),
        ("register.teacher_codes", "L", "cannot be taken without"),
        ("first_day.cut_off", "soon", "Enter a valid time"),
        ("words.early_help", "Early help", "This is the value already"),
        ("figures.persistent_rule", "", "This is needed"),
        ("figures.persistent_rule", "above", "Choose from the list"),
        ("figures.bands", "95 90 75", "50% cannot be left out"),
        ("figures.target", "75 90", "the highest first"),
    ],
)
def test_what_does_not_fit_is_said_and_kept(okafor: Client, key: str, value: str, words: str) -> None:
    typed = {"value": value, "valid_from": "2027-03-09", "source": "Policy of 4 March"}
    page = okafor.post(f"{VALUES_PAGE}{key}/", typed)

    assert page.status_code == 422
    assert words in page.content.decode()
    assert "Policy of 4 March" in page.content.decode()


def test_a_day_that_is_over_is_refused(okafor: Client) -> None:
    typed = {"value": "3", "valid_from": "2027-03-08", "source": "Policy"}
    page = okafor.post(f"{VALUES_PAGE}contacts.emergency_wanted/", typed)
    assert "Days that are over keep their value" in page.content.decode()


def test_an_unknown_value_and_one_with_a_page_of_its_own_are_not_found(okafor: Client) -> None:
    for key in ("no.such", "timetable.rotation"):
        assert okafor.get(f"{VALUES_PAGE}{key}/").status_code == 404


def test_a_teacher_is_refused_and_the_page_costs_three_statements(world: World) -> None:
    assert signed_in(world.lane).get(VALUES_PAGE).status_code == 403
    assert len(statements(world.okafor, VALUES_PAGE)) == 4


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
def test_a_value_holds_from_no_day_that_can_only_be_mistyped(okafor: Client, day: str) -> None:
    typed = {"value": "4", "valid_from": day, "source": "Policy of 4 March"}
    page = okafor.post(f"{VALUES_PAGE}n_code.school_days/", typed)

    assert page.status_code == 422
    assert "Give a date from 1 January 1990 to 31 December 2100" in page.content.decode()


def priorities(**changed: int) -> dict[str, str]:
    """The form of the order of calls as it stands, but for these facts."""
    chosen = BY_KEY["first_day.order"].default | changed
    typed = {f"priority_of_{fact}": str(priority) for fact, priority in chosen.items()}
    return typed | {"valid_from": "2027-03-10", "source": "Head, 8 March"}


def test_the_order_of_calls_is_changed_from_a_day_on(world: World, okafor: Client) -> None:
    address = f"{VALUES_PAGE}first_day.order/"
    assert "Young carer" in okafor.get(address).content.decode()
    page = okafor.post(address, priorities(young_carer=2), follow=True).content.decode()

    assert "First day of absence: who is rung first: saved." in page
    assert "2: EHCP, Severely absent, Near a legal line, Young carer" in page
    found = [value_of(world.marlowe, "first_day.order", on=on)["young_carer"] for on in (TODAY, TOMORROW)]
    assert found == [4, 2]


def test_a_child_on_a_plan_is_never_put_below_priority_two(okafor: Client) -> None:
    page = okafor.post(f"{VALUES_PAGE}first_day.order/", priorities(cp=3, ehcp=1))

    assert page.status_code == 422
    assert "These may not come after priority 2: Child protection plan" in page.content.decode()
    assert 'value="3" selected' in page.content.decode()


WRITER = f"{VALUES_PAGE}n_code.written_by/"


def named(client: Client, person: object, **sent: str) -> str:
    """The page after somebody was named."""
    typed = {"value": str(person), "valid_from": "2027-03-09", "source": "Head, 8 March"} | sent
    return client.post(WRITER, typed, follow=True).content.decode()


def test_a_person_is_chosen_among_those_who_hold_the_right(world: World, okafor: Client) -> None:
    page = okafor.get(WRITER).content.decode()

    assert "Ms Okafor, Attendance officer" in page
    assert "Mrs Adeyemi, Head teacher" in page
    assert "Ms Lane" not in page
    assert "Dr Shah" not in page
    assert "Nobody is named" in page


def test_the_person_named_stands_with_name_and_title(world: World, okafor: Client) -> None:
    page = named(okafor, world.adeyemi.pk)

    assert "O is written in the name of: saved." in page
    assert "Mrs Adeyemi, Head teacher" in page
    assert value_of(world.marlowe, "n_code.written_by", on=TODAY) == world.adeyemi.pk
    assert "Mrs Adeyemi, Head teacher" in named(okafor, world.okafor.pk, valid_from="2027-03-10")


@pytest.mark.parametrize("who", ["lane", "shah"])
def test_nobody_without_the_right_here_is_named(world: World, okafor: Client, who: str) -> None:
    page = named(okafor, getattr(world, who).pk)

    assert "Choose from the list" in page
    assert value_of(world.marlowe, "n_code.written_by", on=TODAY) is None
    with pytest.raises(ValidationError, match="holds the right"):
        set_value(
            school=world.marlowe,
            key="n_code.written_by",
            value=getattr(world, who).pk,
            valid_from=TODAY,
            source="Head",
            by=world.okafor,
            at=NOW,
        )


def test_automatic_messages_are_switched_on_and_left_to_a_call_for_the_first(
    world: World, okafor: Client
) -> None:
    sent = {"valid_from": "2027-03-09", "source": "Head, 8 March"}
    page = okafor.post(f"{VALUES_PAGE}alerts.automatic/", sent | {"value": "True"}, follow=True)
    assert "Automatic message about an absence without a reason: saved." in page.content.decode()
    okafor.post(f"{VALUES_PAGE}alerts.at_4/", sent | {"value": ""})
    keys = ("alerts.automatic", "alerts.at_1", "alerts.at_4")
    assert [value_of(world.marlowe, key, on=TODAY) for key in keys] == [True, None, None]
    assert okafor.post(f"{VALUES_PAGE}alerts.automatic/", sent).status_code == 422


def test_a_policy_that_says_below_ninety_is_chosen_from_a_day_on(world: World, okafor: Client) -> None:
    address = f"{VALUES_PAGE}figures.persistent_rule/"
    assert "Attendance below 90%; severe: below 50%" in okafor.get(address).content.decode()
    sent = {"value": "below", "valid_from": "2027-03-10", "source": "Attendance policy, page 4"}
    page = okafor.post(address, sent, follow=True).content.decode()

    assert "Persistent and severe absence: saved." in page
    found = [value_of(world.marlowe, "figures.persistent_rule", on=on) for on in (TODAY, TOMORROW)]
    assert found == ["dfe", "below"]


def test_bands_are_written_in_a_row_and_what_was_typed_stands_until_it_fits(
    world: World, okafor: Client
) -> None:
    address = f"{VALUES_PAGE}figures.bands/"
    assert 'value="97, 95, 90, 75, 50"' in okafor.get(address).content.decode()
    sent = {"valid_from": "2027-03-09", "source": "Policy"}
    assert 'value="96 90 and 50"' in okafor.post(address, sent | {"value": "96 90 and 50"}).content.decode()
    page = okafor.post(address, sent | {"value": "96 90 80 50"}, follow=True).content.decode()

    assert "96%, 90%, 80% and 50%" in page
    assert value_of(world.marlowe, "figures.bands", on=TODAY) == (96, 90, 80, 50)
