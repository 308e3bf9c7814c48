"""The page of one child's file, and what its forms offer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.http import Http404

from accounts.models import User
from accounts.roles import Permission
from safeguarding.access import reads_log
from safeguarding.door import OpenFile, Purpose, opened_file, opened_log
from safeguarding.models import Category, Opening
from safeguarding.queries.chronology import Chronology, Filters, chronology_of
from safeguarding.tickets import Seat
from schools.access import Rights, reaches_pupil
from schools.models import Pupil
from schools.queries.facts import FactLine, protected_facts
from schools.queries.people import colleagues_with

LAST_OPENINGS = 6
MOST_RECORDS = 60


@dataclass(frozen=True, slots=True)
class OpenedLine:
    """Who opened a file, when and why."""

    who: str
    at: datetime
    purpose: str


@dataclass(frozen=True, slots=True)
class FilePage:
    """One child's file as one reader may see it."""

    child: Pupil
    file: OpenFile
    chronology: Chronology
    facts: Sequence[FactLine]
    opened: Sequence[OpenedLine]


@dataclass(frozen=True, slots=True)
class Offers:
    """What the forms of a file offer: categories, people, and the entries that something may follow from."""

    child: Pupil
    categories: Sequence[tuple[int, str]]
    people: Sequence[tuple[int, str]]
    records: Sequence[tuple[str, str]]


def file_page(*, rights: Rights, seat: Seat, pupil_id: int, filters: Filters, on: date) -> FilePage:
    """A child's file: the chronology that the filters leave, and who opened it; 404 where it does not open.

    The same number of statements whatever its length. Who opened it is for those who read the log.
    """
    child = child_of(rights, pupil_id)
    sees_facts = reaches_pupil(rights, Permission.PROTECTED_FACTS_VIEW, child)
    facts = protected_facts(child, on=on).standing if sees_facts else []
    with opened_file(seat, school_id=rights.school.pk, pupil_id=child.pk, purpose=Purpose.REVIEW) as file:
        found = chronology_of(file, filters, school_id=rights.school.pk, on=on)
    opened = _opened(seat, child.pk) if reads_log(rights) else []
    return FilePage(child, file, found, [row for row in facts if row.from_on <= on], opened)


def offers_of(*, rights: Rights, seat: Seat, pupil_id: int, on: date) -> Offers:
    """What the forms of a file offer; 404 where it does not open for writing."""
    child = child_of(rights, pupil_id)
    people = colleagues_with(rights.school, Permission.CONCERN_RAISE, on=on)
    with opened_file(seat, school_id=rights.school.pk, pupil_id=child.pk, purpose=Purpose.WORK) as file:
        if not file.writes:
            raise Http404
        items = chronology_of(file, Filters(), school_id=rights.school.pk, on=on).items[:MOST_RECORDS]
        used = Category.objects.filter(school=rights.school, is_used=True)
        categories = list(used.values_list("pk", "title"))
    records = [(str(row.pk), f"#{row.number} {row.title}") for row in items if row.kind != "referral"]
    named = sorted(((pk, person.name) for pk, person in people.items()), key=lambda pair: pair[1])
    return Offers(child, categories, named, records)


def child_of(rights: Rights, pupil_id: int) -> Pupil:
    """A child of this school; 404 otherwise. It says nothing of a file: the door does."""
    child = Pupil.objects.filter(pk=pupil_id, school=rights.school, merged_into=None).first()
    if child is None:
        raise Http404
    return child


def _opened(seat: Seat, pupil_id: int) -> list[OpenedLine]:
    """The last openings of a file by each person, the newest first."""
    with opened_log(seat):
        rows = Opening.objects.filter(pupils__contains=[pupil_id], kind="file").order_by(
            "actor", "-at", "-id"
        )
        newest = sorted(rows.distinct("actor"), key=lambda row: row.at, reverse=True)[:LAST_OPENINGS]
        people = User.objects.in_bulk([row.actor for row in newest])
    return [
        OpenedLine("You" if row.actor == seat.user_id else str(people[row.actor]), row.at, row.purpose)
        for row in newest
        if row.actor in people
    ]
