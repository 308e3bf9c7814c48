"""Home visits as rows, past every rule of the services."""

from datetime import datetime
from typing import Any
from uuid import uuid4

import factory
from factory.django import DjangoModelFactory

from attendance.models import Visit
from schools.calendar import LONDON


class VisitFactory(DjangoModelFactory[Visit]):
    """A visit at 14:00 on the day of the tests; who goes says by 15:00 that they are safe."""

    class Meta:
        model = Visit

    school: Any = factory.SelfAttribute("pupil.school")
    key = factory.LazyFunction(uuid4)
    due_at = datetime(2027, 3, 9, 14, 0, tzinfo=LONDON)
    check_in_by = datetime(2027, 3, 9, 15, 0, tzinfo=LONDON)
    purpose = "Nobody has reached the family"
    planned_by: Any = factory.SelfAttribute("visitor")
    planned_at = datetime(2027, 3, 9, 8, 40, tzinfo=LONDON)
