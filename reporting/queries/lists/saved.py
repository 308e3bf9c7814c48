"""The saved views of the list of pupils: one's own, and those that others share."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Case, Q, QuerySet, When
from django.http import Http404
from django.urls import reverse

from accounts.roles import Permission
from reporting.models import SavedView, ViewPage
from schools.access import Rights

MOST_VIEWS = 40


@dataclass(frozen=True)
class ViewLine:
    """A view as the list offers it. `by` says whose it is where it is another's."""

    pk: int
    name: str
    url: str
    by: str
    is_shared: bool
    is_open: bool
    may_change: bool


def views_of(rights: Rights, query: str) -> list[ViewLine]:
    """The first forty views that a person may open, their own first: one statement. `query` is the list's."""
    own_first = Case(When(owner=rights.user, then=0), default=1)
    found = views_visible_to(rights).select_related("owner").order_by(own_first, "name")[:MOST_VIEWS]
    return [_line(rights, view, query) for view in found]


def views_visible_to(rights: Rights) -> QuerySet[SavedView]:
    """A person's own views of this school, and the shared ones."""
    mine = Q(owner=rights.user) | Q(is_shared=True)
    return SavedView.objects.filter(mine, school=rights.school, page=ViewPage.PUPILS)


def view_page(rights: Rights, view_id: int) -> SavedView:
    """A view that this person may change; 404 otherwise."""
    view = views_visible_to(rights).filter(pk=view_id).first()
    if view is None or not may_change(rights, view):
        raise Http404
    return view


def get_view_to_change(rights: Rights, view_id: int) -> SavedView:
    """A view that this person may change, locked; 404 otherwise, as if there were none."""
    view = views_visible_to(rights).select_for_update(of=("self",)).filter(pk=view_id).first()
    if view is None or not may_change(rights, view):
        raise Http404
    return view


def may_change(rights: Rights, view: SavedView) -> bool:
    """Whether a view is one's own, or a shared one of a school that one sets up."""
    return view.owner_id == rights.user.pk or rights.has_for_school(Permission.SETUP_ATTENDANCE)


def _line(rights: Rights, view: SavedView, query: str) -> ViewLine:
    url = reverse("pupils", args=[rights.school.slug])
    return ViewLine(
        pk=view.pk,
        name=view.name,
        url=f"{url}?{view.query}" if view.query else url,
        by="" if view.owner_id == rights.user.pk else view.owner.full_name,
        is_shared=view.is_shared,
        is_open=view.query == query,
        may_change=may_change(rights, view),
    )
