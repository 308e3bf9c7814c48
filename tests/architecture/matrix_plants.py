"""What the permission matrix knows of a child: each fact is a word that one right opens."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

from accounts.roles import Permission
from attendance.lines import LineKind
from attendance.models import (
    Agency,
    AgencyTold,
    Arrival,
    CodePermit,
    ContactAttempt,
    CrossedLine,
    Escalation,
    FamilyReply,
    FoundPattern,
    LessonFollowUp,
    LineAct,
    LineTold,
    MovementTold,
    Outcome,
    SignOut,
    Sweep,
    SweepKind,
    Trip,
    Visit,
    Way,
)
from attendance.patterns.kinds import PatternKind
from attendance.services.amendments import amend_mark
from attendance.services.marks import MarkChange, save_marks
from schools.calendar import Session
from schools.message_faults import NO_ANSWER
from schools.models import (
    Channel,
    Contact,
    Group,
    Lesson,
    MarkerKind,
    Message,
    MessageKind,
    MessageState,
    Parent,
    ProposedLeaving,
    Pupil,
    PupilAddress,
    PupilMarker,
)
from tests.architecture.matrix_places import MatrixWorld, new_word
from tests.factories import (
    ContactFactory,
    ParentFactory,
    ProtectedFactFactory,
    SafetyNoteFactory,
    SupportFactFactory,
    UserFactory,
)
from tests.world import NOW, TODAY, TOMORROW, YESTERDAY


def plant(made: MatrixWorld, pupil: Pupil, group: Group, *, is_own_class: bool) -> None:
    def word(right: Permission) -> str:
        return new_word(made, right, pupil.school_id, own=is_own_class)

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
    _answer(made, pupil)
    _come_late(made, pupil)
    _follow_up(made, pupil, group)
    _mark_and_amend(made, pupil, group, reason=word(Permission.ATTENDANCE_HISTORY))
    _plan(made, pupil, word(Permission.PERMIT_MANAGE))
    _visit(made, pupil, word(Permission.VISIT_WORK))
    _text(pupil, contact, word(Permission.ABSENCE_MESSAGE))
    _expect(made, pupil, word(Permission.CASE_READ), word(Permission.CASE_READ))
    _find_pattern(pupil)


def _find_pattern(pupil: Pupil) -> None:
    """Last night looked at everybody, and found half days of this pupil."""
    look = {"school": pupil.school, "kind": SweepKind.PATTERNS, "on": TODAY}
    Sweep.objects.get_or_create(**look, defaults={"started_at": NOW, "finished_at": NOW})
    FoundPattern.objects.create(
        school=pupil.school,
        pupil=pupil,
        kind=PatternKind.HALVES,
        found_on=TODAY,
        found=7,
        out_of=8,
        beside=40,
        beside_of=100,
        part=Session.PM,
        days=[YESTERDAY, TODAY],
    )


def _text(pupil: Pupil, contact: Contact, words: str) -> None:
    """A reminder of this morning that did not go, and what it says."""
    Message.objects.create(
        school=pupil.school,
        pupil=pupil,
        contact=contact,
        kind=MessageKind.REMINDER,
        channel=Channel.TEXT,
        date=TODAY,
        session=Session.AM.value,
        state=MessageState.FAILED,
        why=NO_ANSWER.key,
        words=words,
        queued_at=NOW,
        ended_at=NOW,
    )


def _expect(made: MatrixWorld, pupil: Pupil, why: str, done: str) -> None:
    """A sickness return is expected, something was done, and somebody was told of it and of the week."""
    by = made.world.shah if pupil.school == made.world.tallis else made.world.okafor
    days = dict.fromkeys(("found_on", "held_on", "from_on", "until_on", "reached_on"), TODAY)
    line = CrossedLine.objects.create(
        school=pupil.school,
        pupil=pupil,
        kind=LineKind.SICKNESS_EXPECTED.value,
        found_at=NOW,
        found_by=by,
        count=0,
        limit=15,
        words=why,
        **days,
    )
    LineAct.objects.create(line=line, by=by, at=NOW, words=done)
    LineTold.objects.create(line=line, person=by, at=NOW)
    week, _ = Sweep.objects.get_or_create(
        school=pupil.school, kind=SweepKind.WEEK, on=YESTERDAY, defaults={"started_at": NOW}
    )
    MovementTold.objects.get_or_create(sweep=week, person=by, defaults={"at": NOW})


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
    """The safeguarding lead was told this morning, and so was the social worker, by nobody who looks here."""
    by = UserFactory.create(full_name="Ms Roe")
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
        reason=new_word(made, Permission.DESK_SIGN_IN, pupil.school_id, own=pupil in made.world.pupils),
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
        words=new_word(made, Permission.FIRST_DAY_WORK, pupil.school_id, own=pupil in made.world.pupils),
        made_by=made.world.shah,
        made_at=NOW,
    )


def _answer(made: MatrixWorld, pupil: Pupil) -> None:
    """The family answered this morning, in words for those who work on absences."""
    FamilyReply.objects.create(
        school=pupil.school,
        pupil=pupil,
        way="text",
        date=TODAY,
        session=Session.AM.value,
        reason="ill",
        words=new_word(made, Permission.FIRST_DAY_WORK, pupil.school_id, own=pupil in made.world.pupils),
        proposed_code=104,
        provider_id=str(uuid4()),
        received_at=NOW,
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
        reason=new_word(made, Permission.DESK_SIGN_IN, pupil.school_id, own=pupil in made.world.pupils),
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
        words=new_word(made, Permission.LESSON_FOLLOW_UP, pupil.school_id, own=pupil in made.world.pupils),
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
