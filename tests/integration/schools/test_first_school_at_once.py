"""Of two people who set an installation up at the same moment, the second is told."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from django.core.exceptions import ValidationError
from django.db import connection

from accounts.models import User
from schools.models import Membership, School
from schools.services.set_up import set_up_first_school
from tests.databases import Addresses
from tests.factories import UserFactory
from tests.integration.schools.steps import FACTS, TIMES
from tests.world import NOW, TODAY


def test_of_two_who_set_up_at_once_the_second_is_told(own_database: Addresses) -> None:
    gate = Barrier(2)

    def set_up(person: User) -> str:
        try:
            connection.ensure_connection()
            gate.wait(60)
            set_up_first_school(
                trust_name=f"Trust of {person.pk}", facts=FACTS, times=TIMES, by=person, on=TODAY, at=NOW
            )
        except ValidationError as refusal:
            return str(refusal.messages[0])
        finally:
            connection.close()
        return "set up"

    with ThreadPoolExecutor(2) as pool:
        told = sorted(pool.map(set_up, [UserFactory.create(), UserFactory.create()]), reverse=True)

    assert told == ["set up", "This installation has its first school. Ask its administrator to add you"]
    assert (School.objects.count(), Membership.objects.count()) == (1, 1)
