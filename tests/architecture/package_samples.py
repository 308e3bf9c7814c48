"""The routes of packages: sign-in, second factors, and those that stay shut."""

from __future__ import annotations

from accounts.routing import Gate
from tests.architecture.samples import Sample

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
