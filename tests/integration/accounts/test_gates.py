"""Every route names its gate; one that does not is refused when asked for and stops the start."""

from collections.abc import Iterator

import pytest
from django.core.checks import run_checks
from django.core.exceptions import ImproperlyConfigured, PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.urls import clear_url_caches, get_resolver, include, set_urlconf
from django.urls import path as plain_path

from accounts.roles import Permission
from accounts.routing import Gate, gate_on, mark_right_checked, path
from config import checks
from config.package_routes import PACKAGE_ROUTES
from config.urls import urlpatterns as real_routes
from tests.sign_in_pages import make_person, sign_in


def page(request: HttpRequest) -> HttpResponse:
    """A page with a secret."""
    return HttpResponse("the secret")


nested = [plain_path("inner/", page, name="planted_inner")]
urlpatterns = [
    plain_path("planted/", page, name="planted"),
    plain_path("planted/nameless/", page),
    plain_path("planted/nested/", include((nested, "planted_app"))),
    path("planted/right/", page, name="planted_right", gate=Permission.REGISTER_VIEW),
    path("planted/closed/", page, name="planted_closed", gate=Gate.CLOSED),
    path("planted/public/", page, name="planted_public", gate=Gate.PUBLIC),
    *real_routes,
]


@pytest.fixture
def _planted(settings: object) -> Iterator[None]:
    settings.ROOT_URLCONF = __name__  # type: ignore[attr-defined]
    clear_url_caches()
    set_urlconf(None)
    yield
    clear_url_caches()


@pytest.mark.usefixtures("_planted")
def test_the_check_names_each_planted_route() -> None:
    found = [error.msg for error in run_checks(tags=["security"]) if error.id == checks.UNDECLARED]

    assert found == [
        "/planted/ (planted) does not say who may open it.",
        "/planted/nameless/ (no name) does not say who may open it.",
        "/planted/nested/inner/ (planted_inner) does not say who may open it.",
    ]


@pytest.mark.usefixtures("_planted")
def test_the_web_server_does_not_start_with_a_planted_route() -> None:
    with pytest.raises(ImproperlyConfigured, match=r"do not say who may open them: /planted/ \(planted\)"):
        checks.refuse_undeclared_routes()


def test_the_real_routes_all_name_their_gate() -> None:
    assert checks.undeclared(get_resolver().url_patterns) == []


def test_the_packages_table_has_no_row_too_many() -> None:
    walked = checks.walk(get_resolver().url_patterns)
    packages = {pattern.name or route for route, pattern in walked if gate_on(pattern.callback) is None}

    assert packages == set(PACKAGE_ROUTES)


def test_a_package_route_may_not_claim_a_right(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(PACKAGE_ROUTES, "account_login", Permission.REGISTER_VIEW)

    errors = checks.routes_name_their_gate(None)

    assert [error.id for error in errors] == [checks.RIGHT_FOR_PACKAGE]


@pytest.mark.django_db
@pytest.mark.usefixtures("_planted")
@pytest.mark.parametrize("address", ["/planted/", "/planted/nameless/", "/planted/nested/inner/"])
def test_an_undeclared_page_is_refused_even_to_a_signed_in_person(client: Client, address: str) -> None:
    sign_in(client, make_person())

    answer = client.get(address)

    assert answer.status_code == 403
    assert "the secret" not in answer.content.decode()


@pytest.mark.django_db
@pytest.mark.usefixtures("_planted")
def test_a_page_with_a_right_is_refused_when_nobody_checked_it(client: Client) -> None:
    assert client.get("/planted/right/").status_code == 302
    sign_in(client, make_person())

    assert client.get("/planted/right/").status_code == 403


def test_a_right_that_was_checked_opens_its_page_and_no_other() -> None:
    request = RequestFactory().get("/")
    view = path("x/", page, name="x", gate=Permission.REGISTER_VIEW).callback
    mark_right_checked(request, Permission.REGISTER_SAVE)
    with pytest.raises(PermissionDenied):
        view(request)

    mark_right_checked(request, Permission.REGISTER_VIEW)

    assert view(request).content == b"the secret"


@pytest.mark.django_db
@pytest.mark.usefixtures("_planted")
def test_closed_is_not_found_and_public_is_open(client: Client) -> None:
    assert client.get("/planted/closed/").status_code == 404
    assert client.get("/planted/public/").content == b"the secret"


@pytest.mark.django_db
@pytest.mark.parametrize(
    "address",
    [
        "/account/signup/",
        "/account/email/",
        "/account/confirm-email/abc/",
        "/account/login/code/confirm/",
        "/account/password/set/",
        "/account/3rdparty/",
        "/account/3rdparty/signup/",
        "/account/social/signup/",
    ],
)
def test_what_the_packages_offer_and_we_do_not_is_not_found(client: Client, address: str) -> None:
    sign_in(client, make_person())

    assert client.get(address).status_code == 404
    assert client.post(address).status_code == 404


@pytest.mark.django_db
def test_every_answer_names_its_request(client: Client) -> None:
    first, second = client.get("/account/login/"), client.get("/account/login/")

    assert len(first["X-Request-ID"]) == 12
    assert first["X-Request-ID"] != second["X-Request-ID"]
