"""Who is here although the office had them elsewhere: told at once, to the office, and to nobody else."""

from typing import Any

from accounts.models import User
from accounts.roles import Role
from attendance.codes import ILLNESS, NO_REASON, PRESENT_MORNING
from attendance.models import Mark, ScreenAlert
from attendance.services.alerts import raise_here_alerts
from schools.calendar import Session
from tests.factories import MarkFactory, MembershipFactory
from tests.integration.attendance.pages import address, statements, words_of
from tests.sign_in import signed_in
from tests.world import NOW, TODAY, World, add_pupils

ALERTS = "/marlowe-park/alerts/"
BOARD = "/marlowe-park/registers/"
TODAY_PAGE = "/marlowe-park/"
WORDS = "Amir Khan is in 8HW, 08:49 (Ms Lane)."
MORE = "The office had I: was this pupil expected elsewhere?"


def amir_is_here(world: World) -> ScreenAlert:
    """Ms Lane says that Amir, whom the office had as ill, is in the room."""
    Mark.objects.get_or_create(
        pupil=world.pupils[0],
        date=TODAY,
        session=Session.AM.value,
        defaults={
            "code": PRESENT_MORNING,
            "source": "register",
            "school": world.marlowe,
            "set_by": world.lane,
            "set_at": NOW,
        },
    )
    raise_here_alerts(
        group=world.class_8hw,
        on=TODAY,
        session=Session.AM,
        pupils={world.pupils[0].pk: ILLNESS},
        by=world.lane,
        at=NOW,
    )
    return ScreenAlert.objects.get(pupil=world.pupils[0], seen_at=None)


def told(person: User) -> list[dict[str, Any]]:
    """What this person's pages show within seconds."""
    found: list[dict[str, Any]] = signed_in(person).get(ALERTS).json()["alerts"]
    return found


def test_the_officer_and_the_head_are_told_with_the_code_before(world: World) -> None:
    amir_is_here(world)
    for person in (world.okafor, world.adeyemi):
        (line,) = told(person)
        assert (line["words"], line["more"], line["url"]) == (WORDS, MORE, address(world))


def test_the_desk_is_told_without_the_code_and_cannot_put_it_away(world: World) -> None:
    alert = amir_is_here(world)
    (line,) = told(world.bell)
    assert (line["words"], line["more"], line["seen_url"]) == (WORDS, "", "")

    assert signed_in(world.bell).post(f"{ALERTS}{alert.pk}/seen/").status_code == 403
    assert told(world.bell)


def test_nobody_is_told_any_more_once_the_mark_says_otherwise(world: World) -> None:
    amir_is_here(world)
    Mark.objects.filter(pupil=world.pupils[0]).delete()
    assert told(world.bell) == []

    MarkFactory.create(pupil=world.pupils[0], date=TODAY, code=NO_REASON)
    assert told(world.bell) == told(world.okafor) == []


def test_nobody_else_is_told(world: World) -> None:
    alert = amir_is_here(world)
    for role in (Role.TEACHER, Role.PASTORAL, Role.DSO, Role.DSL, Role.SENCO):
        person = world.staff[role]
        assert told(person) == []
        assert signed_in(person).post(f"{ALERTS}{alert.pk}/seen/").status_code == 404
    for role in (Role.GOVERNOR, Role.TRUST, Role.ADMIN):
        assert signed_in(world.staff[role]).get(ALERTS).status_code == 403


def test_another_school_is_told_nothing(world: World) -> None:
    alert = amir_is_here(world)
    MembershipFactory.create(user=world.okafor, school=world.ashgrove, role=Role.OFFICER.value)
    client = signed_in(world.okafor)
    assert client.get("/ashgrove/alerts/").json()["alerts"] == []
    assert client.post(f"/ashgrove/alerts/{alert.pk}/seen/").status_code == 404
    assert signed_in(world.shah).get(ALERTS).status_code == 404


def test_an_alert_is_raised_once_until_it_was_seen(world: World) -> None:
    alert = amir_is_here(world)
    assert amir_is_here(world).pk == alert.pk
    client = signed_in(world.okafor)
    for _ in range(2):
        assert client.post(f"{ALERTS}{alert.pk}/seen/").headers["Location"] == TODAY_PAGE
    alert.refresh_from_db()
    assert (alert.seen_by, alert.seen_at) == (world.okafor, NOW)
    assert told(world.adeyemi) == []


def test_who_polls_is_answered_304_while_nothing_changes(world: World) -> None:
    client = signed_in(world.okafor)
    empty = client.get(ALERTS).json()["version"]
    assert client.get(ALERTS, {"since": empty}).status_code == 304

    alert = amir_is_here(world)
    full = client.get(ALERTS, {"since": empty}).json()
    assert [line["alert_id"] for line in full["alerts"]] == [alert.pk]
    assert client.get(ALERTS, {"since": full["version"]}).status_code == 304


def test_the_poll_costs_four_statements_beside_those_of_the_session(world: World) -> None:
    client = signed_in(world.okafor)
    client.get(ALERTS)
    with statements() as one:
        client.get(ALERTS)
    for pupil in add_pupils(world.class_8hw, 30):
        MarkFactory.create(pupil=pupil, date=TODAY)
        ScreenAlert.objects.create(
            school=world.marlowe,
            kind="here",
            group=world.class_8hw,
            date=TODAY,
            session=1,
            pupil=pupil,
            raised_by=world.lane,
            raised_at=NOW,
        )
    with statements() as many:
        assert len(client.get(ALERTS).json()["alerts"]) == 30
    assert len(one) == len(many) == 7


def test_a_poll_keeps_no_session_alive_and_asks_for_who_may_have_none_cost_nothing(world: World) -> None:
    client = signed_in(world.staff[Role.SENCO])
    client.get(ALERTS)
    with statements() as sent:
        assert client.get(ALERTS).json()["alerts"] == []
    assert len(sent) == 3


def test_it_stands_on_the_officers_today_until_it_was_seen(world: World) -> None:
    assert "Here, and expected elsewhere" not in words_of(signed_in(world.okafor).get(TODAY_PAGE))
    alert = amir_is_here(world)
    client = signed_in(world.okafor)
    words = words_of(client.get(TODAY_PAGE))
    assert "Here, and expected elsewhere" in words
    assert f"{WORDS} {MORE}" in words
    assert MORE not in words_of(signed_in(world.bell).get(TODAY_PAGE))

    client.post(f"{ALERTS}{alert.pk}/seen/")
    assert WORDS not in words_of(client.get(TODAY_PAGE))


def test_the_boards_line_counts_it_without_a_name(world: World) -> None:
    amir_is_here(world)
    words = words_of(signed_in(world.okafor).get(BOARD))
    assert "1 here whom the office had elsewhere" in words
    assert "Khan" not in words
    assert "whom the office had" not in words_of(signed_in(world.lane).get(BOARD))


def test_only_pages_of_people_who_may_have_alerts_ask_for_them(world: World) -> None:
    for role in Role:
        page = signed_in(world.staff[role]).get(TODAY_PAGE).content.decode()
        leads = (Role.HEAD, Role.DSL, Role.DSO)
        asks = role in (Role.TEACHER, Role.OFFICE, Role.OFFICER, Role.PASTORAL, *leads)
        assert ('data-alerts="/marlowe-park/alerts/"' in page) is asks, role
