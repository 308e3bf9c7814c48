"""Lessons and bell times."""

from datetime import time
from typing import Any

import factory
from factory.django import DjangoModelFactory

from schools.models import Lesson, LessonCover, Period
from tests.factories.pupils import YEAR_STARTS_ON


class PeriodFactory(DjangoModelFactory[Period]):
    """The first period of every day."""

    class Meta:
        model = Period

    code = "P1"
    starts = time(9, 0)
    ends = time(10, 0)


class LessonFactory(DjangoModelFactory[Lesson]):
    """A lesson of every week, Tuesdays at nine, since 1 September 2026."""

    class Meta:
        model = Lesson

    school: Any = factory.SelfAttribute("group.school")
    weekday = 1
    period = "P1"
    starts = time(9, 0)
    ends = time(10, 0)
    subject = "Geography"
    room = "H2"
    from_on = YEAR_STARTS_ON


class LessonCoverFactory(DjangoModelFactory[LessonCover]):
    """Cover of a lesson on the day that the test names."""

    class Meta:
        model = LessonCover
