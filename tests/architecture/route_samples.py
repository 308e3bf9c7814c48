"""Every route of Daymark with the right that it needs and a sample of its arguments.

Written by hand and not read from the code: a route that is missing here, or that declares another gate in
the code, fails the matrix.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from accounts.roles import Permission
from accounts.routing import Gate, GateValue
from schools.calendar import Session
from tests.architecture.matrix_world import Place
from tests.world import TODAY, YESTERDAY

GET, POST = "GET", "POST"
BOTH = (GET, POST)
Arguments = Callable[[Place], dict[str, object]]


ANYWHERE = Place("a-school", 1, 1, 1, 1)


@dataclass(frozen=True)
class Sample:
    """How to ask for a route.

    `of_object`: its address names a class or a child, so that a right for own classes or for a caseload
    reaches some and not others. `has_number`: it names another row of the school. `own_answers`: statuses
    with which a package's page turns away somebody whom the gate let in.
    """

    gate: GateValue
    arguments: Arguments = lambda _: {}
    methods: tuple[str, ...] = BOTH
    of_object: bool = False
    has_number: bool = False
    posted: dict[str, str] | None = None
    query: str = ""
    own_answers: tuple[int, ...] = ()

    @property
    def in_school(self) -> bool:
        """Whether a school stands in the path."""
        return "school" in self.arguments(ANYWHERE)


def _school(place: Place) -> dict[str, object]:
    return {"school": place.path}


def _register(place: Place) -> dict[str, object]:
    return {"school": place.path, "on": TODAY, "group": place.group, "half": Session.AM}


def _of_class(gate: Permission, **more: object) -> Sample:
    return Sample(gate, _register, of_object=True, **more)  # type: ignore[arg-type]


def _of_run(**more: object) -> Sample:
    return Sample(
        Permission.IMPORT_RUN,
        lambda place: {"school": place.path, "run": place.run},
        has_number=True,
        **more,  # type: ignore[arg-type]
    )


def _of_file(**more: object) -> Sample:
    return Sample(
        Permission.IMPORT_RUN,
        lambda place: {"school": place.path, "run": place.run, "file": place.run},
        has_number=True,
        **more,  # type: ignore[arg-type]
    )


OURS = {
    "healthz": Sample(Gate.PUBLIC),
    "me": Sample(Gate.SIGNED_IN, methods=(GET,)),
    "choose_theme": Sample(Gate.SIGNED_IN, methods=(POST,)),
    "sign_out_elsewhere": Sample(Gate.SIGNED_IN, methods=(POST,)),
    "invitation": Sample(Gate.PUBLIC, lambda _: {"token": "no-such-token"}),
    "first_school": Sample(Gate.SIGNED_IN),
    "home": Sample(Gate.SIGNED_IN, methods=(GET,)),
    "gallery": Sample(Gate.SIGNED_IN, methods=(GET,)),
    "today": Sample(Gate.SIGNED_IN, _school, methods=(GET,)),
    "pupils": Sample(Permission.PUPIL_SEARCH, _school, methods=(GET,), query="q=Robin"),
    "search": Sample(Permission.PUPIL_SEARCH, _school, methods=(GET,), query="q=Robin"),
    "pupil": Sample(
        Permission.PUPIL_SEARCH,
        lambda place: {"school": place.path, "pupil": place.pupil},
        methods=(GET,),
        of_object=True,
    ),
    "registers": Sample(Permission.REGISTER_VIEW, _school, methods=(GET,)),
    "register": _of_class(Permission.REGISTER_VIEW, methods=(GET,)),
    "register_print": _of_class(Permission.REGISTER_VIEW, methods=(GET,)),
    "register_history": Sample(
        Permission.ATTENDANCE_HISTORY,
        lambda place: _register(place) | {"on": YESTERDAY},
        methods=(GET,),
        of_object=True,
    ),
    "register_save": _of_class(Permission.REGISTER_SAVE, query="since=1", posted={"action": "save"}),
    "register_submit": _of_class(Permission.REGISTER_SAVE, methods=(POST,)),
    "register_amend": Sample(
        Permission.REGISTER_SAVE,
        lambda place: _register(place) | {"pupil": place.pupil},
        of_object=True,
    ),
    "people": Sample(Permission.USERS_MANAGE, _school),
    "approvals": Sample(Permission.GRANT_SAFEGUARDING_ROLE, _school),
    "end_access": Sample(
        Permission.USERS_MANAGE,
        lambda place: {"school": place.path, "membership": place.membership},
        methods=(POST,),
        has_number=True,
    ),
    "setup_school": Sample(Permission.SETUP_MANAGE, _school),
    "import_upload": Sample(Permission.IMPORT_RUN, _school),
    "import_run": _of_run(methods=(GET,)),
    "import_columns": _of_run(),
    "import_apply": _of_run(methods=(POST,)),
    "import_discard": _of_run(methods=(POST,)),
    "import_problems": _of_run(methods=(GET,)),
    "import_take_marks": _of_run(methods=(POST,)),
    "import_runs": Sample(Permission.IMPORT_RUN, _school, methods=(GET,)),
    "import_rows": _of_file(),
    "import_refused_rows": _of_file(methods=(GET,)),
}


# A person whose second factor is a word in the session alone has none to enter again, to list or to remove.
NOTHING_TO_ENTER, NOTHING_THERE, ONE_METHOD = 403, 404, 405


def _package(gate: Gate, *names: str, own_answers: tuple[int, ...] = ()) -> dict[str, Sample]:
    return {name: Sample(gate, own_answers=(ONE_METHOD, *own_answers)) for name in names}


PACKAGES = {
    **_package(
        Gate.PUBLIC,
        *("account_login", "account_logout", "account_inactive", "account_reset_password"),
        *("account_reset_password_done", "account_reset_password_from_key_done"),
        *("mfa_authenticate", "mfa_trust", "mfa_login_webauthn"),
    ),
    "account_reset_password_from_key": Sample(Gate.PUBLIC, lambda _: {"uidb36": "1", "key": "no-such-key"}),
    **_package(
        Gate.SIGNED_IN,
        *("account_change_password", "mfa_index", "mfa_activate_totp", "mfa_list_webauthn"),
        *("mfa_add_webauthn", "mfa_generate_recovery_codes"),
    ),
    **_package(
        Gate.SIGNED_IN,
        *("account_reauthenticate", "mfa_reauthenticate", "mfa_reauthenticate_webauthn"),
        own_answers=(NOTHING_TO_ENTER,),
    ),
    **_package(
        Gate.SIGNED_IN,
        *("mfa_deactivate_totp", "mfa_view_recovery_codes", "mfa_download_recovery_codes"),
        own_answers=(NOTHING_THERE,),
    ),
    **{
        name: Sample(Gate.SIGNED_IN, lambda _: {"pk": 1}, own_answers=(NOTHING_THERE,))
        for name in ("mfa_remove_webauthn", "mfa_edit_webauthn")
    },
    **_package(
        Gate.CLOSED,
        *("account_signup", "account_email", "account_email_verification_sent", "account_set_password"),
        *("account_confirm_login_code", "socialaccount_login_cancelled", "socialaccount_login_error"),
        *("socialaccount_signup", "socialaccount_connections"),
        *("account/social/login/cancelled/", "account/social/login/error/"),
        *("account/social/signup/", "account/social/connections/"),
    ),
    "account_confirm_email": Sample(Gate.CLOSED, lambda _: {"key": "k"}),
}
SAMPLES: dict[str, Sample] = OURS | PACKAGES
