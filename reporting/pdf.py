"""PDF documents for people who read with eyes, ears or fingers."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from typing import Any

from django.template.loader import render_to_string

from schools.names import without_direction


def make_pdf(template: str, context: Mapping[str, Any]) -> bytes:
    """A document of a template of templates/reports, with a language, a title and tags.

    What a database holds from before may turn letters round: on paper a name reads as it is spelt.
    The press is loaded with the first document: it weighs 55 MB, and a process that serves pages needs none.
    """
    page = without_direction(render_to_string(template, dict(context)))
    made: bytes = import_module("reporting.press").typeset(page)
    return made
