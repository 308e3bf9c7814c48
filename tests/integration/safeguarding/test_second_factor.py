"""The lock of the area: a second factor before each page, again after idle time; nothing typed is lost."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.test import Client, override_settings
from django.urls import include
from django.urls import path as django_path

from accounts.models import User
from accounts.roles import Permission
from accounts.routing import GateValue, View, path
from config import urls
from safeguarding import seats
from schools.middleware import SchoolRequest
from tests.answers import Answer
from tests.seats import confirmed
from tests.sign_in import signed_in
from tests.sign_in_pages import add_app, code_now
from tests.world import NOW, World

pytestmark = pytest.mark.django_db
UNLOCK, FILE, EXPORT = (
    f"/marlowe-park/safeguarding/{page}/" for page in ("unlock", "planted", "planted-export")
)
RAISE = "/marlowe-park/safeguarding/planted-raise/"


def planted(request: SchoolRequest, school: str) -> HttpResponse:
    """A page of the area that says what reached it."""
    return HttpResponse("Behind the lock. " + request.POST.get("words", ""))


def planted_export(request: SchoolRequest, school: str) -> HttpResponse:
    """A page from which something leaves the school."""
    return HttpResponse("For a conference")


def planted_refusal(request: SchoolRequest, school: str) -> HttpResponse:
    """A page of the area that turns somebody away itself."""
    raise PermissionDenied("Ask the lead.")


def route(name: str, view: View, gate: GateValue) -> object:
    return path(f"<slug:school>/safeguarding/{name}/", view, name=name, gate=gate)


class Planted:
    """Our addresses and three of the area."""

    urlpatterns = [
        route("planted", planted, Permission.SAFEGUARDING_READ),
        route(
            "planted-export",
            seats.steps_up(planted_export),
            Permission.EXPORT_SAFEGUARDING,
        ),
        route("planted-refusing", planted_refusal, Permission.SAFEGUARDING_READ),
        route("planted-raise", planted, Permission.CONCERN_RAISE),
        django_path("", include(urls)),
    ]
    handler403, handler404 = urls.handler403, urls.handler404


@pytest.fixture(autouse=True)
def _planted() -> Iterator[None]:
    with override_settings(ROOT_URLCONF=Planted):
        yield


@pytest.fixture
def reid(world: World) -> Iterator[User]:
    """The safeguarding lead, with an app that makes codes, at 08:49."""
    cache.clear()  # the package's memory of used codes outlives a test
    add_app(world.reid)
    with time_machine.travel(NOW, tick=False):
        yield world.reid


def body(answer: Answer) -> str:
    return answer.content.decode()


def test_a_page_of_the_area_asks_for_the_second_factor_and_leads_back_to_itself(reid: User) -> None:
    client = signed_in(reid)
    asked = client.get(FILE)
    assert asked["Location"] == f"{UNLOCK}?next=%2Fmarlowe-park%2Fsafeguarding%2Fplanted%2F&again=1"
    assert FILE in body(client.get(asked["Location"]))

    answer = client.post(UNLOCK, {"area-code": code_now(), "next": FILE})

    assert answer["Location"] == FILE
    assert body(client.get(FILE)).startswith("Behind the lock")
    assert "no-store" in client.get(FILE)["Cache-Control"]


def test_the_session_gets_a_new_key_with_the_second_factor(reid: User) -> None:
    client = signed_in(reid)
    before = client.session.session_key
    client.post(UNLOCK, {"area-code": code_now()})
    assert client.session.session_key != before
    old = Client()
    old.cookies["sessionid"] = before or ""
    assert old.get(FILE)["Location"].startswith("/account/login/")


def test_a_wrong_code_and_one_that_was_used_open_nothing_and_are_told_in_words(reid: User) -> None:
    client = signed_in(reid)
    for code in ("000000", "", "x" * 3000, "１２３４５６"):
        answer = client.post(UNLOCK, {"area-code": code})
        assert (answer.status_code, "There is a problem" in body(answer)) == (422, True)
    code = code_now()
    assert client.post(UNLOCK, {"area-code": code}).status_code == 302
    client.post("/marlowe-park/safeguarding/lock/")
    assert "That code did not work" in body(client.post(UNLOCK, {"area-code": code}))
    assert client.get(FILE).status_code == 302


def test_ten_wrong_codes_stop_the_tries_and_say_for_how_long(reid: User) -> None:
    client = signed_in(reid)
    for _ in range(11):
        answer = client.post(UNLOCK, {"area-code": "000000"})
    assert "Too many tries. Wait 15 minutes" in body(answer)
    assert client.post(UNLOCK, {"area-code": code_now()}).status_code == 422


@pytest.mark.parametrize(
    "credential", ["", "[]", "{}", "1", '"x"', '{"id": 1}', "{", '{"rawId": "", "response": {}}']
)
def test_what_is_no_passkeys_answer_is_a_wrong_one(reid: User, credential: str) -> None:
    assert signed_in(reid).post(UNLOCK, {"area-credential": credential}).status_code == 422


def test_after_fifteen_idle_minutes_it_asks_again_and_a_request_keeps_it_open(reid: User) -> None:
    client = confirmed(reid)
    for minutes, status in ((14, 200), (28, 200), (44, 302)):
        with time_machine.travel(NOW + timedelta(minutes=minutes), tick=False):
            client.get("/marlowe-park/")
            assert client.get(FILE).status_code == status


def test_a_page_that_renews_itself_keeps_nothing_open(reid: User) -> None:
    client = confirmed(reid)
    with time_machine.travel(NOW + timedelta(minutes=14), tick=False):
        client.get(FILE, headers={"X-Refresh": "1"})
    with time_machine.travel(NOW + timedelta(minutes=16), tick=False):
        assert client.get(FILE).status_code == 302


def test_what_leaves_the_school_asks_again_after_five_minutes(reid: User) -> None:
    client = confirmed(reid)
    assert client.get(EXPORT).status_code == 200
    with time_machine.travel(NOW + timedelta(minutes=6), tick=False):
        asked = client.get(EXPORT)
        assert client.get(FILE).status_code == 200
        assert "Confirm that it is you" in body(client.get(asked["Location"]))
        assert client.post(UNLOCK, {"area-code": code_now(), "next": EXPORT})["Location"] == EXPORT
        assert client.get(EXPORT).status_code == 200


def test_what_was_typed_goes_on_with_the_right_code_and_stays_with_a_wrong_one(reid: User) -> None:
    client = signed_in(reid)
    typed = {"words": "\nLong <b>words</b>"}
    asked = client.post(FILE, typed)
    assert asked.status_code == 401
    for answer in (asked, client.post(FILE, typed | {"area-code": "000000"})):
        assert answer.status_code == 401
        assert f'action="{FILE}"' in body(answer)
        assert "Long &lt;b&gt;words&lt;/b&gt;</textarea>" in body(answer)

    answer = client.post(FILE, typed | {"area-code": code_now()})

    assert body(answer) == "Behind the lock. \nLong <b>words</b>"


def test_a_script_gets_the_address_of_the_page_that_asks(reid: User) -> None:
    client = signed_in(reid)
    answer = client.post(FILE, headers={"Accept": "application/json"})
    assert (answer.status_code, answer.json()["sign_in"]) == (401, UNLOCK)
    assert client.post(FILE, headers={"HX-Request": "true"}).status_code == 401
    sent = {"area-code": "000000"}
    assert client.post(UNLOCK, sent, headers={"Accept": "application/json"}).status_code == 422
    sent = {"area-code": code_now()}
    assert client.post(UNLOCK, sent, headers={"Accept": "application/json"}).status_code == 204


@pytest.mark.parametrize(
    "page",
    [
        "https://elsewhere.example/",
        "//elsewhere.example/",
        "/tallis/",
        "javascript:x",
        "\x00",
        "/marlowe-park\\@x/",
    ],
)
def test_the_way_back_stays_in_the_school(reid: User, page: str) -> None:
    answer = signed_in(reid).post(UNLOCK, {"area-code": code_now(), "next": page})
    assert answer["Location"] == "/marlowe-park/safeguarding/"


def test_raising_a_concern_asks_for_nothing(world: World) -> None:
    assert signed_in(world.bell).get(RAISE).status_code == 200


def test_without_a_right_it_is_a_wrong_link(world: World) -> None:
    client = signed_in(world.bell)
    wrong = client.get("/marlowe-park/safeguarding/nothing/")
    for page in (FILE, EXPORT, UNLOCK):
        for answer in (client.get(page), client.post(page)):
            assert (answer.status_code, answer.content) == (404, wrong.content)
    assert client.post("/marlowe-park/safeguarding/lock/").content == wrong.content
    assert signed_in(world.shah).get(FILE).content == wrong.content


def test_a_view_that_refuses_answers_as_a_wrong_link_too(world: World) -> None:
    client = confirmed(world.lane)
    wrong = client.get("/marlowe-park/safeguarding/nothing/")
    answer = client.get("/marlowe-park/safeguarding/planted-refusing/")
    assert (answer.status_code, answer.content) == (404, wrong.content)


@pytest.mark.parametrize("shut_by", ["classroom", "kiosk"])
def test_a_screen_that_others_see_shuts_the_area(reid: User, shut_by: str) -> None:
    client = confirmed(reid)
    session = client.session
    session[shut_by] = "marlowe-park"
    session.save()
    assert not body(client.get(FILE)).startswith("Behind")
    session = client.session
    del session[shut_by]
    session.save()
    assert client.get(FILE)["Location"].startswith(UNLOCK)


def test_signing_out_ends_it(reid: User) -> None:
    client = confirmed(reid)
    client.post("/account/logout/")
    assert client.get(FILE)["Location"].startswith("/account/login/")


def test_the_way_in_leads_on_where_the_area_is_open(reid: User) -> None:
    assert confirmed(reid).get(UNLOCK)["Location"] == "/marlowe-park/safeguarding/"


def test_a_lead_has_it_in_the_menu_and_others_who_may_have_files_under_their_name(world: World) -> None:
    item, link = f'<a href="{UNLOCK}"', "Safeguarding files</a>"
    for person, in_menu, under_name in (
        (world.reid, True, False),
        (world.adeyemi, False, True),
        (world.lane, False, True),
        (world.bell, False, False),
    ):
        page = body(signed_in(person).get("/me/"))
        assert item not in page
        page = body(signed_in(person).get("/marlowe-park/"))
        menu = page[page.index('id="app-nav"') : page.index("</nav>")]
        assert (item in menu, link in page) == (in_menu, under_name)
