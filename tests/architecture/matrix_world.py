"""The world of the permission matrix: every pupil and school carries a word that nothing else holds."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum

from accounts.models import User
from accounts.roles import Permission, Role
from attendance.services.amendments import amend_mark
from attendance.services.marks import MarkChange, save_marks
from integrations.models import ImportRun
from schools.calendar import Session
from schools.models import Group, Membership, Pupil, PupilAddress, School
from tests.factories import (
    ContactFactory,
    MembershipFactory,
    ParentFactory,
    ProtectedFactFactory,
    SupportFactFactory,
    UserFactory,
)
from tests.world import NOW, TODAY, YESTERDAY, World, build_world

WORD = re.compile(r"zq[a-z]{8}")


class Relation(StrEnum):
    """How the thing asked for stands to the person who asks."""

    OWN = "own class"
    OTHER_CLASS = "another class of the school"
    SMUGGLED = "another school's thing under the own school's path"
    SISTER = "another school of the trust"
    FOREIGN = "a school of another trust"


@dataclass(frozen=True)
class Place:
    """A school's path, and the things of a school that addresses name."""

    path: str
    group: int
    pupil: int
    membership: int
    run: int


@dataclass(frozen=True)
class Canary:
    """A word, the right that opens what it stands in, and where its child is."""

    right: Permission | None
    school: int
    is_own_class: bool


@dataclass
class MatrixWorld:
    """The people who ask, the places they ask for, and the words they may not all see."""

    world: World
    inactive: User
    places: dict[Relation, Place]
    canaries: dict[str, Canary] = field(default_factory=dict)


def build_matrix_world() -> MatrixWorld:
    """Rows for every route of the matrix."""
    world = build_world(pupils=1)
    inactive = UserFactory.create(full_name="Mr Gone", is_active=False)
    MembershipFactory.create(user=inactive, school=world.marlowe, role=Role.OFFICER.value)
    own, other = world.pupils[0], world.pupils_elsewhere["7A"]
    oak, foreign = world.pupils_elsewhere["Oak"], world.pupils_elsewhere["9T"]
    marlowe = _place(world.marlowe, world.class_8hw, own)
    sister = _place(world.ashgrove, world.class_oak, oak)
    places = {
        Relation.OWN: marlowe,
        Relation.OTHER_CLASS: Place(
            marlowe.path, world.class_7a.pk, other.pk, marlowe.membership, marlowe.run
        ),
        Relation.SMUGGLED: Place(marlowe.path, sister.group, sister.pupil, sister.membership, sister.run),
        Relation.SISTER: sister,
        Relation.FOREIGN: _place(world.tallis, world.class_9t, foreign),
    }
    made = MatrixWorld(world, inactive, places)
    for school in (world.marlowe, world.ashgrove, world.tallis):
        school.name = f"{school.name} {_word(made, None, school.pk, own=False)}"
        school.save(update_fields=["name"])
    for pupil, group in (
        (own, world.class_8hw),
        (other, world.class_7a),
        (oak, world.class_oak),
        (foreign, world.class_9t),
    ):
        _plant(made, pupil, group, is_own_class=pupil is own)
    return made


def _place(school: School, group: Group, pupil: Pupil) -> Place:
    spare: Membership = MembershipFactory.create(school=school, role=Role.OFFICE.value)
    run = ImportRun.objects.create(school=school, created_at=NOW)
    return Place(school.slug, group.pk, pupil.pk, spare.pk, run.pk)


def _word(made: MatrixWorld, right: Permission | None, school: int, *, own: bool) -> str:
    """A new word of ten letters, written down with what it takes to see it."""
    number, letters = 104_729 * (len(made.canaries) + 1), ""
    for _ in range(8):
        number, place = divmod(number * 31 + 17, 26)
        letters += chr(ord("a") + place)
    word = f"zq{letters}"
    assert word not in made.canaries
    made.canaries[word] = Canary(right, school, own)
    return word


def _plant(made: MatrixWorld, pupil: Pupil, group: Group, *, is_own_class: bool) -> None:
    def word(right: Permission) -> str:
        return _word(made, right, pupil.school_id, own=is_own_class)

    # The name is on registers and on lists of pupils alike; the list has the wider right.
    pupil.known_forename, pupil.known_surname = "Robin", word(Permission.PUPIL_SEARCH).title()
    pupil.legal_surname = pupil.known_surname
    pupil.save()
    parent = ParentFactory.create(school=pupil.school, surname=word(Permission.CONTACTS_VIEW))
    ContactFactory.create(pupil=pupil, parent=parent)
    PupilAddress.objects.create(pupil=pupil, lines=word(Permission.HIDDEN_ADDRESS_VIEW), is_hidden=True)
    SupportFactFactory.create(pupil=pupil, note=word(Permission.SUPPORT_FACTS_VIEW))
    ProtectedFactFactory.create(pupil=pupil, note=word(Permission.PROTECTED_FACTS_VIEW))
    _mark_and_amend(made, pupil, group, reason=word(Permission.ATTENDANCE_HISTORY))


def _mark_and_amend(made: MatrixWorld, pupil: Pupil, group: Group, *, reason: str) -> None:
    """N yesterday, amended with a reason; N this morning in a register that is still open."""
    by = made.world.shah if group == made.world.class_9t else made.world.okafor
    for on in (YESTERDAY, TODAY):
        frame = made.world.frame(on, group=group)
        save_marks(frame, [MarkChange(pupil.pk, "N", 0)], by=by, office=True, at=NOW)
    amend_mark(
        pupil,
        YESTERDAY,
        Session.AM,
        letter="I",
        minutes=None,
        reason=reason,
        base_version=1,
        by=by,
        office=True,
        at=NOW - timedelta(hours=1),
    )
