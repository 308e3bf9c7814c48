"""What concerns are about, as a school words it."""

from __future__ import annotations

from safeguarding.category_list import CATEGORIES
from safeguarding.models import Category
from schools.models import School


def categories_of(school: School) -> list[tuple[int, str]]:
    """The categories that a school uses, by title; one without any is given the usual list first.

    Outside the door. Two who are first at once give the list once.
    """
    if not Category.objects.filter(school=school).exists():
        rows = [Category(school=school, title=title) for title in CATEGORIES]
        Category.objects.bulk_create(rows, ignore_conflicts=True)
    return list(Category.objects.filter(school=school, is_used=True).values_list("pk", "title"))
