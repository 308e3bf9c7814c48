"""The limiter of tries: at sign-in django-axes, keyed on the person and the device; elsewhere a count."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from axes.backends import AxesStandaloneBackend
from axes.exceptions import AxesBackendPermissionDenied
from axes.handlers.proxy import AxesProxyHandler
from axes.models import AccessAttempt
from django.conf import settings
from django.contrib.auth.signals import user_login_failed
from django.core.cache import cache
from django.db.models import Max, Sum
from django.http import HttpRequest, HttpResponseBase
from redis.exceptions import RedisError

from accounts.devices import device_of, digest
from accounts.models import User

WAS_LOCKED = "daymark.was_locked"
# Where others can try: what is counted of such a place locks nobody out of their own sign-in.
PLACE = "daymark.place_of_tries"
A_MINUTE = 60


def bucket(request: HttpRequest, credentials: Mapping[str, Any] | None = None) -> str:
    """Name what tries are counted under: the person and their own device, or the person and "unknown".

    Only a digest of the address is kept, and a stranger's device is as unknown as a new one, so nobody gains
    fresh tries at another person's password by signing in as themselves on many devices.
    """
    typed = (credentials or {}).get("email") or request.POST.get("login") or ""
    email = str(typed)[:254]
    device = device_of(request)
    where = device.id if device is not None and device.knows(email) else "unknown"
    return f"{digest(email)}.{where}{request.META.get(PLACE, '')}"


def same_page(
    request: HttpRequest, response: HttpResponseBase, credentials: Mapping[str, Any] | None
) -> HttpResponseBase:
    """Answer a locked bucket so that it looks exactly like a wrong password."""
    return response


class LimitedBackend(AxesStandaloneBackend):  # type: ignore[misc]
    """Refuses a locked bucket, and takes as long about it as a wrong password does."""

    def authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Raise when the bucket is locked; never signs anybody in itself."""
        try:
            super().authenticate(request, **credentials)
        except AxesBackendPermissionDenied:
            request.META[WAS_LOCKED] = True
            User().set_password(credentials.get("password"))
            raise


def may_try(request: HttpRequest, email: str) -> bool:
    """Whether this person may try a code from this device now."""
    return bool(AxesProxyHandler.is_allowed(request, {"email": email}))


def minutes_left(request: HttpRequest, email: str, *, now: datetime) -> int:
    """For how many minutes, at least one, this bucket of a person stays locked; 0 where it is not."""
    tries = AccessAttempt.objects.filter(
        username=bucket(request, {"email": email}), attempt_time__gt=now - settings.AXES_COOLOFF_TIME
    ).aggregate(count=Sum("failures_since_start"), last=Max("attempt_time"))
    if (tries["count"] or 0) < settings.AXES_FAILURE_LIMIT:
        return 0
    left: timedelta = tries["last"] + settings.AXES_COOLOFF_TIME - now
    return -(-left // timedelta(minutes=1))


def count_failure(request: HttpRequest, email: str) -> None:
    """Count a wrong code like a wrong password, in the same bucket."""
    user_login_failed.send(
        sender=__name__, credentials={"email": email, "second_factor": True}, request=request
    )


def may_knock(page: str, key: str, *, most: int) -> bool:
    """Count a try at a page that asks for no sign-in; whether it is one of the first `most` of a minute.

    The key is kept as a digest. Where the store of the counts is away, nobody is turned away.
    """
    name = f"knock.{page}.{digest(key)}"
    try:
        cache.add(name, 0, timeout=A_MINUTE)
        return int(cache.incr(name)) <= most
    except (RedisError, ValueError):
        return True
