"""A real installation. Every value of the place comes from the environment; a missing one stops the start."""

import structlog

from config.database import APP_LIMITS, OWNER_ALIAS, OWNER_LIMITS, database
from config.settings.base import *
from config.settings.base import LOGGING, env

DEBUG = False
SECRET_KEY = env.str("DAYMARK_SECRET_KEY")
DAYMARK_FIELD_KEYS = env.list("DAYMARK_FIELD_KEYS")
ALLOWED_HOSTS = env.list("DAYMARK_ALLOWED_HOSTS")
CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in ALLOWED_HOSTS]

# The clock of a demonstration has no place here.
DAYMARK_NOW = ""
DAYMARK_CLOCK_OFFSET = 0.0

DATABASES = {"default": database(env.str("DATABASE_URL"), APP_LIMITS)}
if env.str("DATABASE_OWNER_URL", default=""):
    DATABASES[OWNER_ALIAS] = database(env.str("DATABASE_OWNER_URL"), OWNER_LIMITS)

CELERY_BROKER_URL = env.str("CELERY_BROKER_URL")
CELERY_BROKER_TRANSPORT_OPTIONS = {}
globals().update(env.email("EMAIL_URL"))
if env.str("DAYMARK_EMAIL_BACKEND", default=""):
    EMAIL_BACKEND = env.str("DAYMARK_EMAIL_BACKEND")

STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

SECURE_SSL_REDIRECT = True
SECURE_REDIRECT_EXEMPT = [r"^healthz$"]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
SESSION_COOKIE_NAME = "__Host-daymark"
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_NAME = "__Host-csrf"
CSRF_COOKIE_SECURE = True

LOGGING["formatters"]["plain"] = {
    "()": structlog.stdlib.ProcessorFormatter,
    "foreign_pre_chain": [
        structlog.stdlib.add_logger_name,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ],
    "processors": [
        structlog.stdlib.ProcessorFormatter.remove_processors_meta,
        structlog.processors.format_exc_info,
        structlog.processors.JSONRenderer(),
    ],
}
