"""One person's machine: the demo, the shell and the checks. Needs no value from outside."""

from config.database import APP_LIMITS, APP_ROLE, OWNER_ALIAS, OWNER_LIMITS, OWNER_ROLE, database
from config.local.postgres import local_url
from config.local.secrets import local_secrets
from config.settings.base import *
from config.settings.base import DATA_DIR, env

_secrets = local_secrets(DATA_DIR)
SECRET_KEY = env.str("DAYMARK_SECRET_KEY", default=_secrets.secret_key)
DAYMARK_FIELD_KEYS = env.list("DAYMARK_FIELD_KEYS", default=[_secrets.field_key])
ALLOWED_HOSTS = env.list("DAYMARK_ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])

_app_url = env.str("DATABASE_URL", default="")
_owner_url = env.str("DATABASE_OWNER_URL", default="")
if not _app_url:
    _app_url = local_url(DATA_DIR / "postgres", "daymark", APP_ROLE)
    _owner_url = _owner_url or local_url(DATA_DIR / "postgres", "daymark", OWNER_ROLE)
DATABASES = {"default": database(_app_url, APP_LIMITS)}
if _owner_url:
    DATABASES[OWNER_ALIAS] = database(_owner_url, OWNER_LIMITS)

# Served as they are, without a collecting step.
STATIC_ROOT = None
WHITENOISE_USE_FINDERS = True
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}

EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
EMAIL_FILE_PATH = str(DATA_DIR / "mail")
if env.str("EMAIL_URL", default=""):
    globals().update(env.email("EMAIL_URL"))
