"""Who has left the site during the day, and the desk where pupils sign out and in."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import reduce
from operator import and_
from typing import Any

from django.db.models import Case, OuterRef, Q, QuerySet, Subquery, Value, When
from django.utils import timezone

from accounts.roles import Permission
from attendance.arrivals import GIVES_WAY, Stands, stands
from attendance.lessons import is_here
from attendance.models import Mark, SignOut
from schools.access import Rights, in_force, pupils_visible_to
from schools.calendar import Session
from schools.models import Contact, GroupKind, GroupMember, Pupil
from schools.names import name_words
from schools.queries.named_pupils import named, on_roll
from schools.wording import time_words

# Pupils of %(school)s who were signed out and not back at the instant %(now)s of the day %(on)s, each once.
# Used as a table: LEFT JOIN {SIGNED_OUT} so ON so.pupil_id = p.id.
SIGNED_OUT = """(
  SELECT DISTINCT ON (s.pupil_id) s.pupil_id, s.out_at, s.reason, s.collected_by
  FROM attendance_signout s
  WHERE s.school_id = %(school)s AND s.date = %(on)s AND s.out_at <= %(now)s
    AND (s.back_at IS NULL OR s.back_at > %(now)s)
  ORDER BY s.pupil_id, s.out_at DESC
)"""
MOST_FOUND = 10
SPEAK_TO_DSL = "Speak to the DSL before this pupil is collected."


@dataclass(frozen=True)
class DeskPupil:
    """A pupil whom the desk found. `sign_out_id` is set while they are out; `stop` warns the desk.

    `arrives`: they are not in school as far as anybody said. `begins`: their known name begins with what was
    typed; Enter takes nobody else. `version` is that of their mark, 0 for a blank.
    """

    pupil_id: int
    name: str
    group: str
    state: str
    sign_out_id: int | None
    stop: str
    arrives: bool
    begins: bool
    version: int


@dataclass(frozen=True)
class SignOutLine:
    """A pupil who left today: when, why and with whom, and when they came back."""

    sign_out_id: int
    pupil_id: int
    name: str
    group: str
    out_at: str
    back_at: str
    why: str
    by: str


@dataclass(frozen=True)
class DeskDay:
    """Who is out now, and who came back today."""

    out: list[SignOutLine]
    back: list[SignOutLine]


def registration(pupil: str, on: date | OuterRef) -> Subquery:
    """The name of the registration group, on a day or on that of a column, of the pupil of a column."""
    rows = GroupMember.objects.filter(
        in_force(on), pupil=OuterRef(pupil), group__kind=GroupKind.REGISTRATION.value
    )
    return Subquery(rows.values("group__name")[:1])


def desk_day(rights: Rights, *, on: date) -> DeskDay:
    """The sign-outs of a day that the right reaches, latest first: one statement."""
    rows = (
        SignOut.objects.filter(
            school=rights.school, date=on, pupil__in=pupils_visible_to(rights, Permission.DESK_SIGN_IN)
        )
        .annotate(group=registration("pupil", on))
        .select_related("pupil", "signed_by")
        .order_by("-out_at", "-pk")
    )
    lines = [_line(row, row.group or "") for row in rows]
    back = sorted((line for line in lines if line.back_at), key=lambda line: line.back_at, reverse=True)
    return DeskDay(out=[line for line in lines if not line.back_at], back=back)


def _line(row: SignOut, group: str) -> SignOutLine:
    collected = f"collected by {row.collected_by}" if row.collected_by else ""
    return SignOutLine(
        sign_out_id=row.pk,
        pupil_id=row.pupil_id,
        name=row.pupil.known_name,
        group=group,
        out_at=time_words(timezone.localtime(row.out_at)),
        back_at=time_words(timezone.localtime(row.back_at)) if row.back_at else "",
        why=", ".join(part for part in (row.reason, collected) if part),
        by=row.signed_by.full_name,
    )


def at_the_desk(rights: Rights, *, on: date) -> QuerySet[Pupil]:
    """The pupils on roll whom this person may sign out and in."""
    return on_roll(pupils_visible_to(rights, Permission.DESK_SIGN_IN), on=on)


def find_at_desk(
    rights: Rights, words: str, *, on: date, session: Session | None
) -> tuple[list[DeskPupil], bool]:
    """The first ten pupils whose names hold these words, and whether there are more: two statements.

    Those whose known names begin with the words come first, and of each kind who is out or may arrive now.
    """
    typed = name_words(words)
    if not typed:
        return [], False
    theirs = named(at_the_desk(rights, on=on), typed)
    found = _desk_pupils(rights, theirs, on=on, session=session, typed=typed)
    return found[:MOST_FOUND], len(found) > MOST_FOUND


def desk_pupil(rights: Rights, pupil_id: int, *, on: date, session: Session | None) -> DeskPupil | None:
    """One pupil on roll whom this person may sign out; None otherwise: two statements."""
    one = at_the_desk(rights, on=on).filter(pk=pupil_id)
    return next(iter(_desk_pupils(rights, one, on=on, session=session)), None)


def sign_out_now(pupil_id: int, *, on: date) -> SignOut | None:
    """The sign-out from which a pupil is not back, of a pupil within reach: one statement."""
    return SignOut.objects.filter(pupil=pupil_id, date=on, back_at=None).first()


def _desk_pupils(
    rights: Rights, pupils: QuerySet[Pupil], *, on: date, session: Session | None, typed: Sequence[str] = ()
) -> list[DeskPupil]:
    """The pupils as the desk sees them, one more than it shows; `typed` begins the names that come first."""
    stated = _with_state(pupils, on, session).annotate(begins=_begins(typed))
    rows = list(stated.order_by(*_order(session))[: MOST_FOUND + 1])
    stopped = _stopped(rights, [row.pk for row in rows])
    return [_desk_pupil(row, session, is_stopped=row.pk in stopped) for row in rows]


def _with_state(pupils: QuerySet[Pupil], on: date, session: Session | None) -> QuerySet[Any]:
    out = SignOut.objects.filter(pupil=OuterRef("pk"), date=on, back_at=None)
    marks = Mark.objects.filter(pupil=OuterRef("pk"), date=on, session=session.value if session else 0)
    return pupils.annotate(
        group=registration("pk", on),
        out_id=Subquery(out.values("pk")[:1]),
        out_at=Subquery(out.values("out_at")[:1]),
        code=Subquery(marks.values("code")[:1]),
        version=Subquery(marks.values("version")[:1]),
    )


def _begins(typed: Sequence[str]) -> Case:
    """Whether each word, or all of them together, begins the known forename or surname."""
    if not typed:
        return Case(default=Value(value=False))
    each = reduce(and_, map(_name_begins, typed))
    rule = each | _name_begins(" ".join(typed))
    return Case(When(rule, then=Value(value=True)), default=Value(value=False))


def _name_begins(words: str) -> Q:
    return Q(known_surname__istartswith=words) | Q(known_forename__istartswith=words)


def _order(session: Session | None) -> list[Any]:
    """Whose name begins with what was typed, then who is out, then who may arrive."""
    is_out, may_arrive = Q(out_id__isnull=False), Q(code=None) | Q(code__in=GIVES_WAY)
    turns = [is_out, may_arrive] if session is not None else [is_out]
    places = [Case(When(rule, then=0), default=1) for rule in turns]
    return ["-begins", *places, "known_surname", "known_forename", "pk"]


def _desk_pupil(row: Any, session: Session | None, *, is_stopped: bool) -> DeskPupil:
    is_absent = session is not None and stands(row.code) is Stands.ABSENT
    return DeskPupil(
        pupil_id=row.pk,
        name=row.known_name,
        group=row.group or "",
        state=_state(row.out_at, row.code, session),
        sign_out_id=row.out_id,
        stop=SPEAK_TO_DSL if is_stopped else "",
        arrives=is_absent or row.out_id is not None,
        begins=row.begins,
        version=row.version or 0,
    )


def _state(out_at: datetime | None, code: int | None, session: Session | None) -> str:
    """What the desk should know of where a pupil is, without the reason of an absence."""
    if out_at is not None:
        return f"Signed out {time_words(timezone.localtime(out_at))}"
    if session is None:
        return ""
    if code is None:
        return f"No mark this {session.words} yet"
    return f"In school this {session.words}" if is_here(code) else f"Not in school this {session.words}"


def _stopped(rights: Rights, pupils: Collection[int]) -> set[int]:
    """Those with a contact whom nobody may ring, as far as the person may know of it."""
    rows = Contact.objects.filter(
        must_not_contact=True,
        pupil__in=pupils_visible_to(rights, Permission.CONTACT_SAFETY_VIEW).filter(pk__in=pupils),
    )
    return set(rows.values_list("pupil_id", flat=True))
