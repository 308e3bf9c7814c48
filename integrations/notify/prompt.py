"""A request that leaves at once or not at all."""

from __future__ import annotations

import time
from typing import Any

import requests
from requests.adapters import HTTPAdapter


class Prompt(HTTPAdapter):
    """Sends nothing later than so many seconds after it was made; raises `requests.Timeout` instead.

    A process can stand still at any point, in a full memory or a paused machine, and lose its hold on the
    message meanwhile, because the database took it for dead. Somebody else sends then. Whoever wakes up must
    not go on where it stood.
    """

    def __init__(self, *, within: float) -> None:
        super().__init__()
        self._until = time.monotonic() + within

    def send(self, request: requests.PreparedRequest, *args: Any, **options: Any) -> requests.Response:
        """Send the request, if it is not too late."""
        if time.monotonic() > self._until:
            raise requests.Timeout("too late to send")
        return super().send(request, *args, **options)
