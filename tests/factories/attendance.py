"""Registers and marks as rows, past every rule of the services."""

from datetime import datetime
from typing import Any

import factory
from factory.django import DjangoModelFactory

from attendance.codes import PRESENT_MORNING
from attendance.models import Mark, MarkSource, Register
from schools.calendar import LONDON, Session


class RegisterFactory(DjangoModelFactory[Register]):
    """An open register of a morning."""

    class Meta:
        model = Register

    school: Any = factory.SelfAttribute("group.school")
    session = Session.AM.value
    started_at = datetime(2027, 3, 9, 8, 47, tzinfo=LONDON)


class MarkFactory(DjangoModelFactory[Mark]):
    """Present on the morning that the test names."""

    class Meta:
        model = Mark

    school: Any = factory.SelfAttribute("pupil.school")
    session = Session.AM.value
    code = PRESENT_MORNING
    source = MarkSource.REGISTER.value
    set_at = datetime(2027, 3, 9, 8, 47, tzinfo=LONDON)
