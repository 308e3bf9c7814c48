"""The rows of links to the parts of Registers and of Today; nothing where a person has one part alone."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import template
from django.template import Context
from django.urls import reverse

from attendance.sections import FIRST_DAY_SECTIONS, SECTIONS, Section
from schools.access import Rights
from schools.context_processors import MenuItem

register = template.Library()


@register.inclusion_tag("attendance/_register_sections.html", takes_context=True)
def register_sections(context: Context) -> dict[str, Any]:
    """The parts of Registers that this person's rights open; no statement."""
    return _links(SECTIONS, context, "Registers")


@register.inclusion_tag("attendance/_register_sections.html", takes_context=True)
def first_day_sections(context: Context) -> dict[str, Any]:
    """The parts of Today that this person's rights open; no statement."""
    return _links(FIRST_DAY_SECTIONS, context, "Today")


def _links(sections: Iterable[Section], context: Context, label: str) -> dict[str, Any]:
    rights, path = context["rights"], context["request"].path
    links = section_links(sections, rights, path) if rights else []
    return {"links": links if len(links) > 1 else [], "label": label}


def section_links(sections: Iterable[Section], rights: Rights, path: str) -> list[MenuItem]:
    """The links of the sections that these rights open; the longest address that fits the path is marked."""
    found = [
        (section.label, reverse(section.route, args=[rights.school.slug]))
        for section in sections
        if all(rights.reaches_people(right) for right in section.rights)
    ]
    longest = max((url for _, url in found if path.startswith(url)), key=len, default="")
    return [MenuItem(label, url, "", active=url == longest) for label, url in found]
