"""Telling leads and heads that there is something to read: "sign in to read", and nothing else."""

from __future__ import annotations

from datetime import datetime

from accounts.roles import Role
from safeguarding.services.staff_telling import tell_to_read
from schools.access import grants_in_force
from schools.models import School

# Numbers below nought are of concerns about children, those above of concerns about staff: no mail of one
# stands for one of the other.
ROUNDS_OF_ONE = 4


def tell_round(*, school: School, role: Role, number: int, round_: int, at: datetime) -> int:
    """Queue a mail to everybody who holds a post here that there is something to read; how many.

    `number` is the concern's, `round_` which time it is told: the same twice is one mail. Two statements.
    """
    people = grants_in_force(on=at.date()).filter(school=school, role=role).values_list("user_id", flat=True)
    return tell_to_read(school=school, people=set(people), number=-(number * ROUNDS_OF_ONE + round_), at=at)
