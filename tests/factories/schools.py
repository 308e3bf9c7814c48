"""A trust, a school, its hours."""

from datetime import date, time
from typing import Any

import factory
from factory.django import DjangoModelFactory

from schools.models import School, SessionHours, Trust


class TrustFactory(DjangoModelFactory[Trust]):
    """A trust without schools."""

    class Meta:
        model = Trust

    name = factory.Sequence(lambda n: f"Trust {n}")
    slug = factory.Sequence(lambda n: f"trust-{n}")


class SchoolFactory(DjangoModelFactory[School]):
    """A secondary school, Years 7 to 13, on Daymark since 1 September 2025."""

    class Meta:
        model = School

    trust: Any = factory.SubFactory(TrustFactory)
    name = factory.Sequence(lambda n: f"School {n}")
    slug = factory.Sequence(lambda n: f"school-{n}")
    urn = factory.Sequence(lambda n: f"{140_000 + n}")
    la_code = "312"
    establishment = factory.Sequence(lambda n: f"{4000 + n}")
    phase = "SS"
    youngest_year = 7
    oldest_year = 13
    first_day_on = date(2025, 9, 1)


class SessionHoursFactory(DjangoModelFactory[SessionHours]):
    """08:45 to 12:00 and 13:00 to 15:15; each register stays open for 30 minutes."""

    class Meta:
        model = SessionHours

    school: Any = factory.SubFactory(SchoolFactory)
    valid_from = date(2024, 9, 1)
    am_starts = time(8, 45)
    am_ends = time(12, 0)
    pm_starts = time(13, 0)
    pm_ends = time(15, 15)
    register_minutes = 30
