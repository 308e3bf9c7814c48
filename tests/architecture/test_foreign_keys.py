"""Tables point down the tiers, and a lower table does not know who points at it."""

from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.db.models import Field, Model

from tests.architecture.sources import APPS

TIERS = ("accounts", "schools", "attendance", "casework safeguarding", "reporting integrations")


def tier(app: str) -> int:
    """Which tier an app sits in, counted from the bottom."""
    return next(number for number, names in enumerate(TIERS) if app in names.split())


def links() -> Iterator[tuple[type[Model], "Field[Any, Any]", type[Model]]]:
    """Every link from a table of ours to a table of ours."""
    for app in APPS:
        for model in apps.get_app_config(app).get_models():
            for field in model._meta.fields:
                target = field.related_model
                if isinstance(target, type) and target._meta.app_label in APPS:
                    yield model, field, target


def test_every_app_has_a_tier() -> None:
    assert {name for names in TIERS for name in names.split()} == set(APPS)


def test_tables_point_down() -> None:
    wrong = [
        f"{model._meta.label}.{field.name} -> {target._meta.label}"
        for model, field, target in links()
        if model._meta.app_label != target._meta.app_label
        and tier(target._meta.app_label) >= tier(model._meta.app_label)
    ]
    assert wrong == []


def test_a_lower_table_gets_no_name_for_what_points_at_it() -> None:
    named = [
        f"{model._meta.label}.{field.name}"
        for model, field, target in links()
        if model._meta.app_label != target._meta.app_label
        and not ((field.remote_field and field.remote_field.related_name) or "").endswith("+")
    ]
    assert named == []
