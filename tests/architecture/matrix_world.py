"""The world of the permission matrix: every pupil and school carries a word that nothing else holds."""

from __future__ import annotations

from dataclasses import replace

from accounts.models import User
from accounts.roles import Permission, Role
from attendance.codes import ILLNESS, PRESENT_MORNING
from attendance.models import (
    AlertKind,
    BulkAct,
    BulkKind,
    ScreenAlert,
)
from integrations.models import ImportFile, ImportProblem, ImportRun, ImportSource, RunState
from reporting.models import Document, DocumentKind, DocumentState, SavedView
from schools.calendar import Session
from schools.models import (
    Closure,
    Contact,
    Group,
    GroupStaff,
    Membership,
    NeverMessage,
    Pupil,
    PupilAddress,
    PupilMarker,
    SafetyNote,
    School,
    Staff,
)
from tests.architecture.matrix_places import MatrixWorld, Place, Relation, new_word
from tests.architecture.matrix_plants import plant
from tests.factories import (
    LessonFactory,
    MembershipFactory,
    StaffFactory,
    UserFactory,
)
from tests.world import NOW, TODAY, YESTERDAY, build_world


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
        _send_nothing(made, places[relation])
    for school in (world.marlowe, world.ashgrove, world.tallis):
        school.name = f"{school.name} {new_word(made, None, school.pk, own=False)}"
        school.save(update_fields=["name"])
        _name_people(made, school, next(place for place in places.values() if place.path == school.slug))
    for pupil, group in (
        (own, world.class_8hw),
        (other, world.class_7a),
        (oak, world.class_oak),
        (foreign, world.class_9t),
    ):
        plant(made, pupil, group, is_own_class=pupil is own)
    made.places = {relation: _with_family(place) for relation, place in places.items()}
    return made


def _place(school: School, group: Group, pupil: Pupil) -> Place:
    spare: Membership = MembershipFactory.create(school=school, role=Role.OFFICE.value)
    SavedView.objects.create(
        school=school, owner=spare.user, name="Year 8 late", query="year=8&with=late", is_shared=True, at=NOW
    )
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
    word = new_word(made, Permission.IMPORT_RUN, run.school_id, own=True)
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


def _send_nothing(made: MatrixWorld, place: Place) -> None:
    """A number to which the school sends nothing; its line has the number of the school's import."""
    run = ImportRun.objects.get(pk=place.run)
    word = new_word(made, Permission.SETUP_ATTENDANCE, run.school_id, own=True)
    NeverMessage.objects.create(
        pk=run.pk, school=run.school, address=f"{word}@example.org", why="Asked", set_at=NOW
    )


def _name_people(made: MatrixWorld, school: School, place: Place) -> None:
    """Names of somebody with a role and of one of the staff, which no other school may learn."""
    person, member = (f"Jo {new_word(made, None, school.pk, own=False)}" for _ in range(2))
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
