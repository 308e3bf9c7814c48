"""The demo's safeguarding record: concerns that staff raised, and what the lead wrote in one file."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from importlib import import_module
from uuid import uuid4

from django.conf import settings
from django.contrib.auth import SESSION_KEY

from accounts.models import User
from accounts.roles import Role
from safeguarding.services.entries import EntryFacts, add_action, add_entry
from safeguarding.services.raising import ConcernFacts, raise_concern, was_raised
from safeguarding.tickets import Level, Seat, session_digest
from schools.access import Rights, grants_in_force, rights_of
from schools.models import GroupKind, GroupMember, School

# Days before the demo's day, hour, the child's words, the facts; for one child after another.
RAISED = (
    (
        4,
        12,
        "“It’s alright, I have loads here.”",
        "Asked for a second lunch and put bread into a pocket. The same jumper all week.",
    ),
    (1, 15, "", "Tired and tearful in form. Would not say why; asked to stay in the library after school."),
    (0, 8, "“He was shouting again.”", "Came in without a coat, said there had been shouting at home."),
)
WRITTEN = (
    ("conference", 26, "critical", "Initial child protection conference. Plan made under neglect."),
    (
        "agency",
        35,
        "critical",
        "Strategy discussion: section 47 enquiry to start. Police were there.",
    ),
    ("meeting", 6, "important", "Core group 2. Plan continues. Mother came; works with the family worker."),
    ("call", 12, "ordinary", "Rang the family worker: weekly visits go on, on Wednesdays."),
)


def raise_concerns(school: School, *, at: datetime) -> None:
    """Raise some concerns and fill one file, as people would; nothing where any was raised before."""
    lead, teacher = (_holder(school, role, at) for role in (Role.DSL, Role.TEACHER))
    children = _children(school, at)
    if was_raised(school) or lead is None or teacher is None or not children:
        return
    with _seat(teacher.user) as seat:
        for child, (days, hour, words, facts) in zip(children, RAISED, strict=False):
            then = min(_at(at, days, hour), at - timedelta(minutes=20))
            told = ConcernFacts(
                [child], then - timedelta(minutes=10), {"childs_words": words, "facts": facts}
            )
            raise_concern(rights=teacher, seat=seat, key=uuid4(), facts=told, at=then)
    with _seat(lead.user) as seat:
        _fill(lead, seat, children[0], at=at)


def _fill(lead: Rights, seat: Seat, child: int, *, at: datetime) -> None:
    for source, days, weight, line in WRITTEN:
        then = _at(at, days, 10)
        entry = EntryFacts(source=source, happened_at=then, significance=weight, line=line)
        add_entry(rights=lead, seat=seat, pupil_id=child, key=uuid4(), facts=entry, at=then)
    for what, days in (("File conference minutes", -12), ("Raise food at core group", 8)):
        due = at.date() + timedelta(days=days)
        add_action(
            rights=lead,
            seat=seat,
            pupil_id=child,
            key=uuid4(),
            what=what,
            owner_id=lead.user.pk,
            due_on=due,
            at=at,
        )


def _at(at: datetime, days: int, hour: int) -> datetime:
    return (at - timedelta(days=days)).replace(hour=hour, minute=5)


def _holder(school: School, role: Role, at: datetime) -> Rights | None:
    held = grants_in_force(on=at.date()).filter(school=school, role=role).select_related("user")
    first = held.order_by("pk").first()
    return rights_of(first.user, school.slug, on=at.date()) if first else None


def _children(school: School, at: datetime) -> list[int]:
    members = GroupMember.objects.filter(
        group__school=school, group__kind=GroupKind.REGISTRATION, group__year_group=9, from_on__lte=at.date()
    )
    return list(members.order_by("pupil_id").values_list("pupil_id", flat=True).distinct()[: len(RAISED)])


@contextmanager
def _seat(person: User) -> Iterator[Seat]:
    """A seat at a session that lives no longer than this."""
    session = import_module(settings.SESSION_ENGINE).SessionStore()
    session[SESSION_KEY] = str(person.pk)
    session.save()
    try:
        yield Seat(person.pk, session_digest(session.session_key), Level.CONFIRMED)
    finally:
        session.delete()
