"""A person's keep-alive connection to a served site, without a browser around it."""

import http.client
import json
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings

from accounts.models import User
from tests.sign_in import signed_in
from tests.sites import Site

TOKEN = "a" * 32


class Visitor:
    """Signed in with both factors; sends one request after the other."""

    def __init__(self, site: Site, person: User) -> None:
        key = signed_in(person).cookies[settings.SESSION_COOKIE_NAME].value
        self.headers = {
            "Cookie": f"{settings.SESSION_COOKIE_NAME}={key}; {settings.CSRF_COOKIE_NAME}={TOKEN}",
            "X-CSRFToken": TOKEN,
        }
        self.connection = http.client.HTTPConnection(urlsplit(site.address).netloc, timeout=30)
        self.connection.connect()

    def get(self, path: str) -> bytes:
        """The page; anything but 200 is an error."""
        return self._send("GET", path, None, {})

    def post(self, path: str, data: dict[str, Any]) -> dict[str, Any]:
        """What the site answers to JSON; anything but 200 is an error."""
        found: dict[str, Any] = json.loads(
            self._send("POST", path, json.dumps(data).encode(), {"Content-Type": "application/json"})
        )
        return found

    def __enter__(self) -> "Visitor":
        return self

    def __exit__(self, *_: object) -> None:
        """Hang up."""
        self.connection.close()

    def _send(self, method: str, path: str, body: bytes | None, headers: dict[str, str]) -> bytes:
        self.connection.request(method, path, body, self.headers | headers)
        answer = self.connection.getresponse()
        content = answer.read()
        if answer.status != 200:
            raise RuntimeError(f"{method} {path} answered {answer.status}: {content[:300]!r}")
        return content
