"""Settings that are the same everywhere. Values of one place come from the environment."""

from pathlib import Path
from typing import Any

import environ
from csp.constants import NONE, SELF

from config.demo_clock import offset_seconds
from config.settings.sign_in import *

env = environ.Env()
BASE_DIR = Path(__file__).resolve().parents[2]
DATA_DIR = Path(env.str("DAYMARK_DATA_DIR", default=str(BASE_DIR / "var"))).resolve()

DEBUG = env.bool("DAYMARK_DEBUG", default=False)
ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
AUTH_USER_MODEL = "accounts.User"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "config",
    "accounts",
    "schools",
    "attendance",
    "casework",
    "safeguarding",
    "reporting",
    "integrations",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.socialaccount",
    "allauth.mfa",
    "axes",
    "crispy_forms",
    "crispy_bootstrap5",
    "csp",
    "django_htmx",
]

MIDDLEWARE = [
    "accounts.middleware.RequestIdMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "accounts.middleware.SignInMiddleware",
    "schools.middleware.SchoolRightsMiddleware",
    "safeguarding.middleware.AreaMiddleware",
    "axes.middleware.AxesMiddleware",
]

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "schools.context_processors.shell",
            ],
        },
    },
]
FORM_RENDERER = "django.forms.renderers.DjangoTemplates"
CRISPY_ALLOWED_TEMPLATE_PACKS = "bootstrap5"
CRISPY_TEMPLATE_PACK = "bootstrap5"

LANGUAGE_CODE = "en-gb"
TIME_ZONE = "Europe/London"
USE_I18N = False
USE_TZ = True

DATABASE_ROUTERS = ["config.database.OwnerMigrates"]
CACHES: dict[str, dict[str, Any]] = (
    {"default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": env.str("REDIS_URL")}}
    if env.str("REDIS_URL", default="")
    else {"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "daymark_cache"}}
)

# In the database, because a lost Redis must not sign a school out at 08:50.
SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_COOKIE_AGE = 12 * 60 * 60
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"

PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]

SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
        "object-src": [NONE],
    },
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000
DATA_UPLOAD_MAX_NUMBER_FILES = 20

STATIC_URL = "/static/"
STATIC_ROOT: Path | None = BASE_DIR / "var" / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
MEDIA_ROOT = DATA_DIR / "files"
# The virus scanner (clamd): `host:port`, or the path of its socket. Without one, files are held unread.
DAYMARK_CLAMD = env.str("DAYMARK_CLAMD", default="/var/run/clamav/clamd.ctl")

DEFAULT_FROM_EMAIL = env.str("DAYMARK_FROM_EMAIL", default="Daymark <daymark@localhost>")

# Where people reach this installation: it stands in messages.
DAYMARK_URL = env.str("DAYMARK_URL", default="http://localhost:8000").rstrip("/")

# Sending messages, in seconds: how long a carrier may take, when a claim counts as lost, and the wait before
# the second try, which doubles.
MESSAGE_SEND_TIMEOUT = env.float("DAYMARK_SEND_TIMEOUT", default=10.0)
MESSAGE_LOST_AFTER = 3 * MESSAGE_SEND_TIMEOUT
MESSAGE_FIRST_BACKOFF = env.float("DAYMARK_FIRST_BACKOFF", default=10.0)
MESSAGE_MOST_TRIES = env.int("DAYMARK_MOST_TRIES", default=8)
EMAIL_TIMEOUT = MESSAGE_SEND_TIMEOUT
# A provider of mail through django-anymail: its settings as JSON, beside DAYMARK_EMAIL_BACKEND in production.
ANYMAIL: dict[str, Any] = env.json("DAYMARK_ANYMAIL", default={}) | {
    "REQUESTS_TIMEOUT": MESSAGE_SEND_TIMEOUT,
    "IGNORE_UNSUPPORTED_FEATURES": True,
}
NOTIFY_URL = env.str("NOTIFY_URL", default="https://api.notifications.service.gov.uk")

# The clock of a demonstration: where its school day starts, and how far it has run. Never set in production.
DAYMARK_NOW = env.str("DAYMARK_NOW", default="")
DAYMARK_CLOCK_OFFSET = env.float("DAYMARK_CLOCK_OFFSET", default=offset_seconds(DAYMARK_NOW))

CELERY_BROKER_URL = env.str("CELERY_BROKER_URL", default="") or "filesystem://"
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TIMEZONE = "UTC"
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_TIME_LIMIT = 30 * 60
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_WORKER_SEND_TASK_EVENTS = False
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
if CELERY_BROKER_URL == "filesystem://":
    _queue_dir, _control_dir = DATA_DIR / "broker" / "queue", DATA_DIR / "broker" / "control"
    for _folder in (_queue_dir, _control_dir):
        _folder.mkdir(parents=True, exist_ok=True)
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "data_folder_in": str(_queue_dir),
        "data_folder_out": str(_queue_dir),
        "control_folder": str(_control_dir),
        # The transport's own second between looks starves beat.
        "polling_interval": 0.1,
    }

LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}},
    "filters": {"without_links": {"()": "config.log_links.WithoutLinks"}},
    # The one handler of all: what it leaves out stands nowhere.
    "handlers": {
        "console": {"class": "logging.StreamHandler", "formatter": "plain", "filters": ["without_links"]}
    },
    "loggers": {
        # Django's own handlers, which know nothing of our filter, are taken off.
        "django": {"handlers": [], "propagate": True},
        "django.server": {"handlers": [], "propagate": True},
        # Notify's own client logs what Notify answers, which may hold a number; ours logs the status alone.
        "notifications_python_client": {"level": "CRITICAL"},
    },
    "root": {"handlers": ["console"], "level": env.str("DAYMARK_LOG_LEVEL", default="INFO")},
}
