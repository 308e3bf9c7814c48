"""A browser of a person who is signed in with both factors, without the cost of a password's hash."""

from importlib import import_module

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.test import Client
from django.utils import timezone

from accounts import session_times
from accounts.middleware import HAS_FACTOR
from accounts.models import User


def signed_in(person: User, *, checks_csrf: bool = False, second_factor: bool = True) -> Client:
    """A client whose session began now, on the clock that the test holds."""
    session = import_module(settings.SESSION_ENGINE).SessionStore()
    session[SESSION_KEY] = str(person.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[-1]
    session[HASH_SESSION_KEY] = person.get_session_auth_hash()
    session[HAS_FACTOR] = second_factor
    session_times.start(session, timezone.now())
    session.save()
    client = Client(enforce_csrf_checks=checks_csrf)
    client.cookies[settings.SESSION_COOKIE_NAME] = session.session_key
    return client
