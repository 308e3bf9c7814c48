"""The addresses of a pupil, by date; one that this person may not see, they cannot change."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction

from accounts.audit import acting
from accounts.roles import Permission
from schools.access import Rights
from schools.models import Pupil, PupilAddress
from schools.queries.families import address_of_home, sight_of
from schools.queries.family_sheets import get_home, home_version
from schools.queries.record_words import ADDRESS, value_words
from schools.services.locked_pupils import lock_pupil
from schools.services.stale import check_version

NOT_YOURS = "This address is hidden. The DSL, the head teacher or the attendance officer can change it"


@dataclass(frozen=True, slots=True)
class AddressFacts:
    """An address and the days on which it holds; a day that is not known is None."""

    lines: str
    postcode: str
    from_on: date | None
    until_on: date | None
    is_hidden: bool


@transaction.atomic
def add_address(*, rights: Rights, pupil_id: int, facts: AddressFacts, at: datetime) -> Pupil:
    """Add an address of a pupil; a future one has its first day (reg 8(3), SI 2024/208).

    Raises ValidationError for one that stands already. A hidden one that stands is left as it is without a
    word, for a refusal would tell who asks that they guessed it.
    """
    acting(rights.user, at=at)
    pupil = lock_pupil(rights, Permission.PUPIL_MANAGE, pupil_id)
    _check(facts)
    standing = _same_lines(pupil, facts)
    if standing is None:
        PupilAddress.objects.create(pupil=pupil, **asdict(facts))
    elif sight_of(rights, pupil).opens(address_of_home(standing)):
        raise ValidationError({"lines": "This address is recorded already. Change its days instead"})
    return pupil


@transaction.atomic
def change_address(
    *, rights: Rights, pupil_id: int, address_id: int, facts: AddressFacts, version: str, at: datetime
) -> Pupil:
    """Change an address or end it with its last day. `version` is that of the page that showed it.

    Raises ValidationError for a hidden address without its right, and StaleError where it changed since. As
    in `add_address`, nothing is said of a hidden one that has the same lines.
    """
    acting(rights.user, at=at)
    pupil = lock_pupil(rights, Permission.PUPIL_MANAGE, pupil_id)
    row, sight = get_home(pupil, address_id), sight_of(rights, pupil)
    if not sight.opens(address_of_home(row)):
        raise ValidationError(NOT_YOURS)
    check_version(version, home_version(row), standing=_differences(row, facts))
    _check(facts)
    other = _same_lines(pupil, facts)
    if other is not None and other != row:
        if sight.opens(address_of_home(other)):
            raise ValidationError({"lines": "This address is recorded already"})
        return pupil
    for name, value in asdict(facts).items():
        setattr(row, name, value)
    row.save()
    return pupil


def _check(facts: AddressFacts) -> None:
    if facts.from_on and facts.until_on and facts.until_on < facts.from_on:
        raise ValidationError({"until_on": "The last day must be on or after the first"})


def _same_lines(pupil: Pupil, facts: AddressFacts) -> PupilAddress | None:
    return PupilAddress.objects.filter(pupil=pupil, lines=facts.lines).first()


def _differences(row: PupilAddress, facts: AddressFacts) -> dict[str, str]:
    return {
        ADDRESS[name]: value_words(name, getattr(row, name))
        for name, typed in asdict(facts).items()
        if getattr(row, name) != typed
    }
