"""Signing late pupils in: the arrival is kept, and the time sets L or U (regs 10 and 11, SI 2024/208)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import Http404

from accounts.audit import acting
from accounts.roles import Permission
from attendance.arrivals import Lateness, Stands, day_of, lateness, stands, why_not_late
from attendance.codes import NO_REASON
from attendance.models import Arrival, Mark, SignOut
from attendance.queries.arrivals import held_mark, is_signed_out, marked_words, register_group
from attendance.queries.first_day.sought import sought_question
from attendance.queries.registers.frame import register_frame
from attendance.queries.sign_outs import at_the_desk, sign_out_now
from attendance.services.alerts import raise_here_alerts
from attendance.services.amendments import ARRIVED_LATE, amend_mark
from attendance.services.marks import MOST_MINUTES, MarkChange, save_marks
from attendance.services.permit_marks import hold_marks
from attendance.services.sign_outs import sign_back
from schools.access import Rights
from schools.models import Pupil
from schools.queries.calendar import school_day, times_on, why_closed
from schools.queries.school_days import school_day_now

# Why nobody can be late, which a pupil may read, too.
NOT_LATE = "not_late"


@dataclass(frozen=True)
class ArrivalFacts:
    """When a pupil came and why, by whom it is told, and which mark they saw.

    `base_version`: the version of the mark that the page showed, 0 for a blank; None where it showed none.
    `is_sure`: the question whether a mark of somebody else should change was answered with yes. `is_here`: so
    was the one whether a child who is looked for stands at the desk.
    """

    arrived_at: datetime
    reason: str = ""
    is_kiosk: bool = False
    base_version: int | None = None
    is_sure: bool = False
    is_here: bool = False


class AskFirstError(ValidationError):
    """Nothing was written: the mark that stands is somebody's, and a person decides whether it changes."""

    def __init__(self, message: str, *, version: int | None) -> None:
        super().__init__(message)
        self.version = version


class SoughtError(AskFirstError):
    """Nothing was written: the child is looked for, and a person says first that they see them."""


@transaction.atomic
def arrive(*, rights: Rights, pupil_id: int, facts: ArrivalFacts, at: datetime) -> Arrival | SignOut:
    """Sign a pupil in: back from a sign-out of today, else late. Raises as `sign_in_late` does."""
    rights.check(Permission.DESK_SIGN_IN)
    out = sign_out_now(pupil_id, on=day_of(at))
    if out is not None:
        return sign_back(rights=rights, sign_out_id=out.pk, at=at)
    return sign_in_late(rights=rights, pupil_id=pupil_id, facts=facts, at=at)


@transaction.atomic
def sign_in_late(*, rights: Rights, pupil_id: int, facts: ArrivalFacts, at: datetime) -> Arrival:
    """Keep a late arrival, and make a blank, N or O of its session L or U; a better code stands and stays.

    A pupil who is signed in already has the arrival that stands. The office and the lead are told on screen
    of a child who was looked for. 404 for a pupil out of reach or off roll. Raises ValidationError where
    nobody is late now or the pupil is signed out, SoughtError where the child is looked for, and else
    AskFirstError where the mark says present or is another than the page showed.
    """
    rights.check(Permission.DESK_SIGN_IN)
    acting(rights.user, at=at)
    late = _lateness(rights, facts, at)
    hold_marks()
    pupil = _locked(rights, pupil_id, at)
    on = day_of(facts.arrived_at)
    arrivals = Arrival.objects.filter(pupil=pupil, date=on, session=late.session.value)
    standing = arrivals.filter(undone_at=None).first()
    if standing is not None:
        return standing
    if is_signed_out(pupil.pk, on=on):
        raise ValidationError(f"{pupil.known_name} is signed out. Sign them back in instead")
    question = sought_question(rights.school, pupil, school_day_now(rights.school, facts.arrived_at))
    if question and not facts.is_here:
        raise SoughtError(question, version=facts.base_version)
    mark = _set_mark(rights, pupil, late, facts, at=at)
    acting(rights.user, at=at)
    if question:
        _tell(rights, pupil, late, facts)
    return Arrival.objects.create(
        school=rights.school,
        pupil=pupil,
        date=on,
        session=late.session.value,
        arrived_at=facts.arrived_at,
        minutes_late=late.minutes,
        reason=facts.reason,
        code=mark.code if mark else None,
        mark_version=mark.version if mark else None,
        is_kiosk=facts.is_kiosk,
        signed_by=rights.user,
        signed_at=at,
    )


def _tell(rights: Rights, pupil: Pupil, late: Lateness, facts: ArrivalFacts) -> None:
    """Tell the office and the lead on screen that a child who was looked for has come."""
    on = day_of(facts.arrived_at)
    if (group := register_group(pupil.pk, on)) is not None:
        raise_here_alerts(
            group=group,
            on=on,
            session=late.session,
            pupils={pupil.pk: NO_REASON},
            by=rights.user,
            at=facts.arrived_at,
        )


def _lateness(rights: Rights, facts: ArrivalFacts, at: datetime) -> Lateness:
    """How late the pupil is; raises, with the sentence for the desk, where nobody can be."""
    on = day_of(facts.arrived_at)
    if facts.arrived_at > at or on != day_of(at):
        raise ValidationError("Give a time of today that is not still to come")
    times = times_on(rights.school, on)
    if school_day(rights.school, on) is None:
        raise ValidationError(why_closed(rights.school, on), code=NOT_LATE)
    if times is None:
        raise ValidationError("The session times are not set. An administrator can set them in Set-up")
    late = lateness(facts.arrived_at, times)
    if late is None:
        raise ValidationError(why_not_late(facts.arrived_at, times), code=NOT_LATE)
    return late


def _locked(rights: Rights, pupil_id: int, at: datetime) -> Pupil:
    """The pupil, held until the end: two desks sign one child in once, and saves of marks go on."""
    reached = at_the_desk(rights, on=day_of(at)).filter(pk=pupil_id)
    held = Pupil.objects.select_for_update(no_key=True).select_related(None)
    pupil = held.filter(pk__in=reached.values("pk")).first()
    if pupil is None:
        raise Http404
    return pupil


def _set_mark(
    rights: Rights, pupil: Pupil, late: Lateness, facts: ArrivalFacts, *, at: datetime
) -> Mark | None:
    """Make the session's mark L or U, and give it back; None where the mark that stands is left."""
    mark = held_mark(pupil.pk, day_of(facts.arrived_at), late.session)
    standing = stands(mark.code if mark else None)
    if standing in (Stands.LATE, Stands.BETTER):
        return None
    _ask_first(pupil, late, facts, mark)
    if mark is None:
        return _fill_blank(rights, pupil, late, facts, at=at)
    return amend_mark(
        pupil,
        mark.date,
        late.session,
        letter=late.code.letter,
        minutes=_minutes(late),
        reason=ARRIVED_LATE,
        base_version=mark.version,
        by=rights.user,
        office=True,
        at=at,
    )


def _ask_first(pupil: Pupil, late: Lateness, facts: ArrivalFacts, mark: Mark | None) -> None:
    """Raise where a person should look at the mark first: it says present, or changed since they looked."""
    version = mark.version if mark else 0
    is_news = facts.base_version not in (None, version)
    is_present = mark is not None and stands(mark.code) is Stands.PRESENT
    if is_news or (is_present and not facts.is_sure):
        since = " since you looked" if is_news else ""
        raise AskFirstError(
            f"{pupil.known_name} {marked_words(mark)}{since}. Make it {late.words}?", version=version
        )


def _minutes(late: Lateness) -> int:
    return min(late.minutes, MOST_MINUTES)


def _fill_blank(
    rights: Rights, pupil: Pupil, late: Lateness, facts: ArrivalFacts, *, at: datetime
) -> Mark | None:
    """Fill a blank as the office does; raises where somebody filled it at this very moment."""
    on = day_of(facts.arrived_at)
    group = register_group(pupil.pk, on)
    if group is None:
        raise ValidationError(
            f"{pupil.known_name} is in no registration group, so no register has their mark. "
            "An administrator can put them in one"
        )
    frame = register_frame(group, on, late.session, today=day_of(at))
    change = MarkChange(pupil.pk, late.code.letter, 0, _minutes(late))
    outcome = save_marks(frame, [change], by=rights.user, office=True, at=at)
    mark = held_mark(pupil.pk, on, late.session)
    if not outcome.saved:
        _ask_first(pupil, late, facts, mark)
        raise ValidationError(f"{pupil.known_name} was not signed in: {outcome.problems[0].message}")
    return mark
