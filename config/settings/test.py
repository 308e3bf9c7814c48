"""The test suite. `tests/postgres_plugin.py` names the database before this file is read."""

from config.database import APP_LIMITS, database
from config.settings.base import *
from config.settings.base import LOGGING, env

SECRET_KEY = "a key that protects nothing, for tests only"
DAYMARK_FIELD_KEYS = ["dGVzdC1vbmx5LXRlc3Qtb25seS10ZXN0LW9ubHktMDE="]
ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]

DATABASES = {"default": database(env.str("DATABASE_URL"), APP_LIMITS)}
if env.str("DATABASE_OWNER_URL", default=""):
    DATABASES["owner"] = database(env.str("DATABASE_OWNER_URL"), {})

# Tests that scan start a scanner of their own: one of the machine has no say.
DAYMARK_CLAMD = ""

STATIC_ROOT = None
WHITENOISE_USE_FINDERS = True
# Looked up when asked for: reading all of them for each test's browser took most of a request's time.
WHITENOISE_AUTOREFRESH = True
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
if env.str("EMAIL_URL", default=""):
    globals().update(env.email("EMAIL_URL"))
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}

# The strong hash takes 50 ms a time by design; one test checks that production uses it.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]

CELERY_TASK_ALWAYS_EAGER = env.bool("DAYMARK_TASKS_AT_ONCE", default=True)
CELERY_TASK_EAGER_PROPAGATES = True

LOGGING["root"]["level"] = "WARNING"
