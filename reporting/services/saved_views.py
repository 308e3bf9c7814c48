"""Saving, naming, sharing and deleting the views of a list."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction

from accounts.audit import acting
from accounts.roles import Permission
from reporting.models import SavedView, ViewPage
from reporting.queries.lists.found import asked_list
from reporting.queries.lists.saved import MOST_VIEWS, get_view_to_change
from schools.access import Rights
from schools.models import School

NAME_TAKEN = "You have a view of this name. Choose another name, or delete the old one"


@transaction.atomic
def save_view(
    *, rights: Rights, name: str, asked: Mapping[str, str], is_shared: bool, on: date, at: datetime
) -> SavedView:
    """Keep a list's filters, columns and order under a name; never a name that was searched for.

    The same view saved twice is one. Raises ValidationError where the name stands for another view of this
    person, or they have forty.
    """
    _begin(rights, at=at)
    query = asked_list(rights, asked, on=on).choice.saved
    mine = SavedView.objects.filter(school=rights.school, owner=rights.user, page=ViewPage.PUPILS)
    same = mine.filter(name=name).first()
    if same is not None and (same.query, same.is_shared) == (query, is_shared):
        return same
    if same is not None:
        raise ValidationError(NAME_TAKEN)
    if mine.count() >= MOST_VIEWS:
        raise ValidationError(f"You have {MOST_VIEWS} views. Delete one that you no longer use")
    return SavedView.objects.create(
        school=rights.school, owner=rights.user, name=name, query=query, is_shared=is_shared, at=at
    )


@transaction.atomic
def change_view(*, rights: Rights, view_id: int, name: str, is_shared: bool, at: datetime) -> SavedView:
    """Give a view another name, and share it or no longer. Raises ValidationError for a name that is taken.

    404 for a view that is not this person's to change.
    """
    _begin(rights, at=at)
    view = get_view_to_change(rights, view_id)
    others = SavedView.objects.filter(school=rights.school, owner=view.owner_id, page=view.page, name=name)
    if others.exclude(pk=view.pk).exists():
        raise ValidationError(NAME_TAKEN)
    view.name, view.is_shared = name, is_shared
    view.save(update_fields=["name", "is_shared"])
    return view


@transaction.atomic
def delete_view(*, rights: Rights, view_id: int, at: datetime) -> None:
    """Delete a view; what it showed stays as it is. 404 for one that is not this person's to change."""
    _begin(rights, at=at)
    get_view_to_change(rights, view_id).delete()


def _begin(rights: Rights, *, at: datetime) -> None:
    """One change of a school's views at a time, so that two can not take one name."""
    rights.check(Permission.PUPIL_SEARCH)
    acting(rights.user, at=at)
    School.objects.select_for_update(no_key=True).get(pk=rights.school.pk)
