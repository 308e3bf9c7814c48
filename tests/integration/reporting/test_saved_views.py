"""Views of the pupil list: kept, shared, renamed and deleted; each reader sees by their own rights."""

from typing import Any
from urllib.parse import urlencode

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import AuditEvent, User
from accounts.roles import Role
from reporting.models import SavedView
from reporting.services.saved_views import change_view, delete_view
from schools.access import rights_of
from schools.models import Pupil
from tests.factories import ProtectedFactFactory
from tests.integration.reporting.steps import PUPILS_PAGE, opened, shown, statements
from tests.sign_in import signed_in
from tests.world import NOW, TODAY, World

VIEWS = f"{PUPILS_PAGE}views/"


def kept(person: User, query: str, name: str = "Year 8", **more: str) -> Any:
    return signed_in(person).post(f"{VIEWS}?{query}", {"name": name, **more})


def a_view(world: World, owner: User, *, shared: bool = False, name: str = "Year 8") -> SavedView:
    return SavedView.objects.create(
        school=world.marlowe, owner=owner, name=name, query="year=8", is_shared=shared, at=NOW
    )


def offered(person: User, query: str = "") -> dict[str, str]:
    return {view.name: view.url for view in opened(person, f"{PUPILS_PAGE}?{query}").context["found"].views}


def test_a_view_keeps_filters_columns_and_order_and_no_name(world: World) -> None:
    query = "q=khan&sort=-missed&year=8&columns=missed,group&page=2&nonsense=1"
    assert kept(world.okafor, query).status_code == 302
    view = SavedView.objects.get()
    assert (view.query, view.is_shared) == ("year=8&columns=group%2Cmissed&sort=-missed", False)
    assert offered(world.okafor) == {"Year 8": f"{PUPILS_PAGE}?{view.query}"}
    page = opened(world.okafor, f"{PUPILS_PAGE}?{view.query}").context["found"]
    assert [each.is_open for each in page.views] == [True]
    line = AuditEvent.objects.get(tbl="reporting_savedview")
    assert (line.verb, line.actor, line.school) == ("insert", world.okafor.pk, world.marlowe.pk)


def test_a_view_sent_twice_is_one(world: World) -> None:
    for _ in range(2):
        assert kept(world.okafor, "year=8").status_code == 302
    assert SavedView.objects.count() == 1


@pytest.mark.parametrize(
    ("name", "words"),
    [("Year 8", "You have a view of this name"), ("", "This is needed"), ("x" * 61, "at most 60")],
)
def test_a_name_that_cannot_be_is_refused_and_kept_as_typed(world: World, name: str, words: str) -> None:
    a_view(world, world.okafor)
    answer = kept(world.okafor, "year=7", name)
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert f'value="{name}"' in answer.content.decode() or not name
    assert SavedView.objects.count() == 1


def test_ones_own_views_are_nobody_elses_until_they_are_shared(world: World) -> None:
    view = a_view(world, world.okafor)
    assert offered(world.lane) == {}
    answer = signed_in(world.okafor).post(f"{VIEWS}{view.pk}/", {"name": "Our year 8", "is_shared": "on"})
    assert answer.status_code == 302
    assert list(offered(world.lane)) == ["Our year 8"]
    assert "Ms Okafor" in shown(world.lane, PUPILS_PAGE)


def test_a_shared_view_shows_each_reader_what_their_own_rights_show(world: World) -> None:
    ProtectedFactFactory.create(pupil=world.pupils[0], kind="cp")
    kept(world.reid, "fact=cp", "Ours", is_shared="on")
    names = {
        person.full_name: [
            line.name for line in opened(person, offered(person)["Ours"]).context["found"].rows
        ]
        for person in (world.reid, world.lane)
    }
    assert names["Mr Reid"] == ["Khan, Amir"]
    assert names["Ms Lane"] == ["Abbott, Jack", "Khan, Amir", "O'Brien-Łukasiewicz, Zoë"]


def test_a_view_is_deleted_by_its_owner(world: World) -> None:
    view = a_view(world, world.okafor)
    assert signed_in(world.okafor).post(f"{VIEWS}{view.pk}/", {"delete": "yes"}).status_code == 302
    assert not SavedView.objects.exists()


def test_nobody_changes_what_is_not_theirs_but_who_sets_the_school_up(world: World) -> None:
    private, shared = a_view(world, world.reid), a_view(world, world.reid, shared=True, name="Shared")
    for person, view in (
        (world.lane, private),
        (world.lane, shared),
        (world.adeyemi, private),
        (world.shah, shared),
    ):
        for data in ({"name": "Mine now"}, {"delete": "yes"}):
            assert signed_in(person).post(f"{VIEWS}{view.pk}/", data).status_code == 404
    assert signed_in(world.adeyemi).post(f"{VIEWS}{shared.pk}/", {"name": "Shared by us"}).status_code == 302
    assert set(SavedView.objects.values_list("name", flat=True)) == {"Year 8", "Shared by us"}


def test_a_renamed_view_does_not_take_the_name_of_another(world: World) -> None:
    a_view(world, world.okafor)
    other = a_view(world, world.okafor, name="Other")
    answer = signed_in(world.okafor).post(f"{VIEWS}{other.pk}/", {"name": "Year 8"})
    assert answer.status_code == 422
    assert "You have a view of this name" in answer.content.decode()


def test_a_change_of_views_waits_for_another_and_needs_the_right_to_the_list(world: World) -> None:
    view = a_view(world, world.okafor)
    with CaptureQueriesContext(connection) as run:
        signed_in(world.okafor).post(f"{VIEWS}{view.pk}/", {"name": "Renamed"})
    locked = next(place for place, each in enumerate(run) if "FOR NO KEY UPDATE" in each["sql"])
    name_asked = next(place for place, each in enumerate(run) if "Renamed" in each["sql"])
    assert "schools_school" in run[locked]["sql"]
    assert locked < name_asked
    governor = rights_of(world.staff[Role.GOVERNOR], "marlowe-park", on=TODAY)
    assert governor is not None
    theirs = a_view(world, governor.user, name="Theirs")
    with pytest.raises(PermissionDenied):
        change_view(rights=governor, view_id=theirs.pk, name="New", is_shared=False, at=NOW)
    with pytest.raises(PermissionDenied):
        delete_view(rights=governor, view_id=theirs.pk, at=NOW)


def test_the_longest_words_of_a_record_are_kept_whole(world: World) -> None:
    language, transport = "\u0142" * 60, "\u017a" * 60
    Pupil.objects.filter(pk=world.pupils[0].pk).update(home_language=language, transport=transport)
    query = urlencode({"language": language, "transport": transport, "sort": "-missed"})
    assert kept(world.okafor, query).status_code == 302
    view = SavedView.objects.get()
    assert len(view.query) > 720
    listed = opened(world.okafor, f"{PUPILS_PAGE}?{view.query}").context["found"]
    assert [line.name for line in listed.rows] == ["Khan, Amir"]


@pytest.mark.parametrize(
    "query", ["year=x&fact=';--&columns=upn,%00&sort=%00", "language=" + "%C5%82" * 900, "fact=x%2C" * 300]
)
def test_a_view_of_a_hostile_address_keeps_nothing_of_it(world: World, query: str) -> None:
    assert kept(world.okafor, query).status_code == 302
    assert SavedView.objects.get().query == ""


def test_views_cost_as_many_statements_for_one_as_for_many(world: World) -> None:
    a_view(world, world.okafor)
    few = [len(statements(world.okafor, url)) for url in (VIEWS, PUPILS_PAGE)]
    for number in range(30):
        a_view(world, world.okafor, name=f"View {number}")
    assert [len(statements(world.okafor, url)) for url in (VIEWS, PUPILS_PAGE)] == few
