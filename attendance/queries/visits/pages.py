"""One visit as its page shows it, and the words in which lists tell of visits."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import OuterRef, Subquery
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from accounts.roles import Permission
from attendance.home_visits import Press, is_missed
from attendance.models import Visit, VisitNote
from attendance.queries.visits.home import Home, home_of
from attendance.queries.visits.reached import get_visit_for
from schools.access import Rights, in_force, reaches_pupil
from schools.models import GroupKind, GroupMember, Pupil
from schools.wording import date_words, day_words, list_words, short_day_words, time_words

Pairs = list[tuple[str, str]]


@dataclass(frozen=True)
class PressLine:
    """One of the four presses: `time` once it was made; `is_next` marks the one that comes now."""

    value: str
    words: str
    time: str
    is_next: bool


@dataclass(frozen=True)
class VisitPage:
    """A visit for one reader; the `may_` fields say which parts of its page work now."""

    visit_id: int
    pupil_id: int
    name: str
    group: str
    pupil_url: str
    state: str
    who: str
    when: str
    purpose: str
    check_in: str
    check_in_at: str
    now: str
    risk_raised: bool
    risk: str
    planned: str
    presses: list[PressLine]
    alarm: str
    alarm_key: str
    said: Pairs
    home: Home
    written: Pairs
    written_words: str
    child_unseen: bool
    lead_url: str
    notes: list[tuple[str, str]]
    cancelled: str
    goes: bool
    may_press: bool
    may_answer: bool
    may_write: bool
    may_change: bool
    may_cancel: bool
    may_correct: bool
    is_written: bool


def class_of(pupil: str, on: datetime) -> Subquery:
    """The registration group of the pupil that a column names."""
    rows = GroupMember.objects.filter(
        in_force(on.date()), pupil=OuterRef(pupil), group__kind=GroupKind.REGISTRATION.value
    )
    return Subquery(rows.values("group__name")[:1])


def moment_words(at: datetime | None, *, on: datetime) -> str:
    """A time of the day of `on` as "14:05", of another day as "Tue 9 Mar, 14:05"; empty for none."""
    if at is None:
        return ""
    local = timezone.localtime(at)
    day = "" if local.date() == on.date() else f"{short_day_words(local.date())}, "
    return f"{day}{time_words(local)}"


def who_words(visit: Visit) -> str:
    """Who goes: "Ms Okafor, with Mr Reid" or "Ms Okafor, alone"."""
    second = visit.second.full_name if visit.second else visit.second_name
    return f"{visit.visitor.full_name}, with {second}" if second else f"{visit.visitor.full_name}, alone"


def goes_on(visit: Visit, person: User) -> bool:
    """Whether this person is one of those who go."""
    return person.pk in (visit.visitor_id, visit.second_id)


def misses_check_in(visit: Visit, at: datetime) -> bool:
    """Whether this visit's check-in is missed and unanswered at an instant."""
    return is_missed(
        set_out_at=visit.set_out_at,
        check_in_by=visit.check_in_by,
        safe_at=visit.safe_at,
        answered_at=visit.alarm_at,
        at=at,
    )


def state_words(visit: Visit, at: datetime) -> str:
    """Where a visit stands: "Planned for 14:00", "Left 14:30", "Safe 14:52, said by Ms Okafor"."""
    if visit.cancelled_at is not None:
        return f"Called off {moment_words(visit.cancelled_at, on=at)}"
    if visit.written_at is not None:
        return f"Written down {moment_words(visit.written_at, on=at)}"
    if visit.safe_at is not None:
        return f"Safe {_safe_words(visit, at)}"
    for press, words in ((Press.LEFT, "Left"), (Press.ARRIVED, "At the home since")):
        made_at = getattr(visit, press.field)
        if made_at is not None:
            return f"{words} {moment_words(made_at, on=at)}"
    if visit.set_out_at is not None:
        return f"On the way since {moment_words(visit.set_out_at, on=at)}"
    return f"Planned for {moment_words(visit.due_at, on=at)}"


def missed_words(visit: Visit) -> str:
    """The alarm in words; no child is named in it."""
    by = time_words(timezone.localtime(visit.check_in_by)) if visit.check_in_by else ""
    return f"Check-in missed: {visit.visitor.full_name} should have said at {by} that they are safe."


def alarm_key(visit: Visit) -> str:
    """What tells one alarm from the next: a check-in time that was moved may be missed again."""
    return f"visit-{visit.pk}-{visit.check_in_by:%H%M%S}" if visit.check_in_by else ""


def tell_lead_url(rights: Rights, pupil: Pupil) -> str:
    """Where this reader tells the safeguarding lead of a pupil; empty for who may not."""
    if not reaches_pupil(rights, Permission.ESCALATION_RAISE, pupil):
        return ""
    return reverse("escalate", args=[rights.school.slug, pupil.pk])


def visit_page(rights: Rights, visit_id: int, *, at: datetime) -> VisitPage:
    """A visit within reach, and the home it goes to; 404 otherwise. The same statements for every visit."""
    visit = get_visit_for(rights, visit_id)
    pupil = visit.pupil
    group = GroupMember.objects.filter(in_force(at.date()), pupil=pupil, group__kind=GroupKind.REGISTRATION)
    notes = VisitNote.objects.filter(visit=visit).select_related("made_by")
    goes, is_over = goes_on(visit, rights.user), visit.cancelled_at is not None
    has_set_out, is_written = visit.set_out_at is not None, visit.written_at is not None
    under_way = has_set_out and visit.safe_at is None and not is_over
    return VisitPage(
        visit_id=visit.pk,
        pupil_id=pupil.pk,
        name=pupil.known_name,
        group=group.values_list("group__name", flat=True).first() or "",
        pupil_url=reverse("pupil", args=[rights.school.slug, pupil.pk]),
        state=state_words(visit, at),
        who=who_words(visit),
        when=_when_words(visit),
        purpose=visit.purpose,
        check_in=moment_words(visit.check_in_by, on=at),
        check_in_at=visit.check_in_by.isoformat() if visit.check_in_by and under_way else "",
        now=at.isoformat(),
        risk_raised=visit.risk_raised,
        risk=visit.risk_words,
        planned=f"{visit.planned_by.full_name}, {moment_words(visit.planned_at, on=at)}",
        presses=press_lines(visit, at),
        alarm=missed_words(visit) if misses_check_in(visit, at) and not is_over else "",
        alarm_key=alarm_key(visit),
        said=_said(visit, at),
        home=home_of(rights, pupil, on=at.date()),
        written=written_facts(visit) if is_written else [],
        written_words=_written_words(visit, at),
        child_unseen=is_written and not visit.child_seen,
        lead_url=tell_lead_url(rights, pupil),
        notes=[
            (note.words, f"{note.made_by.full_name}, {moment_words(note.made_at, on=at)}") for note in notes
        ],
        cancelled=_cancelled_words(visit, at),
        goes=goes,
        may_press=goes and not is_over and visit.safe_at is None and (has_set_out or not is_written),
        may_answer=under_way and visit.check_in_by is not None and (visit.alarm_at is None or not is_written),
        may_write=not is_over and not is_written,
        may_change=not is_over and not has_set_out and not is_written,
        may_cancel=not is_over and not is_written and not under_way,
        may_correct=goes and has_set_out and not is_over and not is_written,
        is_written=is_written,
    )


def press_lines(visit: Visit, at: datetime) -> list[PressLine]:
    """The four presses in order, with the times of those that were made."""
    made = [getattr(visit, press.field) for press in Press]
    last = max((place for place, time in enumerate(made) if time is not None), default=-1)
    return [
        PressLine(press.value, press.words, moment_words(time, on=at), place == last + 1)
        for place, (press, time) in enumerate(zip(Press, made, strict=True))
    ]


def _when_words(visit: Visit) -> str:
    due = timezone.localtime(visit.due_at)
    return f"{day_words(due.date())}, {time_words(due)}"


def _said(visit: Visit, at: datetime) -> Pairs:
    """Who said of whom that they are safe: the answer of the office, and the word of who went."""
    said: Pairs = []
    if visit.alarm_by is not None:
        when = moment_words(visit.alarm_at, on=at)
        said.append(("Check-in", f"Answered by {visit.alarm_by.full_name} {when}: {visit.alarm_words}"))
    if visit.safe_at is not None:
        said.append(("Safe", _safe_words(visit, at)))
    return said


def _safe_words(visit: Visit, at: datetime) -> str:
    by = f", said by {visit.safe_by.full_name}" if visit.safe_by else ""
    return f"{moment_words(visit.safe_at, on=at)}{by}"


def _written_words(visit: Visit, at: datetime) -> str:
    if visit.written_by is None:
        return ""
    return f"{visit.written_by.full_name}, {moment_words(visit.written_at, on=at)}"


def _cancelled_words(visit: Visit, at: datetime) -> str:
    if visit.cancelled_by is None:
        return ""
    return (
        f"{visit.cancelled_why} ({visit.cancelled_by.full_name}, {moment_words(visit.cancelled_at, on=at)})"
    )


def _yes(value: bool | None) -> str:
    return "" if value is None else "Yes" if value else "No"


def _times_words(visit: Visit) -> str:
    """The times of a visit on its day: "Tue 9 Mar: set out 14:00, arrived 14:10 and left 14:30"."""
    labels = ("set out", "arrived", "left", "safe")
    made = [(words, getattr(visit, press.field)) for words, press in zip(labels, Press, strict=True)]
    told = [(words, timezone.localtime(time)) for words, time in made if time is not None]
    if not told:
        return ""
    day = told[0][1]
    times = list_words([f"{words} {moment_words(time, on=day)}" for words, time in told])
    return f"{short_day_words(day.date())}: {times}"


def written_facts(visit: Visit) -> Pairs:
    """What was found, as its page shows it."""
    facts = [
        ("Times", _times_words(visit)),
        ("Who was seen", visit.who_seen),
        ("Child seen", _yes(visit.child_seen)),
        ("Child spoken to", _yes(visit.child_spoken_to)),
        ("The child’s own words", visit.child_voice),
        ("Conditions", visit.conditions),
        ("Next step", visit.next_step),
        ("Next step by", date_words(visit.next_on) if visit.next_on else ""),
    ]
    return [(label, value) for label, value in facts if value]
