"""A family's link opens a page for whoever reads it, so that no line of the log keeps one."""

import io
import logging
from typing import Any

import pytest
from django.conf import settings

from config.log_links import WithoutLinks

TOKEN = "9aZ-0123456789ABCDEFGHJKLM"


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (("%s: %s", "Unprocessable Entity", f"/r/{TOKEN}/"), "Unprocessable Entity: /r/-/"),
        ((f"Gone: /r/{TOKEN}",), "Gone: /r/-"),
        (("%s %s", f"https://a.example/r/{TOKEN}/?x=1", 410), "https://a.example/r/-/?x=1 410"),
        (("Not Found: %s", "/marlowe-park/registers/7/"), "Not Found: /marlowe-park/registers/7/"),
    ],
)
def test_a_line_keeps_everything_but_the_token(line: tuple[Any, ...], expected: str) -> None:
    place = io.StringIO()
    handler = logging.StreamHandler(place)
    handler.addFilter(WithoutLinks())
    record = logging.LogRecord("django.request", logging.WARNING, "", 1, line[0], line[1:], None)
    handler.handle(record)
    assert (place.getvalue().strip(), TOKEN in str(record.args)) == (expected, False)


def test_every_line_of_django_goes_by_handlers_that_take_the_token_out() -> None:
    handlers = settings.LOGGING["handlers"].values()
    assert all("without_links" in handler["filters"] for handler in handlers)
    for name in ("django", "django.server", "django.request", "django.security.csrf"):
        logger = logging.getLogger(name)
        assert (logger.handlers, logger.propagate) == ([], True)
