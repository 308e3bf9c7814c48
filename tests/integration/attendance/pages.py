"""The register's addresses, and what its script sends to them."""

import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date
from html.parser import HTMLParser
from typing import Any
from uuid import uuid4

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from attendance.queries.register_links import register_url
from schools.calendar import Session
from schools.models import Group, Pupil
from tests.answers import Answer
from tests.world import TODAY, World

TRANSACTION_CONTROL = ("SAVEPOINT", "RELEASE SAVEPOINT", "ROLLBACK", "BEGIN", "COMMIT")


def address(
    world: World,
    part: str = "register",
    *,
    on: date = TODAY,
    half: Session = Session.AM,
    group: Group | None = None,
) -> str:
    """The path of a register or of one of its parts: this morning's of 8HW unless said otherwise."""
    asked = group or world.class_8hw
    return register_url(asked.school.slug, on, asked.pk, half, part)


def as_sent(pupil: Pupil, code: str, base: int = 0, minutes: int | None = None) -> dict[str, Any]:
    """One mark as the page's script sends it."""
    return {"pupil": pupil.pk, "code": code, "minutes": minutes, "base_version": base}


def send(client: Client, path: str, *marks: dict[str, Any], key: str = "", **also: Any) -> Answer:
    """A save of the page's script; a key of its own unless one is given."""
    return send_body(client, path, json.dumps({"marks": marks} | also), key=key or str(uuid4()))


def send_body(client: Client, path: str, body: str | bytes, *, key: str = "") -> Answer:
    """Anything at all, sent as JSON."""
    return client.post(path, body, content_type="application/json", headers={"Idempotency-Key": key})


@contextmanager
def statements() -> Iterator[list[str]]:
    """The SQL statements of the block, without those that only open, mark or close a transaction."""
    found: list[str] = []
    with CaptureQueriesContext(connection) as captured:
        yield found
    found.extend(
        query["sql"]
        for query in captured.captured_queries
        if not query["sql"].startswith(TRANSACTION_CONTROL)
    )


class _Page(HTMLParser):
    """Words, rows and form fields of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []
        self.tags: list[tuple[str, dict[str, str]]] = []

    def handle_starttag(self, tag: str, attrs: Iterable[tuple[str, str | None]]) -> None:
        self.tags.append((tag, {name: value or "" for name, value in attrs}))

    def handle_data(self, data: str) -> None:
        self.words.append(data)


def page_of(response: Answer) -> _Page:
    """The page, read as a browser without script reads it."""
    page = _Page()
    page.feed(response.content.decode())
    return page


def words_of(response: Answer) -> str:
    """What the page says, with single spaces."""
    return " ".join(" ".join(page_of(response).words).split())


def rows_of(response: Answer) -> list[dict[str, str]]:
    """The attributes of each pupil's row."""
    return [found for tag, found in page_of(response).tags if tag == "li" and "data-pupil" in found]


def fields_of(response: Answer) -> dict[str, str]:
    """The register's form as a browser would send it untouched: hidden, typed and checked fields."""
    sent = {}
    for tag, found in page_of(response).tags:
        if tag != "input" or "name" not in found or found["name"] in {"q", "csrfmiddlewaretoken"}:
            continue
        if found.get("type") != "radio" or "checked" in found:
            sent[found["name"]] = found.get("value", "")
    return sent
