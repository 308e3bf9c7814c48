"""What no log may keep: the links by which families answer, which open a page for whoever has them. Pure."""

from __future__ import annotations

import logging
import re

# Also a link that is cut short or wrong: its last letters can be guessed.
LINK = re.compile(r"/r/[^/\s\"'<>?]+")
WITHOUT = "/r/-"


class WithoutLinks(logging.Filter):
    """Takes the token out of each link of a family's answer, wherever in a line it stands."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Every line is kept; where it holds a link it is written out, so that no argument holds it still."""
        words = record.getMessage()
        if "/r/" in words:
            record.msg, record.args = LINK.sub(WITHOUT, words), ()
        return True
