"""Every route as every role, own and foreign, answers as the signed list of rights says ("Done when" 5)."""

import logging
from collections.abc import Iterator
from dataclasses import replace

import pytest
import time_machine
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.test import override_settings
from django.urls import URLPattern, URLResolver, include, reverse
from django.urls import path as django_path
from pytest_django import DjangoDbBlocker

from accounts import roles
from accounts.roles import Permission, Role, Scope
from accounts.routing import Gate, path
from config import urls
from schools.models import Pupil
from tests.architecture.matrix import oracle, run_matrix, undeclared
from tests.architecture.matrix_places import WORD, MatrixWorld, Relation
from tests.architecture.matrix_world import build_matrix_world
from tests.architecture.route_samples import SAMPLES
from tests.architecture.samples import Sample
from tests.sign_in import signed_in
from tests.world import NOW


@pytest.fixture(scope="module")
def made(django_db_blocker: DjangoDbBlocker) -> Iterator[MatrixWorld]:
    """The matrix's world, at 08:49 on a school day; refusals are not logged, there are a thousand of them."""
    logging.disable(logging.CRITICAL)
    with (
        time_machine.travel(NOW, tick=False),
        django_db_blocker.unblock(),
        transaction.atomic(),
    ):
        yield build_matrix_world()
        transaction.set_rollback(True)
    logging.disable(logging.NOTSET)


def test_every_route_has_a_sample_with_its_gate() -> None:
    assert undeclared(SAMPLES) == []


def test_every_answer_is_the_signed_lists_and_tells_no_word_too_many(made: MatrixWorld) -> None:
    assert run_matrix(made, SAMPLES, whole=False) == []


def test_the_words_are_there_to_be_told(made: MatrixWorld) -> None:
    place = made.places[Relation.OWN]
    client = signed_in(made.world.okafor)
    names = ("register", "register_history", "pupil", "pupils", "search")
    told = "".join(
        client.get(reverse(name, kwargs=SAMPLES[name].arguments(place)), {"q": "Robin"}).content.decode()
        for name in names
    )

    found = {made.canaries[word].right for word in made.canaries.keys() & set(WORD.findall(told.lower()))}
    assert found >= {None, Permission.PUPIL_SEARCH, Permission.CONTACTS_VIEW, Permission.ATTENDANCE_HISTORY}


def planted_page(request: HttpRequest, school: str, pupil: int) -> HttpResponse:
    """A page that shows a child to whoever is signed in."""
    return HttpResponse(Pupil.objects.get(pk=pupil).known_surname)


OPEN = path("<slug:school>/planted/<int:pupil>/", planted_page, name="planted", gate=Gate.SIGNED_IN)
RIGHT = path("<slug:school>/planted/<int:pupil>/", planted_page, name="planted", gate=Permission.PUPIL_SEARCH)
FORGOTTEN = django_path("<slug:school>/planted/<int:pupil>/", planted_page, name="planted")
PLANTED = Sample(
    Permission.PUPIL_SEARCH,
    lambda place: {"school": place.path, "pupil": place.pupil},
    of_object=True,
)


class Planted:
    """Our addresses and one more."""

    def __init__(self, route: URLPattern) -> None:
        self.urlpatterns: list[URLPattern | URLResolver] = [route, django_path("", include(urls))]
        for name in ("handler400", "handler403", "handler404", "handler500"):
            setattr(self, name, getattr(urls, name))


def words_about(made: MatrixWorld, route: URLPattern, sample: Sample) -> str:
    """What the matrix says of one planted route."""
    with override_settings(ROOT_URLCONF=Planted(route)):
        return "\n".join(mismatch.words for mismatch in run_matrix(made, {"planted": sample}))


def test_a_planted_open_page_fails_the_matrix(made: MatrixWorld) -> None:
    words = words_about(made, OPEN, PLANTED)

    assert "GET by governor, own class: let in (200), and not 403" in words
    assert "GET by teacher, another class of the school: let in (200), and not 404" in words
    assert "another school's thing under the own school's path: let in (200), and not 404" in words
    assert "tells Canary" in words


def test_a_planted_page_that_asks_for_the_right_alone_fails_by_its_reach(made: MatrixWorld) -> None:
    words = words_about(made, RIGHT, PLANTED)

    assert "GET by teacher, another class of the school: let in (200), and not 404" in words
    assert "GET by governor" not in words


def test_a_planted_page_for_everybody_fails_for_strangers_too(made: MatrixWorld) -> None:
    public = path("<slug:school>/planted/<int:pupil>/", planted_page, name="planted", gate=Gate.PUBLIC)

    words = words_about(made, public, PLANTED)

    assert "GET by anonymous, own class: let in (200), and not asked to sign in" in words
    assert "GET by inactive, a school of another trust: let in (200), and not asked to sign in" in words


def test_a_planted_route_without_sample_and_one_without_gate_are_named() -> None:
    with override_settings(ROOT_URLCONF=Planted(RIGHT)):
        assert [found.words for found in undeclared(SAMPLES)] == ["this route has no sample"]
    with override_settings(ROOT_URLCONF=Planted(FORGOTTEN)):
        (found,) = undeclared(SAMPLES | {"planted": PLANTED})
        assert found.words == "the code says None, the sample pupil.search"
    with override_settings(ROOT_URLCONF=Planted(OPEN)):
        (found,) = undeclared(SAMPLES | {"planted": PLANTED})
        assert found.words == "the code says signed in, the sample pupil.search"


@pytest.mark.parametrize(
    ("role", "right", "route", "told"),
    [
        (
            Role.TEACHER,
            Permission.REGISTER_VIEW,
            "register",
            "GET by teacher, another class of the school: let in (200), and not 404",
        ),
        (
            Role.GOVERNOR,
            Permission.PUPIL_SEARCH,
            "pupils",
            "GET by governor, own class: let in (200), and not 403",
        ),
        (
            Role.ADMIN,
            Permission.REGISTER_SAVE,
            "register_save",
            "POST by admin, own class: let in (302), and not 403",
        ),
    ],
)
def test_a_planted_over_wide_rule_fails_the_matrix(
    made: MatrixWorld, monkeypatch: pytest.MonkeyPatch, role: Role, right: Permission, route: str, told: str
) -> None:
    wider = {**roles._SCOPES, (role, right): frozenset({Scope.SCHOOL})}
    monkeypatch.setattr(roles, "_SCOPES", wider)

    words = [mismatch.words for mismatch in run_matrix(made, {route: SAMPLES[route]})]

    assert told in words


def test_a_planted_narrower_rule_fails_as_well(made: MatrixWorld, monkeypatch: pytest.MonkeyPatch) -> None:
    narrower = {**roles._SCOPES, (Role.OFFICER, Permission.REGISTER_VIEW): frozenset({Scope.OWN_CLASSES})}
    monkeypatch.setattr(roles, "_SCOPES", narrower)

    words = [mismatch.words for mismatch in run_matrix(made, {"register": SAMPLES["register"]})]

    assert "GET by officer, own class: 404 (404), and not let in" in words


def test_the_oracle_has_a_cell_for_each_right_and_role() -> None:
    assert set(oracle()) == {(right, role) for right in Permission for role in Role}


def test_a_sample_says_the_school_where_its_path_does() -> None:
    assert SAMPLES["register"].in_school
    assert not SAMPLES["me"].in_school
    assert replace(SAMPLES["me"], arguments=SAMPLES["today"].arguments).in_school
