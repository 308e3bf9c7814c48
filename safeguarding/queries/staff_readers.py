"""Who reads concerns about adults by grant, and who could be named."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from accounts.roles import Role
from safeguarding.door import opened_staff
from safeguarding.models import StaffReaderGrant
from safeguarding.tickets import Seat
from schools.access import Rights, grants_in_force

GRANTED_ROLES = (Role.GOVERNOR.value, Role.DSL.value)


@dataclass(frozen=True, slots=True)
class StaffReader:
    """Somebody who reads concerns about adults by grant."""

    person_id: int
    name: str
    reads_about_head: bool
    from_at: datetime
    until_at: datetime | None
    by: str


@dataclass(frozen=True, slots=True)
class StaffReaders:
    """Those who read now, and whom the head can name: governors and safeguarding leads."""

    readers: list[StaffReader]
    to_name: Mapping[int, str]
    governors: frozenset[int]

    @property
    def has_chair(self) -> bool:
        """Whether somebody reads what is about the head."""
        return any(reader.reads_about_head for reader in self.readers)


def staff_readers(*, rights: Rights, seat: Seat, now: datetime) -> StaffReaders:
    """The readers by grant: two statements; 404 for who may read no concern about an adult."""
    grants = grants_in_force(on=rights.on).filter(
        school=rights.school, role__in=GRANTED_ROLES, user__is_active=True
    )
    held = list(grants.order_by("user__full_name").values_list("user_id", "user__full_name", "role"))
    names = {pk: name for pk, name, _ in held if pk != rights.user.pk}
    governors = frozenset(pk for pk, _, role in held if role == Role.GOVERNOR.value)
    with opened_staff(seat, school_id=rights.school.pk):
        readers = [reader for reader in live_readers(rights, now=now) if _still(reader, names, governors)]
    return StaffReaders(readers, names, governors)


def live_readers(rights: Rights, *, now: datetime) -> list[StaffReader]:
    """The newest grant of each person, where it holds: one statement, inside the door of staff."""
    rows = StaffReaderGrant.objects.filter(school=rights.school).select_related("person", "by")
    newest = {row.person_id: row for row in rows.order_by("at", "id")}
    return [
        StaffReader(
            person_id=row.person_id,
            name=row.person.full_name,
            reads_about_head=row.reads_about_head,
            from_at=row.from_at,
            until_at=row.until_at,
            by=row.by.full_name,
        )
        for row in newest.values()
        if row.from_at <= now and (row.until_at is None or row.until_at > now)
    ]


def _still(reader: StaffReader, names: Mapping[int, str], governors: frozenset[int]) -> bool:
    """Whether the reader holds the post still that their grant rests on."""
    return reader.person_id in (governors if reader.reads_about_head else names)
