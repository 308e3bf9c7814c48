"""The page on which a list is kept as a view."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.urls import reverse

from reporting.queries.lists.columns import heading_of
from reporting.queries.lists.found import asked_list
from reporting.queries.lists.panels import address
from reporting.queries.lists.saved import ViewLine, views_of
from schools.access import Rights
from schools.wording import list_words


@dataclass(frozen=True)
class ViewsPage:
    """What would be kept, in words, and the views there are. `back_url` is the list that was asked for."""

    words: str
    back_url: str
    views: list[ViewLine]
    leaves_out_name: bool


def views_page(rights: Rights, asked: Mapping[str, str], *, on: date) -> ViewsPage:
    """The list of an address in words, and the person's views: five statements at most."""
    found = asked_list(rights, asked, on=on)
    choice = found.choice
    lines = found.values.lines
    columns = list_words([heading_of(column, lines) for column in choice.columns])
    order = f", ordered by {heading_of(choice.sort, lines)}" if choice.sort else ", by surname"
    return ViewsPage(
        words=f"{list_words(found.narrowed_words) or 'All pupils on roll'}. Columns: {columns}{order}.",
        back_url=address(reverse("pupils", args=[rights.school.slug]), choice),
        views=views_of(rights, choice.saved),
        leaves_out_name=bool(choice.words),
    )
