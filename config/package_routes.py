"""The gate of every route that a package brings: by its name, or by its path where it has no name.

A route that a package adds later stands in no row here, so the start stops until somebody decides.
"""

from accounts.routing import Gate, GateValue

PACKAGE_ROUTES: dict[str, GateValue] = {
    # Signing in and out
    "account_login": Gate.PUBLIC,
    "account_logout": Gate.PUBLIC,
    "account_inactive": Gate.PUBLIC,
    "account_reauthenticate": Gate.SIGNED_IN,
    # Open sign-up, and proving an address: people are invited, which proves it
    "account_signup": Gate.CLOSED,
    "account_email": Gate.CLOSED,
    "account_email_verification_sent": Gate.CLOSED,
    "account_confirm_email": Gate.CLOSED,
    "account_confirm_login_code": Gate.CLOSED,
    # Passwords
    "account_change_password": Gate.SIGNED_IN,
    "account_set_password": Gate.CLOSED,
    "account_reset_password": Gate.PUBLIC,
    "account_reset_password_done": Gate.PUBLIC,
    "account_reset_password_from_key": Gate.PUBLIC,
    "account_reset_password_from_key_done": Gate.PUBLIC,
    # The second step of sign-in
    "mfa_authenticate": Gate.PUBLIC,
    "mfa_trust": Gate.PUBLIC,
    "mfa_login_webauthn": Gate.PUBLIC,
    # Second factors of a person who is signed in
    "mfa_index": Gate.SIGNED_IN,
    "mfa_reauthenticate": Gate.SIGNED_IN,
    "mfa_activate_totp": Gate.SIGNED_IN,
    "mfa_deactivate_totp": Gate.SIGNED_IN,
    "mfa_view_recovery_codes": Gate.SIGNED_IN,
    "mfa_generate_recovery_codes": Gate.SIGNED_IN,
    "mfa_download_recovery_codes": Gate.SIGNED_IN,
    "mfa_list_webauthn": Gate.SIGNED_IN,
    "mfa_add_webauthn": Gate.SIGNED_IN,
    "mfa_reauthenticate_webauthn": Gate.SIGNED_IN,
    "mfa_remove_webauthn": Gate.SIGNED_IN,
    "mfa_edit_webauthn": Gate.SIGNED_IN,
    # Signing in with another organisation's account is not offered yet
    "socialaccount_login_cancelled": Gate.CLOSED,
    "socialaccount_login_error": Gate.CLOSED,
    "socialaccount_signup": Gate.CLOSED,
    "socialaccount_connections": Gate.CLOSED,
    "account/social/login/cancelled/": Gate.CLOSED,
    "account/social/login/error/": Gate.CLOSED,
    "account/social/signup/": Gate.CLOSED,
    "account/social/connections/": Gate.CLOSED,
}
