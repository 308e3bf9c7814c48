"""People whom a school names in its set-up: who may be, and whether whoever is holds the right still."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from schools.models import School
from schools.queries.dated_values import value_of
from schools.queries.people import Colleague, colleagues_with
from schools.value_kinds import Value


@dataclass(frozen=True)
class NamedPerson:
    """Whom a school names. `stands` is empty where nobody is, and where the person lost the right or left."""

    is_named: bool
    stands: Colleague | None


def people_to_name(school: School, value: Value, *, on: date) -> dict[int, Colleague]:
    """Who holds the right of a value for the whole school on a day, by their number: one statement."""
    if value.right is None:
        return {}
    found = colleagues_with(school, value.right, on=on)
    return {pk: person for pk, person in found.items() if value.right in person.rights_for_school}


def named_person(school: School, value: Value, *, on: date) -> NamedPerson:
    """Whom a school names on a day: two statements."""
    user_id = value_of(school, value.key, on=on)
    return NamedPerson(user_id is not None, people_to_name(school, value, on=on).get(user_id))
