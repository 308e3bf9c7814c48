"""Marks as people see them: the chip, the two-week strip, the school days of an N code, the list of codes.

Built as text rather than by includes: a register shows 600 cells and has 12 ms.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from html import escape

from django import template
from django.utils.safestring import SafeString, mark_safe

from attendance.queries.registers.pages import PickerCode
from attendance.queries.registers.rows import StripCell, StripDay

register = template.Library()
PRESENT = "pres"
PHONE_DAYS = 5
NO_MARK = (
    '<span class="mk mk-blank"><span aria-hidden="true">–</span><span class="u-hide">No mark</span></span>'
)


@register.simple_tag
def mark(letter: str, css: str, title: str = "") -> SafeString:
    """A mark's chip; no letter is a session without a mark."""
    if not letter:
        return mark_safe(NO_MARK)
    return mark_safe(f'<span class="mk mk-{escape(css)}" title="{escape(title)}">{escape(letter)}</span>')


@register.simple_tag
def strip(weeks: Sequence[Sequence[StripDay]], words: str) -> SafeString:
    """Weeks of marks, morning over afternoon, and the same in words. Phones show five days."""
    if not weeks:
        return mark_safe('<div class="strip"></div>')
    old = sum(map(len, weeks)) - PHONE_DAYS
    body = ""
    for week in weeks:
        cells = "".join(_cell(day.am, old > at) + _cell(day.pm, old > at) for at, day in enumerate(week))
        body += f"<span{' class=old' if old >= len(week) else ''}>{cells}</span>"
        old -= len(week)
    return mark_safe(f'<div class="strip" role="img" aria-label="{escape(words)}">{body}</div>')


@lru_cache(maxsize=4096)
def _cell(cell: StripCell, old: bool) -> str:
    letter = "" if cell.css == PRESENT else escape(cell.letter)
    return (
        f'<i class="mk-{cell.css or "none"}{" old" if old else ""}" title="{escape(cell.title)}">{letter}</i>'
    )


@register.simple_tag
def pips(used: int, limit: int = 5) -> SafeString:
    """School days used of those allowed, as small boxes and in figures; past the limit the day alone."""
    boxes = "".join(f"<i{' class=on' if day < used else ''}></i>" for day in range(limit))
    last = " last" if used >= limit else ""
    words = f"{used:d}/{limit:d}" if used <= limit else f"day {used:d}"
    return mark_safe(
        f'<span class="pips{last}" role="img" aria-label="School day {used:d} of {limit:d}">{boxes}'
        f"<b>{words}</b></span>"
    )


@register.simple_tag
def code_options(codes: Sequence[PickerCode]) -> SafeString:
    """The codes of a day as options of the picker; those that only the office sets are shown, and say so."""
    return mark_safe("".join(_option(number, code) for number, code in enumerate(codes, start=1)))


def _option(number: int, code: PickerCode) -> str:
    title = escape(code.title)
    disabled, office = ("", "") if code.allowed else (' aria-disabled="true"', "<small>office</small>")
    return (
        f'<li role="option" id="code-{number}" data-letter="{escape(code.letter)}" data-css="{code.css}" '
        f'data-title="{title}" aria-selected="false"{disabled}>{mark(code.letter, code.css)}'
        f"<span>{title}</span>{office}</li>"
    )
