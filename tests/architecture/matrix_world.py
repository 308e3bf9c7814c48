"""The world of the permission matrix: every pupil and school carries a word that nothing else holds."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from datetime import timedelta
from enum import StrEnum
from uuid import uuid4

from accounts.models import User
from accounts.roles import Permission, Role
from attendance.codes import ILLNESS, PRESENT_MORNING
from attendance.models import (
    Agency,
    AgencyTold,
    AlertKind,
    Arrival,
    BulkAct,
    BulkKind,
    CodePermit,
    ContactAttempt,
    Escalation,
    LessonFollowUp,
    Outcome,
    ScreenAlert,
    SignOut,
    Trip,
    Visit,
    Way,
)
from attendance.services.amendments import amend_mark
from attendance.services.marks import MarkChange, save_marks
from integrations.models import ImportFile, ImportProblem, ImportRun, ImportSource, RunState
from reporting.models import Document, DocumentKind, DocumentState
from schools.calendar import Session
from schools.models import (
    Closure,
    Contact,
    Group,
    GroupStaff,
    Lesson,
    MarkerKind,
    Membership,
    Parent,
    ProposedLeaving,
    Pupil,
    PupilAddress,
    PupilMarker,
    SafetyNote,
    School,
    Staff,
)
from tests.factories import (
    ContactFactory,
    LessonFactory,
    MembershipFactory,
    ParentFactory,
    ProtectedFactFactory,
    SafetyNoteFactory,
    StaffFactory,
    SupportFactFactory,
    UserFactory,
)
from tests.world import NOW, TODAY, TOMORROW, YESTERDAY, World, build_world

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
    lesson: int = 1
    closure: int = 1
    source: int = 1
    person: int = 1
    member: int = 1
    address: int = 1
    contact: int = 1
    safety_note: int = 1
    marker: int = 1
    act: int = 1
    pack: int = 1
    alert: int = 1


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
        Relation.OTHER_CLASS: replace(
            marlowe, group=world.class_7a.pk, pupil=other.pk, lesson=_lesson_of(world.class_7a)
        ),
        Relation.SMUGGLED: replace(sister, path=marlowe.path),
        Relation.SISTER: sister,
        Relation.FOREIGN: _place(world.tallis, world.class_9t, foreign),
    }
    made = MatrixWorld(world, inactive, places)
    for relation in (Relation.OWN, Relation.SISTER, Relation.FOREIGN):
        _refuse_a_row(made, places[relation])
    for school in (world.marlowe, world.ashgrove, world.tallis):
        school.name = f"{school.name} {_word(made, None, school.pk, own=False)}"
        school.save(update_fields=["name"])
        _name_people(made, school, next(place for place in places.values() if place.path == school.slug))
    for pupil, group in (
        (own, world.class_8hw),
        (other, world.class_7a),
        (oak, world.class_oak),
        (foreign, world.class_9t),
    ):
        _plant(made, pupil, group, is_own_class=pupil is own)
    made.places = {relation: _with_family(place) for relation, place in places.items()}
    return made


def _place(school: School, group: Group, pupil: Pupil) -> Place:
    spare: Membership = MembershipFactory.create(school=school, role=Role.OFFICE.value)
    run = ImportRun.objects.create(school=school, created_at=NOW, state=RunState.REFUSED)
    return Place(
        path=school.slug,
        group=group.pk,
        pupil=pupil.pk,
        membership=spare.pk,
        run=run.pk,
        lesson=_lesson_of(group),
        closure=Closure.objects.filter(school=school).earliest("starts_on").pk,
        source=ImportSource.objects.create(school=school, name="Nightly export").pk,
        person=spare.user_id,
        member=StaffFactory.create(school=school).pk,
        act=BulkAct.objects.create(
            school=school,
            kind=BulkKind.CODES,
            code=PRESENT_MORNING,
            reason="Fire drill",
            whom="one class",
            starts_on=YESTERDAY,
            ends_on=YESTERDAY,
            made_by=spare.user,
            made_at=NOW,
        ).pk,
        pack=_pack(school).pk,
        alert=_here(group, pupil),
    )


def _pack(school: School) -> Document:
    parameters = {"first": str(YESTERDAY), "last": str(TODAY), "groups": [], "group_names": []}
    kind, state = DocumentKind.AUDIT_PACK, DocumentState.CANCELLED
    return Document.objects.create(school=school, kind=kind, state=state, asked_at=NOW, parameters=parameters)


def _here(group: Group, pupil: Pupil) -> int:
    """The pupil is here although the office had I."""
    return ScreenAlert.objects.create(
        school=group.school,
        kind=AlertKind.HERE,
        group=group,
        date=TODAY,
        session=Session.AM.value,
        pupil=pupil,
        code_before=ILLNESS,
        raised_by=UserFactory.create(),
        raised_at=NOW,
    ).pk


def _lesson_of(group: Group) -> int:
    """A lesson of the group this morning, by its tutor where it has one."""
    tutor = GroupStaff.objects.filter(group=group).first()
    return LessonFactory.create(group=group, staff=tutor.staff if tutor else None).pk


def _refuse_a_row(made: MatrixWorld, place: Place) -> None:
    """A refused row in the school's import; its file has the number of its run."""
    run = ImportRun.objects.get(pk=place.run)
    word = _word(made, Permission.IMPORT_RUN, run.school_id, own=True)
    file = ImportFile.objects.create(
        pk=run.pk,
        run=run,
        name="staff.csv",
        kind="staff",
        content=f"Staff Code,Forename,Surname\nHLA,,{word}\n".encode(),
        headings=["Staff Code", "Forename", "Surname"],
        columns={"Staff Code": "code", "Forename": "forename", "Surname": "surname"},
        rows=1,
        rows_with_errors=1,
        refused_rows=[[2, 2]],
    )
    ImportProblem.objects.create(
        file=file, row=2, field="Forename", kind="error", sentence="Forename is empty"
    )


def _name_people(made: MatrixWorld, school: School, place: Place) -> None:
    """Names of somebody with a role and of one of the staff, which no other school may learn."""
    person, member = (f"Jo {_word(made, None, school.pk, own=False)}" for _ in range(2))
    User.objects.filter(pk=place.person).update(full_name=person)
    Staff.objects.filter(pk=place.member).update(full_name=member)


def _with_family(place: Place) -> Place:
    """The place with the numbers of its pupil's hidden address, first contact and safety note."""
    return replace(
        place,
        address=PupilAddress.objects.get(pupil=place.pupil).pk,
        contact=Contact.objects.get(pupil=place.pupil).pk,
        safety_note=SafetyNote.objects.get(pupil=place.pupil).pk,
        marker=PupilMarker.objects.get(pupil=place.pupil).pk,
    )


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
    contact = ContactFactory.create(pupil=pupil, parent=parent)
    SafetyNoteFactory.create(pupil=pupil, contact=contact, text=word(Permission.CONTACT_SAFETY_VIEW))
    hidden = word(Permission.HIDDEN_ADDRESS_VIEW)
    PupilAddress.objects.create(pupil=pupil, lines=hidden, is_hidden=True)
    Parent.objects.filter(pk=parent.pk).update(address_lines=hidden, address_hidden=True)
    PupilMarker.objects.create(pupil=pupil, kind=MarkerKind.CALL_FIRST, from_on=TODAY)
    SupportFactFactory.create(pupil=pupil, note=word(Permission.SUPPORT_FACTS_VIEW))
    ProtectedFactFactory.create(pupil=pupil, note=word(Permission.PROTECTED_FACTS_VIEW))
    ProposedLeaving.objects.create(
        roll_entry=pupil.roll_entries.get(),
        last_on=TODAY,
        source=word(Permission.LEAVER_PREPARE),
        proposed_at=NOW,
    )
    _leave_the_site(made, pupil)
    _tell_others(made, pupil, word(Permission.ESCALATION_DECIDE), word(Permission.PROTECTED_FACTS_VIEW))
    _ring(made, pupil)
    _come_late(made, pupil)
    _follow_up(made, pupil, group)
    _mark_and_amend(made, pupil, group, reason=word(Permission.ATTENDANCE_HISTORY))
    _plan(made, pupil, word(Permission.PERMIT_MANAGE))
    _visit(made, pupil, word(Permission.VISIT_WORK))


def _plan(made: MatrixWorld, pupil: Pupil, reason: str) -> None:
    """A trip that the pupil goes on tomorrow."""
    by = made.world.shah if pupil.school == made.world.tallis else made.world.okafor
    days = {"school": pupil.school, "starts_on": TOMORROW, "ends_on": TOMORROW}
    trip = Trip.objects.create(title=reason, place="London", leader="Ms Roe", made_by=by, made_at=NOW, **days)
    CodePermit.objects.create(
        pupil=pupil, code=33, trip=trip, reason=reason, granted_by=by, granted_at=NOW, **days
    )


def _visit(made: MatrixWorld, pupil: Pupil, purpose: str) -> None:
    """A visit to the home, planned for this afternoon."""
    by = made.world.shah if pupil.school == made.world.tallis else made.world.okafor
    Visit.objects.create(
        school=pupil.school,
        pupil=pupil,
        key=uuid4(),
        due_at=NOW + timedelta(hours=6),
        check_in_by=NOW + timedelta(hours=7),
        purpose=purpose,
        visitor=by,
        planned_by=by,
        planned_at=NOW,
    )


def _tell_others(made: MatrixWorld, pupil: Pupil, worry: str, said: str) -> None:
    """The safeguarding lead was told this morning, and so was the social worker."""
    by = made.world.shah if pupil.school == made.world.tallis else made.world.okafor
    row = {"school": pupil.school, "pupil": pupil, "date": TODAY, "words": worry}
    Escalation.objects.create(raised_by=by, raised_at=NOW, **row)
    told = row | {"agency": Agency.SOCIAL_WORKER, "way": Way.CALL, "words": said, "call": uuid4()}
    AgencyTold.objects.create(told_by=by, told_at=NOW, **told)


def _leave_the_site(made: MatrixWorld, pupil: Pupil) -> None:
    """Signed out this morning, for a reason that the desk alone reads."""
    SignOut.objects.create(
        school=pupil.school,
        pupil=pupil,
        date=TODAY,
        out_at=NOW - timedelta(minutes=3),
        reason=_word(made, Permission.DESK_SIGN_IN, pupil.school_id, own=pupil in made.world.pupils),
        signed_by=made.world.shah,
    )


def _ring(made: MatrixWorld, pupil: Pupil) -> None:
    """Rung this morning, and what was said is for those who work on absences."""
    ContactAttempt.objects.create(
        school=pupil.school,
        pupil=pupil,
        date=TODAY,
        call=uuid4(),
        name="Ms Roe",
        outcome=Outcome.SPOKE,
        words=_word(made, Permission.FIRST_DAY_WORK, pupil.school_id, own=pupil in made.world.pupils),
        made_by=made.world.shah,
        made_at=NOW,
    )


def _come_late(made: MatrixWorld, pupil: Pupil) -> None:
    """Signed in late this morning, for a reason that the desk alone reads."""
    Arrival.objects.create(
        school=pupil.school,
        pupil=pupil,
        date=TODAY,
        session=Session.AM.value,
        arrived_at=NOW,
        minutes_late=4,
        reason=_word(made, Permission.DESK_SIGN_IN, pupil.school_id, own=pupil in made.world.pupils),
        signed_by=made.world.shah,
        signed_at=NOW,
    )


def _follow_up(made: MatrixWorld, pupil: Pupil, group: Group) -> None:
    """Looked for yesterday, with words for those who follow up."""
    LessonFollowUp.objects.create(
        school=pupil.school,
        pupil=pupil,
        lesson=Lesson.objects.filter(group=group).earliest("pk"),
        date=YESTERDAY,
        opened_by=made.world.shah,
        opened_at=NOW,
        words=_word(made, Permission.LESSON_FOLLOW_UP, pupil.school_id, own=pupil in made.world.pupils),
    )


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
