"""Who comes in, and how: by invitation, with a long password and a second factor."""

from datetime import timedelta

LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "account_login"
CSRF_FAILURE_VIEW = "accounts.views.open_too_long"

# The limiter stands first: a locked bucket is refused before any password is looked at.
AUTHENTICATION_BACKENDS = [
    "accounts.limiter.LimitedBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 15},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "accounts.passwords.PredictablePasswordValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ["email", "full_name"]},
    },
]

ACCOUNT_ADAPTER = "accounts.adapters.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
# An invitation reaches a person by that very address, so accepting it is the proof.
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_LOGIN_ON_PASSWORD_RESET = False
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False
ACCOUNT_PREVENT_ENUMERATION = True
# The cookie ends with the browser; the middleware ends the session after 30 idle minutes and 12 hours.
ACCOUNT_SESSION_REMEMBER = False
# One limiter for tries: axes, below. What is left here only caps mail to one address, whoever asks.
ACCOUNT_RATE_LIMITS = {
    "change_password": None,
    "change_phone": None,
    "manage_email": None,
    "reset_password": "5/m/key",
    "reauthenticate": None,
    "reset_password_from_key": None,
    "signup": None,
    "login": None,
    "request_login_code": None,
    "login_failed": None,
    "confirm_email": None,
    "verify_phone": None,
}
ACCOUNT_FORMS = {
    "login": "accounts.forms.SignInForm",
    "reset_password": "accounts.forms.ResetLinkForm",
    "reset_password_from_key": "accounts.forms.NewPasswordForm",
    "change_password": "accounts.forms.ChangePasswordForm",
    "reauthenticate": "accounts.forms.PasswordAgainForm",
}

MFA_ADAPTER = "accounts.adapters.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_FORMS = {
    "authenticate": "accounts.forms.CodeForm",
    "reauthenticate": "accounts.forms.CodeAgainForm",
    "activate_totp": "accounts.forms.ActivateCodeForm",
}
# Nobody can sign up, so nobody can shield a stolen address by a second factor.
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_PASSKEY_SIGNUP_ENABLED = False
MFA_WEBAUTHN_USER_VERIFICATION = "preferred"
MFA_RATE_LIMITS = {"webauthn_login": None}
MFA_TOTP_ISSUER = "Daymark"
# A phone's clock may be half a minute out. A time step is used once all the same (accounts.second_factor).
MFA_TOTP_TOLERANCE = 1
MFA_RECOVERY_CODES_SHOW_ONCE = False
MFA_TRUST_ENABLED = True
MFA_TRUST_COOKIE_AGE = timedelta(days=30)

# The bucket is a person and a device that this person has used before, else "unknown": a school behind one
# address is never locked out, and a stranger who guesses cannot lock a teacher out of their own device.
AXES_LOCKOUT_PARAMETERS = ["username"]
AXES_USERNAME_CALLABLE = "accounts.limiter.bucket"
AXES_FAILURE_LIMIT = 10
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_RESET_ON_SUCCESS = True
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_LOCKOUT_CALLABLE = "accounts.limiter.same_page"
AXES_ENABLE_ADMIN = False
AXES_DISABLE_ACCESS_LOG = True
AXES_VERBOSE = False
AXES_SENSITIVE_PARAMETERS = [
    "login",
    "username",
    "ip_address",
    "code",
    "credential",
    "oldpassword",
    "password1",
    "password2",
    "csrfmiddlewaretoken",
]
# It asks for the address as a key, which is what must not be the key here.
SILENCED_SYSTEM_CHECKS = ["axes.W006"]

DAYMARK_PACKAGE_ROUTES = "config.package_routes.PACKAGE_ROUTES"
