"""Late arrivals as the desk reads them, and the mark that one of them meets."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, OuterRef, QuerySet, Value
from django.db.models.functions import Coalesce
from django.http import Http404
from django.utils import timezone

from accounts.roles import Permission
from attendance.arrivals import Stands, late_words, slip_words, stands
from attendance.codes import code_of
from attendance.models import Arrival, Mark, MarkAmendment, SignOut
from attendance.queries.sign_outs import at_the_desk, registration
from schools.access import Rights, in_force, pupils_visible_to
from schools.calendar import Session
from schools.models import Group, GroupKind, GroupMember, Pupil
from schools.names import name_words
from schools.wording import time_words

MOST_SHOWN = 40
MOST_AT_KIOSK = 5
FEWEST_LETTERS = 3
NO_REASON_YET = "no reason"


@dataclass(frozen=True)
class ArrivalLine:
    """A late arrival; `letter` is empty where a better code stands and stayed."""

    arrival_id: int
    pupil_id: int
    name: str
    group: str
    letter: str
    css: str
    minutes_words: str
    on: date
    at: str
    reason: str
    by: str
    slip: str
    is_undone: bool


@dataclass(frozen=True)
class ArrivalDay:
    """Today's late arrivals, newest first, and how many there are with those that are not shown."""

    lines: list[ArrivalLine]
    total: int


@dataclass(frozen=True)
class KioskName:
    """What the kiosk shows of a pupil, and no more."""

    pupil_id: int
    name: str
    group: str


def arrivals_on(rights: Rights, *, on: date) -> ArrivalDay:
    """The late arrivals of a day that the right reaches and that stand: two statements."""
    rows = _within_reach(rights).filter(date=on, undone_at=None)
    total = rows.aggregate(total=Count("pk"))["total"]
    newest = _with_names(rows).order_by("-arrived_at", "-pk")[:MOST_SHOWN]
    return ArrivalDay([_line(row) for row in newest], total)


def arrival_line(rights: Rights, arrival_id: int) -> ArrivalLine:
    """One late arrival within reach, taken back or not; 404 otherwise."""
    row = _with_names(_within_reach(rights)).filter(pk=arrival_id).first()
    if row is None:
        raise Http404
    return _line(row)


def _within_reach(rights: Rights) -> QuerySet[Arrival]:
    pupils = pupils_visible_to(rights, Permission.DESK_SIGN_IN)
    return Arrival.objects.filter(school=rights.school, pupil__in=pupils)


def _with_names(rows: QuerySet[Arrival]) -> QuerySet[Arrival]:
    """The rows with their pupils, who signed them in, and the group of each on its day."""
    group = Coalesce(registration("pupil", OuterRef("date")), Value(""))
    return rows.select_related("pupil", "signed_by").annotate(group=group)


def _line(row: Arrival) -> ArrivalLine:
    code = code_of(row.code) if row.code is not None else None
    return ArrivalLine(
        arrival_id=row.pk,
        pupil_id=row.pupil_id,
        name=row.pupil.known_name,
        group=getattr(row, "group", ""),
        letter=code.letter if code else "",
        css=code.code_class.css if code else "",
        minutes_words=late_words(row.minutes_late),
        on=row.date,
        at=time_words(timezone.localtime(row.arrived_at)),
        reason=row.reason or NO_REASON_YET,
        by="kiosk" if row.is_kiosk else row.signed_by.full_name,
        slip=slip_words(row.code),
        is_undone=row.undone_at is not None,
    )


def kiosk_matches(rights: Rights, words: str, *, on: date) -> tuple[list[KioskName], bool]:
    """The first pupils whose known surname or forename begins so, and whether there are more: one statement.

    Fewer than three letters find nobody: who knows no name learns none.
    """
    typed = " ".join(name_words(words))
    if len(typed) < FEWEST_LETTERS:
        return [], False
    here = at_the_desk(rights, on=on)
    named = here.filter(known_surname__istartswith=typed) | here.filter(known_forename__istartswith=typed)
    rows = list(_kiosk_names(named, on)[: MOST_AT_KIOSK + 1])
    return [_kiosk_name(row) for row in rows[:MOST_AT_KIOSK]], len(rows) > MOST_AT_KIOSK


def kiosk_name(rights: Rights, pupil_id: int, *, on: date) -> KioskName:
    """One pupil who was found at the kiosk; 404 for one out of reach or off roll."""
    row = _kiosk_names(at_the_desk(rights, on=on).filter(pk=pupil_id), on).first()
    if row is None:
        raise Http404
    return _kiosk_name(row)


def _kiosk_names(pupils: QuerySet[Pupil], on: date) -> QuerySet[Pupil]:
    named = pupils.annotate(group=Coalesce(registration("pk", on), Value("")))
    return named.order_by("known_surname", "known_forename", "pk")


def _kiosk_name(row: Pupil) -> KioskName:
    return KioskName(row.pk, row.known_name, getattr(row, "group", ""))


def held_mark(pupil_id: int, on: date, session: Session) -> Mark | None:
    """The mark of a pupil's session, held until the transaction ends; None for a blank."""
    marks = Mark.objects.select_for_update(of=("self",))
    return marks.filter(pupil=pupil_id, date=on, session=session.value).first()


def mark_before(mark: Mark) -> tuple[int, int | None] | None:
    """The code and minutes that the last change of a mark replaced; None where it filled a blank."""
    last = MarkAmendment.objects.filter(pupil=mark.pupil_id, date=mark.date, session=mark.session).last()
    if last is None or last.amended is None:
        return None
    return last.original, last.original_minutes


def marked_words(mark: Mark | None) -> str:
    """What a mark says, by whom and when: "is marked present by Ms Lane at 08:52"."""
    if mark is None:
        return "has no mark"
    by = f" by {mark.set_by.full_name}" if mark.set_by else ""
    said = "present" if stands(mark.code) is Stands.PRESENT else code_of(mark.code).letter
    return f"is marked {said}{by} at {time_words(timezone.localtime(mark.set_at))}"


def register_group(pupil_id: int, on: date) -> Group | None:
    """The registration group whose register has a pupil on a day; None for a pupil in none."""
    members = GroupMember.objects.filter(in_force(on), pupil=pupil_id)
    groups = Group.objects.filter(kind=GroupKind.REGISTRATION.value, pk__in=members.values("group"))
    return groups.select_related("school").first()


def is_signed_out(pupil_id: int, *, on: date) -> bool:
    """Whether a pupil left today and is not back."""
    return SignOut.objects.filter(pupil=pupil_id, date=on, back_at=None).exists()
