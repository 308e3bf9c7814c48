"""The second factor at the door of the area: the forms of sign-in, on one page and with one outcome."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.internal.auth import begin_authentication
from django.http import HttpRequest

from accounts.forms import CodeAgainForm, PasskeyAgainForm
from accounts.limiter import minutes_left
from accounts.models import User
from safeguarding import seats

# The fields stand beside those of the page that was asked for, and must not be taken for one of them.
CODE, PASSKEY = "area-code", "area-credential"
OURS = frozenset({CODE, PASSKEY})


@dataclass(frozen=True, slots=True)
class Ways:
    """How this person may show a second factor: a code, and a passkey where they have one."""

    code: CodeAgainForm
    passkey: PasskeyAgainForm | None
    question: dict[str, Any]
    minutes_left: int

    @property
    def is_wrong(self) -> bool:
        """Whether something was tried and refused."""
        return any(form is not None and bool(form.errors) for form in (self.code, self.passkey))


def is_tried(request: HttpRequest) -> bool:
    """Whether a request brings a second factor."""
    return bool(OURS & request.POST.keys())


def confirm(request: HttpRequest, *, at: datetime) -> bool:
    """Check what the request brings, and open the area of this session; whether it was right.

    The session gets a new key, so that one copied before is worth nothing now.
    """
    form = _code(request, bound=True) if CODE in request.POST else _passkey(request, bound=True)
    if not form.is_valid():
        request.__dict__["daymark_second_factor_tried"] = form
        return False
    form.save()
    seats.confirm(request.session, at)
    request.session.cycle_key()
    request.session.save()
    return True


def ways(request: HttpRequest, *, at: datetime) -> Ways:
    """The forms of the page, one of them with what was wrong about it."""
    person = _person(request)
    tried = request.__dict__.get("daymark_second_factor_tried")
    has_passkey = Authenticator.objects.filter(user=person, type=Authenticator.Type.WEBAUTHN).exists()
    passkey = tried if isinstance(tried, PasskeyAgainForm) else _passkey(request)
    return Ways(
        code=tried if isinstance(tried, CodeAgainForm) else _code(request),
        passkey=passkey if has_passkey else None,
        question={"request_options": begin_authentication(person)} if has_passkey else {},
        minutes_left=minutes_left(request, person.email, now=at),
    )


def _code(request: HttpRequest, *, bound: bool = False) -> CodeAgainForm:
    return CodeAgainForm(request.POST if bound else None, user=_person(request), prefix="area")


def _passkey(request: HttpRequest, *, bound: bool = False) -> PasskeyAgainForm:
    return PasskeyAgainForm(request.POST if bound else None, user=_person(request), prefix="area")


def _person(request: HttpRequest) -> User:
    assert isinstance(request.user, User)
    return request.user
