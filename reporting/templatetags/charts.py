"""Drawings in templates: on a page with their figures beneath, on paper with an alternative text."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils.safestring import SafeString, mark_safe

from reporting.charts.drawing import Drawing
from reporting.charts.paints import MARKS

register = template.Library()


@register.inclusion_tag("reporting/_chart.html")
def drawing(drawn: Drawing, *, table: bool = True) -> dict[str, Any]:
    """A drawing on a page, with its figures beneath; `table=False` where the page has them already."""
    return {"drawing": drawn, "picture": mark_safe(drawn.svg), "table": table}


@register.simple_tag
def looks_of_marks() -> list[tuple[str, str, str]]:
    """The kinds of mark in the order of the legend: the ending of the style class, a letter, and words."""
    return [(css, paint.letter, paint.words) for css, paint in MARKS.items()]


@register.simple_tag
def drawing_on_paper(drawn: Drawing) -> SafeString:
    """A drawing in a document that the press makes; its words become the figure's alternative text."""
    return mark_safe(f'<div class="drawn">{drawn.on_paper}</div>')
